"""What the web console's schema takes (`web/env.ts`): the few parts of zod that it is written in.

Not here: which variable of its container becomes which of its names (`evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ctxkit.model import ConfigKey

_NUMBER = re.compile(
    r"\s*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?|0[xX][0-9a-fA-F]+)\s*\Z"
)
_ALLOWED = re.compile(r"===\s*'([^'\\]{1,40})'")
_CHOICE = re.compile(r"'([^'\\]{1,80})'")
_DEFINED = re.compile(r":\s*([A-Za-z_]\w*)")
_LONGEST = 300  # characters of a value that is compared


def zod_refusal(key: ConfigKey, value: str, rows: Sequence[str]) -> str:
    """Return what the schema wants instead of a value; an empty value counts as none.

    `rows` are its file's.
    """
    if not value or len(value) > _LONGEST:
        return ""
    if key.type == "enum":
        choices = _CHOICE.findall(key.constraints)
        return "" if not choices or value in choices else f"one of {', '.join(choices)}"
    if key.type == "url":
        return (
            ""
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:\S", value) and "://" in value
            else "a URL with its scheme"
        )
    if key.type == "email":
        return "" if re.match(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z", value) else "a mail address"
    if key.type == "number":
        return _number(value, _schema(key, rows))
    if key.type == "boolean":
        allowed = list(
            dict.fromkeys(_ALLOWED.findall(_schema(key, rows).partition(".transform(")[0]))
        )
        return "" if not allowed or value in allowed else f"one of {', '.join(allowed)}"
    return _path(key, value)


def _schema(key: ConfigKey, rows: Sequence[str]) -> str:
    """Return the text that defines a key, and that of the constant which it names."""
    row = rows[key.line - 1] if 0 < key.line <= len(rows) else ""
    named = _DEFINED.search(row)
    if named is None or named[1] == "z":
        return row
    for at, each in enumerate(rows):
        if each.startswith(f"const {named[1]} ="):
            following = [text for text in rows[at + 1 : at + 8] if text.startswith((" ", "\t"))]
            return "\n".join([each, *following, row])
    return row


def _number(value: str, schema: str) -> str:
    positive = ".positive()" in schema
    wanted = "a whole number" if ".int()" in schema else "a number"
    wanted += " above 0" if positive else ""
    if not _NUMBER.match(value):
        return wanted
    number = float(int(value, 16)) if value.strip().lower().startswith("0x") else float(value)
    fits = (not positive or number > 0) and (".int()" not in schema or number.is_integer())
    return "" if fits else wanted


def _path(key: ConfigKey, value: str) -> str:
    """The one regular expression of the schema says how a base path looks."""
    if r"regex(/^\/.*[^/]$/)" not in key.constraints:
        return ""
    return (
        ""
        if value.startswith("/") and len(value) > 1 and value[-1] != "/"
        else "a path such as /dify"
    )
