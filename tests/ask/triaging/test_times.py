"""Times in the forms that logs write, and counts over time in few buckets."""

from __future__ import annotations

import random

import pytest

from ctxkit.ask.triaging.times import Histogram, by_minute, clock, normal_times


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-05-04 09:12:44.120",
        "2026-05-04T09:12:44.801416113Z",
        "2026/05/04 09:12:44",
        "2026/05/04 - 09:12:44",
        "04/May/2026:09:12:44 +0000",
        "04/May/2026 09:12:44",
        "4 May 2026 09:12:44.000",
        "1777885964.123",
        "1777885964123",
    ],
)
def test_times_become_one_form(stamp: str) -> None:
    assert normal_times([stamp.encode()]) == [b"2026-05-04 09:12:44"]
    assert normal_times([stamp.encode(), b"2026-05-04 10:00:00"])[:1] == [b"2026-05-04 09:12:44"]


@pytest.mark.parametrize("stamp", ["", "May  4 09:12:44", "yesterday", "0504 09:12:44.000000", "99/Foo/2026:09:12:44"])
def test_what_is_no_whole_time_is_left_out(stamp: str) -> None:
    assert normal_times([stamp.encode()]) == []
    assert normal_times([b"2026-05-04 10:00:00", stamp.encode()]) == [b"2026-05-04 10:00:00"]


def test_a_time_that_does_not_exist_is_in_no_minute() -> None:
    assert by_minute([b"2026-02-31 10:00:00", b"2026-02-28 10:00:59"]) == {29_537_880: 1}
    assert clock(29_537_880) == "2026-02-28 10:00"


def test_buckets_grow_with_the_span_and_the_order_does_not_matter() -> None:
    minutes = [(1_000_000 + n * n, n) for n in range(1, 300)]
    shuffled = random.Random(3).sample(minutes, len(minutes))
    rows = []
    for order in (minutes, shuffled):
        histogram = Histogram(60)
        for minute, count in order:
            histogram.add({minute: count})
        first, last = histogram.span()
        assert last - first < 60
        rows.append(
            (histogram.width, histogram.row(histogram.width, first * histogram.width, (last + 1) * histogram.width))
        )
    assert rows[0] == rows[1]
    assert sum(rows[0][1]) == sum(range(1, 300))
