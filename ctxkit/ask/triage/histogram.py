"""How often something happened over time, in few buckets.

Not here: times as logs write them (`times.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

WIDTHS = (1, 5, 15, 60, 360, 1440, *[10080 << 2 * n for n in range(8)])
"""Minutes of a bucket; each width is a multiple of the one before, so that buckets can be joined
exactly.
"""

_EPOCH = datetime(1970, 1, 1)
_FIRST, _LAST = ((end - _EPOCH) // timedelta(minutes=1) for end in (datetime.min, datetime.max))


class Histogram:
    """Counts over time in at most `max_buckets`, whose width grows with the span.

    The counts are the same in whatever order they are added.
    """

    __slots__ = ("_counts", "_first", "_last", "_level", "_max_buckets", "width")

    def __init__(self, max_buckets: int) -> None:
        self.width = WIDTHS[0]  # minutes of a bucket
        self._max_buckets = max_buckets
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
        while self._last - self._first >= self._max_buckets and self._level + 1 < len(WIDTHS):
            self._widen()

    def _widen(self) -> None:
        self._level += 1
        factor = WIDTHS[self._level] // self.width
        joined: dict[int, int] = {}
        for bucket, count in self._counts.items():
            joined[bucket // factor] = joined.get(bucket // factor, 0) + count
        self._counts = joined
        self._first //= factor
        self._last //= factor
        self.width *= factor

    def span(self) -> tuple[int, int]:
        """Return the first minute and the end of the last bucket; (0, 0) if there is none."""
        if not self._counts:
            return 0, 0
        return self._first * self.width, (self._last + 1) * self.width

    def row(self, width: int, start: int, end: int) -> list[int]:
        """Return the counts of the minutes from `start` to before `end` in buckets of `width`
        minutes.

        A bucket that is wider than that is counted where it begins.
        """
        row = [0] * max(1, -(-(end - start) // width))
        for bucket, count in self._counts.items():
            place = (bucket * self.width - start) // width
            row[min(max(place, 0), len(row) - 1)] += count
        return row


def width_at_least(minutes: int) -> int:
    """Return the smallest width of buckets that is at least so many minutes."""
    return next((width for width in WIDTHS if width >= minutes), WIDTHS[-1])


def clock(minute: int) -> str:
    """Return a minute since 1970 as `2026-05-26 13:22`; one beyond the calendar as its first or
    last.
    """
    shown = timedelta(minutes=min(max(minute, _FIRST), _LAST))
    return (_EPOCH + shown).isoformat(" ", "minutes")
