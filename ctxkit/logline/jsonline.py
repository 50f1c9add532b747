"""JSON log lines and envelopes, whole or cut short. Not here: what a message inside says."""

from __future__ import annotations

import json
import re
from typing import Any

from ctxkit.logline.patterns import LazyPattern

MESSAGE = ("message", "msg", "log", "event", "text", "body", "MESSAGE", "_raw", "line")
TIME = ("ts", "time", "timestamp", "@timestamp", "asctime", "datetime", "_time")
LEVEL = ("severity", "level", "levelname", "lvl", "log.level", "loglevel")
CALLER = ("caller", "source", "file", "filename", "location")
LINE = ("lineno", "line_number", "line")
LOGGER = ("logger", "name", "logger_name")
TRACE = ("trace_id", "traceId", "req_id")
STACK = ("stack_trace", "exception", "exc_info", "stacktrace", "stack")
SERVICE = (
    "container_name",
    "container",
    "pod",
    "service",
    "app",
    "service_name",
    "kubernetes.container_name",
)

_PAIR = LazyPattern(
    r'"([^"\\]{1,80})"\s{0,20}:\s{0,20}(?:"([^"\\]*(?:\\.[^"\\]*)*)|(-?\d[\d.eE+-]{0,30}|true|false|null))',
    flags=re.DOTALL,
)


def load_document(text: str) -> Any:
    """Return what a whole text says as one JSON document, None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def dumps(data: Any) -> str:
    """Return JSON on one line."""
    return json.dumps(data, ensure_ascii=False)


def load_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that `text` begins with, cut or followed by other text as it may be,
    or None.
    """
    text = text.strip()
    if not text.startswith("{"):
        return None
    if '"=>' in text[:200]:  # as Ruby and fluent-bit print it
        text = text.replace('"=>', '":')
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _salvage(text)
    return found if isinstance(found, dict) else None


def _salvage(text: str) -> dict[str, Any] | None:
    """Return the `"name": value` pairs that can be read from an object that was cut short; nesting
    is not kept.
    """
    pairs: dict[str, Any] = {}
    for match in _PAIR.finditer(text):
        name, string, plain = match.groups()
        value: Any = (
            unescape(string)
            if string is not None
            else json.loads(plain)
            if plain in ("true", "false", "null")
            else plain
        )
        pairs.setdefault(name, value)
    return pairs or None


def load_tail(text: str) -> dict[str, Any] | None:
    """Return what is left of a record whose beginning was cut off, None where the text is no such
    tail.
    """
    if (
        not text.rstrip().endswith("}")
        or '": ' not in text.replace('":', '": ', 8)
        or text.lstrip()[:1] == "{"
    ):
        return None
    pairs = _salvage(text)
    return pairs if pairs and is_envelope(pairs) and pick(pairs, CALLER) else None


def unescape(text: str) -> str:
    """Return a JSON string's content, leniently: an escape that is cut stays as it is."""
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


def pick(data: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of `names` that `data` holds, as text, or an empty string."""
    for name in names:
        value = data.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def is_envelope(data: dict[str, Any]) -> bool:
    """Tell whether an object is a log record: a message with a time, a level or a stream beside it.

    A body such as `{"code": ..., "message": ..., "status": ...}` is none.
    """
    if not pick(data, MESSAGE) or "code" in data or "error_type" in data:
        return False
    return any(name in data for name in (*TIME, *LEVEL, "stream", "log", "kubernetes", "caller"))
