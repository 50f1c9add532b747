"""The values that the web console's schema accepts (`web/env.ts`): the few parts of zod that it
uses.

Not here: which variable of its container becomes which of its names (`evidence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ctxkit.ask.check.validation import unless
from ctxkit.dify.allowed_values import described_pattern
from ctxkit.model import ConfigKey
from ctxkit.regex import regex

_NUMBER = regex(
    r"\s*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?|0[xX][0-9a-fA-F]+)\s*\Z"
)
_ALLOWED = regex(r"===\s*'([^'\\]{1,40})'")
_CHOICE = regex(r"'([^'\\]{1,80})'")
_DEFINED = regex(r":\s*([A-Za-z_]\w*)")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:\S")
_MAIL = regex(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
# .regex(/^\/.*[^/]$/)
_REGEX = regex(r"\.?regex\(/((?:[^/\\\[\n]|\\.|\[[^\]\n]{1,40}\]){1,80})/\)")
# Only what Python reads as JavaScript does: characters, classes and simple repetitions.
_PLAIN_REGEX = regex(
    r"\^?(?:(?:\\[/.dws-]|\[\^?[^\[\]\\]{1,40}\]|[^\\()|{}\[\]+*?^$])[+*?]?){1,40}\$?"
)
_MAX_REPEATS = 1  # more of them may take time that is not linear in the value
_MAX_VALUE_CHARS = 300
_MAX_ROWS_OF_CONSTANT = 7


def zod_refusal(key: ConfigKey, value: str, rows: Sequence[str]) -> str:
    """Return what the schema accepts instead of a value, or "" where it accepts it, as it does an
    empty one.

    `rows` are the lines of the schema's file.
    """
    if not value or len(value) > _MAX_VALUE_CHARS:
        return ""
    if key.type == "enum":
        return _unless_one_of(value, _CHOICE.findall(key.constraints))
    if key.type == "url":
        return unless("://" in value and _SCHEME.match(value), "a URL with a scheme")
    if key.type == "email":
        return unless(_MAIL.match(value), "an email address")
    if key.type == "number":
        return _number(value, _schema(key, rows))
    if key.type == "boolean":
        before_transform = _schema(key, rows).partition(".transform(")[0]
        return _unless_one_of(value, list(dict.fromkeys(_ALLOWED.findall(before_transform))))
    return _by_regex(value, key.constraints)


def _unless_one_of(value: str, allowed: list[str]) -> str:
    return unless(not allowed or value in allowed, f"one of {', '.join(allowed)}")


def _schema(key: ConfigKey, rows: Sequence[str]) -> str:
    """Return the text that defines a key, and that of the constant which it names."""
    row = rows[key.line - 1] if 0 < key.line <= len(rows) else ""
    named = _DEFINED.search(row)
    if named is None or named[1] == "z":
        return row
    for number, each in enumerate(rows):
        if each.startswith(f"const {named[1]} ="):
            below = rows[number + 1 : number + 1 + _MAX_ROWS_OF_CONSTANT]
            return "\n".join([each, *takewhile(_is_indented, below), row])
    return row


def _is_indented(row: str) -> bool:
    return row.startswith((" ", "\t"))


def _number(value: str, schema: str) -> str:
    positive = ".positive()" in schema
    whole = ".int()" in schema
    expected = "a whole number" if whole else "a number"
    if positive:
        expected += " greater than 0"
    if not _NUMBER.match(value):
        return expected
    is_hex = value.strip().lower().startswith("0x")
    number = float(int(value, 16)) if is_hex else float(value)
    if positive and number <= 0:
        return expected
    if whole and not number.is_integer():
        return expected
    return ""


def _by_regex(value: str, constraints: str) -> str:
    """Return the description of the values that a regular expression of the schema accepts."""
    found = _REGEX.search(constraints)
    if found is None or not _is_plain(found[1]):
        return ""
    if re.search(_for_python(found[1]), value, re.ASCII):
        return ""
    return described_pattern(found[1])


def _is_plain(pattern: str) -> bool:
    repeats = pattern.count("*") + pattern.count("+")
    return repeats <= _MAX_REPEATS and _PLAIN_REGEX.fullmatch(pattern) is not None


def _for_python(pattern: str) -> str:
    # In Python `$` also matches before a line end at the end of a text.
    return f"{pattern[:-1]}\\Z" if pattern.endswith("$") else pattern
