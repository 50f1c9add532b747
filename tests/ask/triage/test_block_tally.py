"""The sums of a block."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.block_tally import MAX_EXAMPLE_BYTES, EventGroup, Sums, add_counts

MINUTE = 29_631_432


def test_a_group_has_the_first_event_as_its_example() -> None:
    group = EventGroup(("key",), b"Z")
    assert (group.key, group.zone, group.example) == (("key",), b"Z", b"")
    group.add(b"2026", b"x" * 2_001)
    group.add(b"2027", b"y")
    assert (group.example, group.stamps) == (b"x" * 2_000, [b"2026", b"2027"])
    assert MAX_EXAMPLE_BYTES == 2_000
    group.clear()
    assert (group.example, group.stamps, group.key) == (b"", [], ("key",))
    given = EventGroup((), example=b"given")
    given.add(b"", b"x")
    assert given.example == b"given"


@pytest.mark.parametrize(
    ("level", "is_error"),
    [("error", True), ("critical", True), ("warning", False), ("info", False), ("", False)],
)
def test_events_and_errors_are_summed_by_minute(level: str, is_error: bool) -> None:
    sums = Sums({MINUTE: 1}, {}, {})
    group = EventGroup((), b"+08:00", b"example")
    group.stamps = [b"2026-05-04 17:12:44", b"2026-05-04 17:12:02", b"2026-05-04 17:13:00", b"soon"]
    counted = sums.add(group, level)
    minutes = {MINUTE: 2, MINUTE + 1: 1}
    first, last = b"2026-05-04 09:12:02", b"2026-05-04 09:13:00"
    assert counted == (4, first, last, minutes, b"example")
    assert sums.minutes == {MINUTE: 3, MINUTE + 1: 1}
    assert sums.errors == (minutes if is_error else {})
    assert sums.zones == {"+08:00": 3}


def test_counts_are_added() -> None:
    sums = {1: 2}
    add_counts(sums, {1: 3, 2: 4})
    assert sums == {1: 5, 2: 4}
