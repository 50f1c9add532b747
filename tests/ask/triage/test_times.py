"""Times in the forms that logs write, and counts over time in few buckets."""

from __future__ import annotations

import random

import pytest

from ctxkit.ask.triage.histogram import Histogram, clock
from ctxkit.ask.triage.times import has_zone, moment
from ctxkit.ask.triage.times import sum_stamps as summed


@pytest.mark.parametrize(
    ("stamp", "zone"),
    [
        ("2026-05-04 09:12:44.120", ""),
        ("2026-05-04 09:12:44,120.120", ""),
        ("2026-05-04T09:12:44.801416113Z", "+00:00"),
        ("2026-05-04 09:12:44 UTC", "+00:00"),
        ("2026-05-04T17:12:44.8+08:00", "+08:00"),
        ("2026-05-04T03:42:44-0530", "-05:30"),
        ("2026/05/04 09:12:44", ""),
        ("2026/05/04 - 09:12:44", ""),
        ("04/May/2026:09:12:44 +0000", "+00:00"),
        ("04/May/2026:17:12:44 +0800", "+08:00"),
        ("04/May/2026 09:12:44", ""),
        ("4 May 2026 09:12:44.000", ""),
        ("1777885964.123", "+00:00"),
        ("1777885964123", "+00:00"),
    ],
)
def test_times_become_one_form_in_utc(stamp: str, zone: str) -> None:
    assert moment(stamp.encode()) == (b"2026-05-04 09:12:44", 29_631_432, zone)


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "May  4 09:12:44",
        "yesterday",
        "0504 09:12:44.000000",
        "99/Foo/2026:09:12:44",
        "2026-02-31 10:00:00",
        "0000-01-01 00:00:00",
    ],
)
def test_what_is_no_whole_time_is_left_out(stamp: str) -> None:
    assert moment(stamp.encode()) is None
    assert summed([stamp.encode()], b"", {}) == (b"", b"", {})


def test_times_at_the_edge_of_the_calendar_are_none() -> None:
    assert moment(b"0001-01-01T00:00:00+08:00") is None
    assert moment(b"9999-12-31T23:59:59-08:00") is None


def test_times_that_share_a_zone_are_summed() -> None:
    zones = {"": 1}
    stamps = [
        b"2026-05-04T01:12:44",
        b"2026-05-04T01:12:02",
        b"2026-05-04T01:12:44",
        b"2026-05-04T01:13:00",
    ]
    first, last, minutes = summed(stamps, b"+08:00", zones)
    assert (first, last) == (b"2026-05-03 17:12:02", b"2026-05-03 17:13:00")
    assert [clock(minute) for minute in minutes] == ["2026-05-03 17:12", "2026-05-03 17:13"]
    assert list(minutes.values()) == [3, 1]
    assert zones == {"": 1, "+08:00": 4}


def test_buckets_grow_with_the_span_and_the_order_does_not_matter() -> None:
    minutes = [(1_000_000 + n * n, n) for n in range(1, 300)]
    shuffled = random.Random(3).sample(minutes, len(minutes))
    rows = []
    for order in (minutes, shuffled):
        histogram = Histogram(60)
        for minute, count in order:
            histogram.add({minute: count})
        first, last = histogram.span()
        assert (last - first) // histogram.width <= 60
        rows.append(
            (
                histogram.width,
                histogram.row(histogram.width, first, last),
            )
        )
    assert rows[0] == rows[1]
    assert sum(rows[0][1]) == sum(range(1, 300))


def test_the_edges_of_a_minute() -> None:
    for text, minute in (("09:12:00", 0), ("09:12:59", 0), ("09:13:00", 1), ("09:11:59", -1)):
        found = moment(f"2026-05-04 {text}".encode())
        assert found
        assert found.minute == 29_631_432 + minute


@pytest.mark.parametrize(
    ("zone", "text", "name"),
    [
        ("+05:30", b"2026-05-04 03:42:44", "+05:30"),
        ("-0530", b"2026-05-04 14:42:44", "-05:30"),
        ("-00:30", b"2026-05-04 09:42:44", "-00:30"),
        ("+00:00", b"2026-05-04 09:12:44", "+00:00"),
        ("-00:00", b"2026-05-04 09:12:44", "+00:00"),
        ("+0000", b"2026-05-04 09:12:44", "+00:00"),
    ],
)
def test_zones(zone: str, text: bytes, name: str) -> None:
    found = moment(f"2026-05-04 09:12:44{zone}".encode())
    assert found
    assert (found.text, found.zone) == (text, name)


@pytest.mark.parametrize(
    ("stamp", "zoned"),
    [
        ("2026-05-04 09:12:44Z", True),
        ("2026-05-04 09:12:44", False),
        ("1777885964", True),
        ("", False),
    ],
)
def test_whether_a_time_has_a_zone(stamp: str, zoned: bool) -> None:
    assert has_zone(stamp.encode()) is zoned


@pytest.mark.parametrize(
    ("stamp", "is_time"),
    [
        ("177788596", False),
        ("1777885964", True),
        ("17778859641", False),
        ("1777885964123", True),
        ("1777885964123456", True),
        ("1777885964123456789", True),
        ("1777885964 s", False),
    ],
)
def test_seconds_since_1970(stamp: str, is_time: bool) -> None:
    assert (moment(stamp.encode()) is not None) is is_time


def test_the_first_and_the_last_of_times_in_any_order() -> None:
    times = [
        b"2026-05-04 09:12:44",
        b"2026-05-04 09:12:02",
        b"2026-05-04 09:13:00",
        b"2026-05-04 09:12:30",
    ]
    for order in (times, times[::-1]):
        first, last, minutes = summed(order, b"", {})
        assert (first, last) == (times[1], times[2])
        assert minutes == {29_631_432: 3, 29_631_433: 1}


def test_the_months_of_access_logs() -> None:
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    found = [moment(f"04/{name}/2026:09:12:44 +0000".encode()) for name in names.split(" ")]
    dates = [each.text[:10] for each in found if each]
    assert dates == [f"2026-{number:02}-04".encode() for number in range(1, 13)]
