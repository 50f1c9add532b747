"""Times as logs write them -> one form in UTC.

A time without a zone is taken as UTC, in which containers run by default. Not here: where in a line
the time is (`fast_prefix.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from ctxkit.regex import regex

_DATED = regex(
    rb"(\d{4})[/-](\d\d)[/-](\d\d)(?: - |[ T])(\d\d:\d\d:\d\d)(?:[.,]\d{1,9}){0,2}"
    rb" ?(Z|UTC|[+-]\d\d:?\d\d)?"
)
_ACCESS = regex(
    rb"(\d{1,2})[/ ](\w{3})[/ ](\d{4})[: ](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?([+-]\d\d:?\d\d)?"
)
_UNIX = regex(rb"(\d{10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?\Z")
_MONTHS = {
    m: n for n, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_EPOCH = datetime(1970, 1, 1)
_UTC = "+00:00"


class Moment(NamedTuple):
    """A time in UTC as `2026-05-26 13:22:31`, its minute since 1970, and the zone in which the log
    wrote it (`+08:00`), empty if it has none.
    """

    text: bytes
    minute: int
    zone: str


@lru_cache(maxsize=8_192)
def moment(stamp: bytes) -> Moment | None:
    """Return the time that a log writes so, None if it is not a whole time."""
    found = _DATED.match(stamp)
    if found:
        year, month, day, clock, zone = found.groups()
        return _in_utc(b"%s-%s-%s %s" % (year, month, day, clock), zone)
    found = _ACCESS.match(stamp)
    if found and found[2] in _MONTHS:
        date = b"%s-%02d-%02d" % (found[3], _MONTHS[found[2]], int(found[1]))
        return _in_utc(b"%s %s" % (date, found[4]), found[5])
    found = _UNIX.match(stamp)
    if found:
        time = datetime.fromtimestamp(int(found[1]), timezone.utc)
        return _in_utc(time.strftime("%Y-%m-%d %H:%M:%S").encode(), b"Z")
    return None


def _in_utc(text: bytes, zone: bytes | None) -> Moment | None:
    try:
        time = datetime.fromisoformat(text.decode())
        offset, name = _offset(zone)
        time -= offset
    except (ValueError, OverflowError):  # 31 February; a zone at the edge of the calendar
        return None
    minute = int((time - _EPOCH).total_seconds()) // 60
    return Moment(time.isoformat(" ").encode(), minute, name)


def _offset(zone: bytes | None) -> tuple[timedelta, str]:
    """Return how far a zone is from UTC, and its name as `+08:00`."""
    if not zone:
        return timedelta(), ""
    if zone in (b"Z", b"UTC"):
        return timedelta(), _UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    if not offset:
        return offset, _UTC
    sign = zone[:1].decode()
    return -offset if sign == "-" else offset, f"{sign}{hours:02}:{minutes:02}"


def has_zone(stamp: bytes) -> bool:
    """Return whether a log writes a time with its zone."""
    found = moment(stamp)
    return found is not None and bool(found.zone)


def sum_stamps(
    stamps: Sequence[bytes], zone: bytes, zones: dict[str, int]
) -> tuple[bytes, bytes, dict[int, int]]:
    """Return (first, last, counts by minute) of times that share a zone; add the zone's count to
    `zones`.
    """
    first = last = b""
    minutes: dict[int, int] = {}
    counts = Counter(stamps) if len(stamps) > 1 else dict.fromkeys(stamps, 1)  # most are alone
    for stamp, count in counts.items():
        found = moment(stamp + zone if zone else stamp)
        if found is None:
            continue
        text, minute, name = found
        if text > last:
            last = text
        if not first or text < first:
            first = text
        minutes[minute] = minutes.get(minute, 0) + count
        zones[name] = zones.get(name, 0) + count
    return first, last, minutes
