"""JSON in log text, whole or cut short. Not here: what a record says (`record.py`)."""

from __future__ import annotations

import json
import re
from typing import Any

from ctxkit.logline.record import CALLER, is_log_record, pick
from ctxkit.regex import regex

_MAX_RUBY_CHARS = 200
_PAIR = regex(
    r'"([^"\\]{1,80})"\s{0,20}:\s{0,20}(?:"([^"\\]*(?:\\.[^"\\]*)*)|(-?\d[\d.eE+-]{0,30}|true|false|null))',
    flags=re.DOTALL,
)
_CONSTANTS = {"true": True, "false": False, "null": None}


def load_document(text: str) -> Any:
    """Return a whole text as one JSON document, or None."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def dumps(data: Any) -> str:
    """Return JSON on one line."""
    return json.dumps(data, ensure_ascii=False)


def load_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object at the start of `text`, or None.

    The object may be cut short, and other text may follow it.
    """
    text = text.strip()
    if not text.startswith("{"):
        return None
    if '"=>' in text[:_MAX_RUBY_CHARS]:  # as Ruby and fluent-bit print it
        text = text.replace('"=>', '":')
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _salvage(text)
    return found if isinstance(found, dict) else None


def _salvage(text: str) -> dict[str, Any] | None:
    """Return the readable `"name": value` pairs of an object that was cut, without nesting."""
    pairs: dict[str, Any] = {}
    for match in _PAIR.finditer(text):
        name, string, plain = match.groups()
        value = _CONSTANTS.get(plain, plain) if string is None else unescape(string)
        pairs.setdefault(name, value)
    return pairs or None


def load_tail(text: str) -> dict[str, Any] | None:
    """Return the rest of a record whose beginning was cut off, or None if the text is not one."""
    if not text.rstrip().endswith("}") or text.lstrip().startswith("{"):
        return None
    if '": ' not in text.replace('":', '": ', 8):
        return None
    pairs = _salvage(text)
    if pairs is None or not is_log_record(pairs):
        return None
    return pairs if pick(pairs, CALLER) else None


def unescape(text: str) -> str:
    """Return the content of a JSON string; an escape that was cut stays as it is."""
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return (
            text.replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace('\\"', '"')
            .replace("\\/", "/")
            .replace("\\\\", "\\")
        )
