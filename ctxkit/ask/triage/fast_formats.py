"""The patterns of `logline/formats.py` for bytes: the common formats, and lines without a prefix.

A log is read in blocks of bytes (UTF-8), and most of it never becomes text. The patterns are made
from those of the rows, so both ways of reading a line match the same. Not here: what a prefix says
(`fast_prefix.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from ctxkit.logline.formats import FORMATS
from ctxkit.logline.log_format import (
    CLOCK,
    FILE_AND_LINE,
    FRACTION,
    OPTIONAL_TIME,
    SLASHED_CLOCK,
    SLASHED_FRACTION,
    SLASHED_TIME,
    TIME,
    ZONE,
    LogFormat,
)
from ctxkit.logline.wrappers import WRAPPERS, Wrapper
from ctxkit.regex import regex

MAX_CONTAINER_BYTES = 130
"""Bytes of a line in which the name of its container and the bar after it are looked for."""

CONTAINER_NAME = rb"[A-Za-z][A-Za-z0-9_.-]{0,80}"
_CONTAINER = rb"(?:(?P<container>" + CONTAINER_NAME + rb") {0,40}\| )?"
_STAMP = (
    rb"(?:(?P<outer_clock>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?"
    rb"(?P<outer_zone>Z|[+-]\d\d:?\d\d) (?:(?:stdout|stderr) [FP] )?)?"
)
"""The time that `docker logs -t` and `kubectl logs --timestamps` put before a line."""

_SPLIT_TIMES = {
    TIME: f"(?P<clock>{CLOCK}){FRACTION}(?P<zone>{ZONE})",
    SLASHED_TIME: f"(?P<clock>{SLASHED_CLOCK}){SLASHED_FRACTION}(?P<zone>)",
    "(?P<time>": "(?P<clock>",  # any other time as it is, with its zone
}
_QUICK_TIMES = {
    OPTIONAL_TIME: rf"(?P<clock>{CLOCK})[.,\d]{{0,20}}(?P<zone>[Z\d:+-]{{0,6}})[ \t]{{1,3}}",
    SLASHED_TIME: rf"(?P<clock>{SLASHED_CLOCK})[.\d]{{0,10}}(?P<zone>)",
}
"""Parts of patterns -> the same with the time and its zone apart. The quick ones are simpler and
require a time; whatever they match is only believed of prefixes that were read once.
"""

SOURCE_GROUPS = ("container", "level", "file", "line", "logger")
TIME_GROUPS = ("outer_clock", "outer_zone", "clock", "zone")
REQUEST_GROUPS = ("method", "path", "status")
_GROUPS = (*SOURCE_GROUPS, *TIME_GROUPS, *REQUEST_GROUPS)
_QUICK_GROUPS = ("container", "clock", "zone", "level", "logger")
QUICK_CLOCK, QUICK_ZONE = 2, 3
_QUICK_GROUP_COUNT = 6
_GROUP = regex(r"\(\?P<(\w+)>")

BytesMatcher = Callable[[bytes], re.Match[bytes] | None]


class FastFormat(NamedTuple):
    """A common format as a pattern for bytes, in which groups that the row lacks are empty.

    `source`, `times` and `request` are the numbers of the groups that are named above.
    """

    row: LogFormat
    hint: bytes
    match: BytesMatcher
    source: tuple[int, ...]
    times: tuple[int, ...]
    request: tuple[int, ...]


def _bytes_pattern(pattern: str, times: dict[str, str], groups: tuple[str, ...]) -> bytes:
    """Return the pattern of a row for bytes, without other groups than `groups`."""
    for time, split in times.items():
        pattern = pattern.replace(time, split)
    return _GROUP.sub(lambda found: found[0] if found[1] in groups else "(?:", pattern).encode()


def _fast_format(row: LogFormat) -> FastFormat:
    pattern = _CONTAINER + _STAMP + _bytes_pattern(row.pattern, _SPLIT_TIMES, _GROUPS)
    empty = [f"(?P<{name}>)".encode() for name in _GROUPS if f"(?P<{name}>".encode() not in pattern]
    compiled = re.compile(pattern + b"".join(empty))
    source, times, request = (
        tuple(compiled.groupindex[name] for name in names)
        for names in (SOURCE_GROUPS, TIME_GROUPS, REQUEST_GROUPS)
    )
    return FastFormat(row, row.hint.encode(), compiled.match, source, times, request)


def _quick_match(name: str) -> BytesMatcher:
    """Return the matcher of a common format without a collector's stamp, with six groups.

    They are the container, the time, its zone, and three that name the statement.
    """
    row = next(row for row in FORMATS if row.name == name)
    place = _GROUP.sub("(?:", FILE_AND_LINE)
    simpler = row.pattern.replace(FILE_AND_LINE, f"({place})")
    pattern = _CONTAINER + _bytes_pattern(simpler, _QUICK_TIMES, _QUICK_GROUPS)
    missing = _QUICK_GROUP_COUNT - re.compile(pattern).groups
    return re.compile(pattern + b"()" * missing).match


_COMMON = [_fast_format(row) for row in FORMATS if row.common]
_WITH_FILE = tuple(fast for fast in _COMMON if FILE_AND_LINE in fast.row.pattern)
_WITHOUT_FILE = tuple(fast for fast in _COMMON if FILE_AND_LINE not in fast.row.pattern)
_FOR_DATED, _FOR_OTHERS = _WITH_FILE + _WITHOUT_FILE, _WITHOUT_FILE + _WITH_FILE
_match_api, _match_go_log, _match_slog = map(_quick_match, ("api-text", "go-log", "daemon-slog"))
_DATE_SIGNS = (b"-", b"/")


def fast_formats(raw: bytes) -> tuple[FastFormat, ...]:
    """Return the common formats, those that a line most likely has first."""
    return _FOR_DATED if raw[4:5] in _DATE_SIGNS else _FOR_OTHERS


def quick_prefix(raw: bytes) -> re.Match[bytes] | None:
    """Return the prefix of a line in one of the three commonest formats, chosen by its date."""
    start = 0
    if raw[4:5] not in _DATE_SIGNS:
        start = raw.find(b"| 2", 0, MAX_CONTAINER_BYTES) + 2
        if start < 2:
            return None
    sign = raw[start + 4 : start + 5]
    if sign == b"/":
        return _match_go_log(raw)
    if sign != b"-":
        return None
    if raw[start + 10 : start + 11] == b" ":
        return _match_api(raw)
    return _match_slog(raw)


# --- lines without a prefix -----------------------------------------------------------------------

_BARE = regex(rb"[A-Za-z_][^|\[\"]{0,2000}$")
"""A line that begins with a letter and has none of the marks that most prefixes need."""

_NEVER_BARE = (r"\[", r"\d", r"(?P<time>\d")


def _may_be_bare(row: LogFormat | Wrapper) -> bool:
    if row.pattern.startswith(_NEVER_BARE):
        return False
    return not set(row.hint) & set('|["')


_ROWS: tuple[LogFormat | Wrapper, ...] = (*WRAPPERS, *FORMATS)
_BARE_PREFIX = regex(
    "|".join(_GROUP.sub("(?:", row.pattern) for row in _ROWS if _may_be_bare(row)).encode()
)
_EMBEDDED_HINTS = {
    hint for row in FORMATS if r"\[" not in row.embedded for hint in row.embedded_hints
}
_BARE_EMBEDDED = regex("|".join(map(re.escape, _EMBEDDED_HINTS)).encode())


def is_plain(line: bytes) -> bool:
    """Return whether a line certainly has neither a wrapper nor a prefix."""
    if not _BARE.match(line) or _BARE_PREFIX.match(line):
        return False
    return _BARE_EMBEDDED.search(line) is None
