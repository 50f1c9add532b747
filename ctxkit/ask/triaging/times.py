"""Times as logs write them -> one form, and how often something happened over time, in few buckets.

Zones are not told apart: the services of one deployment write in one. Not here: where in a line the time stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache

_PLAIN = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z")
_GIN = re.compile(rb"(\d{4})[/-](\d\d)[/-](\d\d)(?: - |[ T])(\d\d:\d\d:\d\d)")
_ACCESS = re.compile(rb"(\d{1,2})[/ ](\w{3})[/ ](\d{4})[: ](\d\d:\d\d:\d\d)")
_EPOCH = re.compile(rb"(\d{10})(?:\d{3}|\d{6}|\d{9})?(?:\.\d{1,9})?\Z")
_MONTHS = {m: n for n, m in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_START = datetime(1970, 1, 1)
_WIDTHS = (1, 5, 15, 60, 360, 1440, *[10080 << 2 * n for n in range(8)])
"""Minutes of a bucket; each width is a multiple of the one before, so that buckets can be joined exactly."""


def normal_times(stamps: list[bytes]) -> list[bytes]:
    """Return the stamps that are times, as `2026-05-26 13:22:31`."""
    if len(stamps) == 1:
        time = stamps[0][:19].replace(b"/", b"-").replace(b"T", b" ")
        return [time] if _PLAIN.match(time) else [time for time in (_normal(stamps[0]),) if time]
    text = b"\n".join([stamp[:19] for stamp in stamps]).replace(b"/", b"-").replace(b"T", b" ")
    plain = text.split(b"\n")
    if len(plain) == len(stamps) and _PLAIN.match(plain[0]) and _PLAIN.match(plain[-1]):
        odd = [i for i, time in enumerate(plain) if len(time) != 19 or time[4:5] != b"-" or time[10:11] != b" "]
        if not odd:
            return plain
    return [time for stamp in stamps if (time := _normal(stamp))]


def _normal(stamp: bytes) -> bytes:
    found = _GIN.match(stamp)
    if found:
        return b"%s-%s-%s %s" % found.groups()
    found = _ACCESS.match(stamp)
    if found and found[2] in _MONTHS:
        return b"%s-%02d-%02d %s" % (found[3], _MONTHS[found[2]], int(found[1]), found[4])
    found = _EPOCH.match(stamp)
    if found:
        return datetime.fromtimestamp(int(found[1]), timezone.utc).strftime("%Y-%m-%d %H:%M:%S").encode()
    return b""


def by_minute(times: Iterable[bytes]) -> dict[int, int]:
    """Return how many of the times lie in each minute since 1970."""
    counts: dict[int, int] = {}
    for text, count in Counter([time[:16] for time in times]).items():
        minute = _minute(text)
        if minute is not None:
            counts[minute] = counts.get(minute, 0) + count
    return counts


@lru_cache(maxsize=50_000)
def _minute(text: bytes) -> int | None:
    try:
        return int((datetime.fromisoformat(text.decode()) - _START).total_seconds()) // 60
    except ValueError:
        return None


class Histogram:
    """Counts over time in at most `most` buckets, whose width grows with the span: the same whatever the order."""

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
        """Return the counts of the minutes from `start` to `end` (not included) in buckets of `width` minutes.

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
