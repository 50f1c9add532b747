"""Counts over time are exact at every width of a bucket."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ctxkit.ask.triage.histogram import WIDTHS, Histogram, clock, width_at_least


def test_widths() -> None:
    weeks = (10080, 40320, 161280, 645120, 2580480, 10321920, 41287680, 165150720)
    assert (1, 5, 15, 60, 360, 1440, *weeks) == WIDTHS
    assert all(wide % narrow == 0 for narrow, wide in pairwise(WIDTHS))


def test_an_empty_histogram() -> None:
    histogram = Histogram(3)
    assert histogram.width == 1
    assert histogram.span() == (0, 0)
    assert histogram.row(1, 0, 0) == [0]
    histogram.add({})
    assert histogram.span() == (0, 0)


def test_as_many_buckets_as_allowed_stay_a_minute_wide() -> None:
    histogram = Histogram(3)
    histogram.add({10: 1, 12: 2})
    assert (histogram.width, histogram.span()) == (1, (10, 13))
    histogram.add({10: 4, 11: 1})
    assert histogram.row(1, 10, 13) == [5, 1, 2]


@pytest.mark.parametrize("minutes", [{10: 1, 13: 2}, {13: 2, 10: 1}])
def test_one_minute_more_joins_five(minutes: dict[int, int]) -> None:
    histogram = Histogram(3)
    histogram.add(minutes)
    assert (histogram.width, histogram.span()) == (5, (10, 15))
    assert histogram.row(5, 10, 15) == [3]
    histogram.add({14: 1, 16: 7, 9: 1})
    assert (histogram.width, histogram.span()) == (5, (5, 20))
    assert histogram.row(5, 5, 20) == [1, 4, 7]


def test_a_long_span_skips_widths() -> None:
    histogram = Histogram(2)
    histogram.add({7: 1, 60: 2, 61: 3, 125: 4})
    assert (histogram.width, histogram.span()) == (360, (0, 360))
    assert histogram.row(360, 0, 360) == [10]


def test_the_widest_bucket_is_not_widened() -> None:
    histogram = Histogram(1)
    histogram.add({0: 1, 2 * WIDTHS[-1]: 2})
    assert histogram.width == WIDTHS[-1]
    assert histogram.span() == (0, 3 * WIDTHS[-1])
    assert histogram.row(WIDTHS[-1], 0, 3 * WIDTHS[-1]) == [1, 0, 2]


def test_a_row_counts_what_is_outside_at_its_ends() -> None:
    histogram = Histogram(60)
    histogram.add({10: 1, 14: 2, 20: 4, 29: 8})
    assert histogram.row(5, 10, 30) == [3, 0, 4, 8]
    assert histogram.row(5, 12, 24) == [3, 4, 8]
    assert histogram.row(5, 10, 21) == [3, 0, 12]
    assert histogram.row(5, 10, 20) == [3, 12]


@pytest.mark.parametrize(
    ("minutes", "width"),
    [(0, 1), (1, 1), (2, 5), (5, 5), (6, 15), (1440, 1440), (1441, 10080), (10**12, WIDTHS[-1])],
)
def test_the_smallest_width_that_is_wide_enough(minutes: int, width: int) -> None:
    assert width_at_least(minutes) == width


def test_a_minute_as_a_clock_shows_it() -> None:
    assert clock(0) == "1970-01-01 00:00"
    assert clock(29_631_432) == "2026-05-04 09:12"


@pytest.mark.parametrize(
    ("minute", "shown"), [(4223371680, "9999-12-31 23:59"), (-(10**12), "0001-01-01 00:00")]
)
def test_a_minute_beyond_the_calendar_is_its_last(minute: int, shown: str) -> None:
    assert clock(minute) == shown
