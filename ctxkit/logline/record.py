"""A record that a program logged as JSON -> its parts, whatever the program calls them.

Not here: JSON text (`jsonline.py`), what collectors put around a record (`envelopes.py`).
"""

# ruff: noqa: E501 - a list of names stays whole

from __future__ import annotations

from typing import Any, NamedTuple

from ctxkit.dify.service_names import service_of_container
from ctxkit.logline.log_format import LEVELS

MESSAGE = ("message", "msg", "log", "event", "text", "body", "MESSAGE", "_raw", "line")
TIME = ("ts", "time", "timestamp", "@timestamp", "asctime", "datetime", "_time")
LEVEL = ("severity", "level", "levelname", "lvl", "log.level", "loglevel")
CALLER = ("caller", "source", "file", "filename", "location")
LINE = ("lineno", "line_number", "line")
LOGGER = ("logger", "name", "logger_name")
TRACE = ("trace_id", "traceId", "req_id")
STACK = ("stack_trace", "exception", "exc_info", "stacktrace", "stack")
SERVICE = (
    "container_name", "container", "pod", "service", "app", "service_name", "kubernetes.container_name",
)  # fmt: skip
"""Names of a part, the likeliest first."""

ERROR_BODY_NAMES = ("code", "error_type")
_ATTRIBUTES = ("attributes", "context", "extra", "fields")
_NO_ATTRIBUTES = frozenset(
    (*MESSAGE, *TIME, *LEVEL, *TRACE, "caller", "service", "span_id", "identity")
)
_MAX_LINE_DIGITS = 7


class Record(NamedTuple):
    """The parts of a record; empty where it has none. `level` is one of ctxkit's."""

    message: str
    service: str
    time: str
    level: str
    file: str
    line: int | None
    logger: str
    trace_id: str


def pick(data: dict[str, Any], names: tuple[str, ...]) -> str:
    """Return the first of `names` that has a value, as text, or an empty string."""
    for name in names:
        value = data.get(name)
        # A flag is not a text: `"error": true`.
        if isinstance(value, bool) or value == "":
            continue
        if isinstance(value, (str, int, float)):
            return str(value)
    return ""


def is_log_record(data: dict[str, Any]) -> bool:
    """Return whether an object is a log record: it has a message, and a time, level or stream.

    The body of an error response, `{"code": ..., "message": ..., "status": ...}`, is not.
    """
    if any(name in data for name in ERROR_BODY_NAMES) or not pick(data, MESSAGE):
        return False
    return any(name in data for name in (*TIME, *LEVEL, "stream", "log", "kubernetes", "caller"))


def read_record(data: dict[str, Any]) -> Record:
    """Return the parts of a record."""
    file, line = _place(data)
    return Record(
        message=pick(data, MESSAGE),
        service=service_of_container(pick(data, SERVICE)),
        time=pick(data, TIME),
        level=LEVELS.get(pick(data, LEVEL).lower(), ""),
        file=file,
        line=line,
        logger=pick(data, LOGGER),
        trace_id=pick(data, TRACE),
    )


def _place(data: dict[str, Any]) -> tuple[str, int | None]:
    caller = pick(data, CALLER)
    if ":" in caller:
        file, _, number = caller.rpartition(":")
    else:
        file, number = caller, pick(data, LINE)
    if number.isdigit() and len(number) <= _MAX_LINE_DIGITS:
        return file, int(number)
    return file, None


def attributes_of(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the values of a record that belong to its statement: `plugin=a/b`, not its time."""
    pairs: list[tuple[str, Any]] = []
    for name, value in data.items():
        if name in _ATTRIBUTES and isinstance(value, dict):
            pairs += [(str(key), inner) for key, inner in value.items() if key not in MESSAGE]
        elif name not in _NO_ATTRIBUTES:
            pairs.append((name, value))
    return tuple((name, str(value)) for name, value in pairs)
