"""Times as logs write them -> one form in UTC, and how often something happened over time, in few
buckets.

A time without a zone is taken for UTC: containers run in it unless told otherwise. Not here: where
in a line the time stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache

_DATED = re.compile(
    rb"(\d{4})[/-](\d\d)[/-](\d\d)(?: - |[ T])(\d\d:\d\d:\d\d)(?:[.,]\d{1,9}){0,2} ?(Z|UTC|[+-]\d\d:?\d\d)?"
)
_ACCESS = re.compile(
    rb"(\d{1,2})[/ ](\w{3})[/ ](\d{4})[: ](\d\d:\d\d:\d\d)(?:\.\d{1,9})? ?([+-]\d\d:?\d\d)?"
)
_EPOCH = re.compile(rb"(\d{10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?\Z")
_MONTHS = {
    m: n for n, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}
_START = datetime(1970, 1, 1)
_WIDTHS = (1, 5, 15, 60, 360, 1440, *[10080 << 2 * n for n in range(8)])
"""Minutes of a bucket; each width is a multiple of the one before, so that buckets can be joined
exactly.
"""

Moment = tuple[bytes, int, str]
"""(`2026-05-26 13:22:31` in UTC, minutes since 1970, the zone as `+08:00` or empty where none is
told).
"""


@lru_cache(maxsize=8_192)
def moment(stamp: bytes) -> Moment | None:
    """Return what a time as a log writes it means, None where it is none."""
    found = _DATED.match(stamp)
    if found:
        year, month, day, clock_time, zone = found.groups()
        return _moment(b"%s-%s-%s %s" % (year, month, day, clock_time), zone)
    found = _ACCESS.match(stamp)
    if found and found[2] in _MONTHS:
        return _moment(
            b"%s-%02d-%02d %s" % (found[3], _MONTHS[found[2]], int(found[1]), found[4]), found[5]
        )
    found = _EPOCH.match(stamp)
    if found:
        return _moment(
            datetime.fromtimestamp(int(found[1]), timezone.utc)
            .strftime("%Y-%m-%d %H:%M:%S")
            .encode(),
            b"Z",
        )
    return None


def _moment(text: bytes, zone: bytes | None) -> Moment | None:
    told = ""
    try:
        time = datetime.fromisoformat(text.decode())
        if zone in (b"Z", b"UTC"):
            told = "+00:00"
        elif zone:
            hours, minutes = int(zone[1:3]), int(zone[-2:])
            told = f"{zone[:1].decode()}{hours:02}:{minutes:02}"
            offset = timedelta(hours=hours, minutes=minutes)
            if offset:
                time = time + offset if zone[:1] == b"-" else time - offset
                text = time.isoformat(" ").encode()
            else:
                told = "+00:00"
    except (ValueError, OverflowError):
        return None
    return text, int((time - _START).total_seconds()) // 60, told


def zoned(stamp: bytes) -> bool:
    """Tell whether a time bears its zone."""
    known = moment(stamp)
    return known is not None and bool(known[2])


def summed(
    stamps: Sequence[bytes], zone: bytes, zones: dict[str, int]
) -> tuple[bytes, bytes, dict[int, int]]:
    """Return (first, last, how many in each minute) of times that share a zone; `zones` counts
    theirs.
    """
    first = last = b""
    minutes: dict[int, int] = {}
    for stamp, count in Counter(stamps).items():
        known = moment(stamp + zone if zone else stamp)
        if known is None:
            continue
        text, minute, told = known
        if text > last:
            last = text
        if not first or text < first:
            first = text
        minutes[minute] = minutes.get(minute, 0) + count
        zones[told] = zones.get(told, 0) + count
    return first, last, minutes


class Histogram:
    """Counts over time in at most `most` buckets, whose width grows with the span: the same
    whatever the order.
    """

    __slots__ = ("_counts", "_first", "_last", "_level", "_most", "width")

    def __init__(self, most: int) -> None:
        self.width = 1  # minutes of a bucket
        self._most = most
        self._level = 0
        self._counts: dict[int, int] = {}
        self._first = self._last = 0

    def add(self, minutes: Mapping[int, int]) -> None:
        """Add counts by minute."""
        counts, width = self._counts, self.width
        for minute, count in minutes.items():
            bucket = minute // width
            if bucket in counts:
                counts[bucket] += count
                continue
            if not counts:
                self._first = self._last = bucket
            elif bucket < self._first:
                self._first = bucket
            elif bucket > self._last:
                self._last = bucket
            counts[bucket] = count
        while self._last - self._first >= self._most and self._level + 1 < len(_WIDTHS):
            self._join()

    def _join(self) -> None:
        self._level += 1
        factor = _WIDTHS[self._level] // self.width
        joined: dict[int, int] = {}
        for bucket, count in self._counts.items():
            joined[bucket // factor] = joined.get(bucket // factor, 0) + count
        self._counts = joined
        self._first //= factor
        self._last //= factor
        self.width *= factor

    def span(self) -> tuple[int, int]:
        """Return the first and the last bucket, or (0, -1) where there is none."""
        return (self._first, self._last) if self._counts else (0, -1)

    def row(self, width: int, start: int, end: int) -> list[int]:
        """Return the counts of the minutes from `start` to `end` (not included) in buckets of
        `width` minutes.

        A bucket that is wider than that is counted where it begins.
        """
        row = [0] * max(1, -(-(end - start) // width))
        for bucket, count in self._counts.items():
            place = (bucket * self.width - start) // width
            row[min(max(place, 0), len(row) - 1)] += count
        return row


def width_at_least(minutes: int) -> int:
    """Return the smallest width of buckets that is at least so many minutes."""
    return next((width for width in _WIDTHS if width >= minutes), _WIDTHS[-1])


def clock(minute: int) -> str:
    """Return a minute since 1970 as `2026-05-26 13:22`."""
    return (_START + timedelta(minutes=minute)).isoformat(" ", "minutes")
