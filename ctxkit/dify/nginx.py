"""How nginx reads the values that its template puts in: sizes, times, ports.

Not here: which variable goes into which directive (`ask/check/evidence.py`).
"""

from __future__ import annotations

import re

from ctxkit.dify.row import Row
from ctxkit.regex import regex


class DirectiveValue(Row, frozen=True, kw_only=True):
    """The grammar of a directive's value; `directive` and `value` are patterns, `expected` says
    what the value must be.
    """

    directive: str
    value: str
    expected: str


DIRECTIVE_VALUES = (
    DirectiveValue(
        directive=r"\w*_(?:size|buffer)",
        value=r"[0-9]{1,12}[kKmMgG]?",
        expected="a size such as 100m",
        since="1.8.1",
        reference="https://nginx.org/en/docs/syntax.html",
        sample="client_max_body_size",
    ),
    DirectiveValue(
        directive=r"\w*_(?:timeout|time)",
        value=r"(?:[0-9]{1,12}(?:ms|[smhdwMy])?\s?){1,6}",
        expected="a time such as 60s",
        since="1.8.1",
        reference="https://nginx.org/en/docs/syntax.html",
        sample="keepalive_timeout",
    ),
    DirectiveValue(
        directive=r"worker_processes",
        value=r"auto|[0-9]{1,5}",
        expected="a whole number or auto",
        since="1.8.1",
        reference="https://nginx.org/en/docs/ngx_core_module.html#worker_processes",
        sample="worker_processes",
    ),
    DirectiveValue(
        directive=r"listen",
        value=r"(?:(?:[^\s:]+|\[[0-9a-fA-F:]+\]):)?[0-9]{1,5}",
        expected="a port",
        since="1.8.1",
        reference="https://nginx.org/en/docs/http/ngx_http_core_module.html#listen",
        sample="listen",
    ),
)

_SIZE = regex(r"([0-9]{1,12})([kKmMgG]?)")
_TIME = regex(r"([0-9]{1,9})(ms|[smhdwMy])?\s?")
_SECONDS_OF_UNIT = {
    "ms": 0.001, "": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "M": 2_592_000,
    "y": 31_536_000,
}  # fmt: skip
_BYTES_OF_UNIT = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def value_of_directive(directive: str) -> DirectiveValue | None:
    """Return the grammar of a directive's value, or None where it is not known."""
    for row in DIRECTIVE_VALUES:
        if re.fullmatch(row.directive, directive):
            return row
    return None


def size_in_bytes(value: str) -> int | None:
    """Return a size as nginx reads it (`100m`), in bytes; None where it is not a size."""
    match = _SIZE.fullmatch(value)
    return None if match is None else int(match[1]) * _BYTES_OF_UNIT[match[2].lower()]


def time_in_seconds(value: str) -> float | None:
    """Return a time as nginx reads it (`1h 30m`), in seconds; None where it is not a time."""
    if not re.fullmatch(DIRECTIVE_VALUES[1].value, value):
        return None
    return sum(int(match[1]) * _SECONDS_OF_UNIT[match[2] or ""] for match in _TIME.finditer(value))
