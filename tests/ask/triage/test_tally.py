"""Counts are added in the order of the blocks, and what has no limit in a log has one here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ctxkit.ask.triage import tally as tally_module
from ctxkit.ask.triage.block_tally import BlockTally, GroupCount, GroupKey
from ctxkit.ask.triage.tally import GROUP_BUCKETS, TOTAL_BUCKETS, EventCount, Tally

EMPTY = BlockTally(0, 0, 0, [], [], [], [], {}, {}, {})


def counted(
    count: int = 1,
    first: bytes = b"",
    last: bytes = b"",
    minutes: dict[int, int] | None = None,
    example: bytes = b"",
) -> GroupCount:
    return count, first, last, minutes or {}, example


def statement(
    number: int, count: int, *, level: str = "info", service: str = "api", line: int = 0
) -> tuple[GroupKey, GroupCount]:
    return (number, level, service, line), counted(count)


def cluster(shape: bytes, count: int, *, level: str = "", service: str = "", base: str = "") -> Any:
    return (shape, level, service, base), counted(count)


def stack(number: int, error: str, count: int, *, service: str = "api") -> Any:
    return (number, error, "a.py", "run", 3, "error", service), counted(count)


def test_limits() -> None:
    assert (tally_module.MAX_CLUSTERS, tally_module.MAX_STACKS) == (2_000, 500)
    assert (tally_module.MAX_SITES, tally_module.MAX_CAUSES) == (20_000, 2_000)
    assert (tally_module.MAX_ZONES, tally_module.MAX_SERVICES) == (40, 48)
    assert tally_module.MAX_GROUP_SERVICES == 12
    assert (GROUP_BUCKETS, TOTAL_BUCKETS) == (60, 480)


def test_a_group_has_the_first_and_the_last_time() -> None:
    found = EventCount()
    assert (found.count, found.first, found.last, found.block) == (0, "", "", -1)
    found.add(counted(2, b"2026-05-04 09:00:00", b"2026-05-04 10:00:00"), "info", "api")
    found.add(counted(3, b"2026-05-04 08:00:00", b"2026-05-04 09:30:00"), "info", "api")
    found.add(counted(1), "info", "api")
    found.add(counted(1, b"2026-05-04 08:30:00", b"2026-05-04 11:00:00"), "info", "api")
    assert (found.count, found.first, found.last) == (
        7,
        "2026-05-04 08:00:00",
        "2026-05-04 11:00:00",
    )


def test_a_group_keeps_the_first_example_and_its_block() -> None:
    found = EventCount()
    for example, block in ((b"", 1), (b"a", 4), (b"b", 4), (b"c", 5)):
        found.add(counted(example=example), "", "", block)
    assert (found.example, found.block) == (b"a", 4)


@pytest.mark.parametrize(
    ("levels", "severest"),
    [
        ({"info": 9, "error": 1}, "error"),
        ({"critical": 1, "error": 9}, "critical"),
        ({"warning": 1, "info": 9}, "warning"),
        ({"info": 1, "debug": 9}, "info"),
        ({"debug": 1, "": 9}, "debug"),
        ({"error": 0, "info": 1}, "info"),
        ({"": 9}, ""),
        ({}, ""),
    ],
)
def test_the_level_of_a_group_is_the_severest(levels: dict[str, int], severest: str) -> None:
    assert EventCount(levels=Counter(levels)).level == severest


def test_levels_and_services_of_a_group() -> None:
    found = EventCount()
    found.add(counted(2), "info", "api")
    found.add(counted(3), "error", "worker")
    found.add(counted(4), "error", "")
    found.add(counted(1), "", "api")
    assert found.levels == {"info": 2, "error": 7, "": 1}
    assert found.services == {"api": 3, "worker": 3}


def test_a_group_counts_a_limited_number_of_services() -> None:
    found = EventCount()
    for number in range(14):
        found.add(counted(), "", f"service{number}")
    found.add(counted(), "", "service11")
    assert len(found.services) == 12
    assert found.services["service11"] == 2
    assert "service12" not in found.services


def test_a_group_and_a_tally_have_their_counts_over_time() -> None:
    found = EventCount()
    found.add(counted(3, minutes={100: 1, 102: 2}), "", "")
    assert found.over_time.row(1, 100, 103) == [1, 0, 2]
    total = Tally()
    total.add(EMPTY._replace(minutes={100: 3}, errors={101: 2}))
    assert (total.over_time.span(), total.errors.span()) == ((100, 101), (101, 102))
    assert (total.over_time.row(1, 100, 101), total.errors.row(1, 101, 102)) == ([3], [2])


@pytest.mark.parametrize(
    ("minutes", "group_width", "total_width"),
    [(59, 1, 1), (60, 5, 1), (479, 15, 1), (480, 15, 5)],
)
def test_groups_have_fewer_buckets_than_the_whole(
    minutes: int, group_width: int, total_width: int
) -> None:
    span = {0: 1, minutes: 1}
    count, total = EventCount(), Tally()
    count.over_time.add(span)
    total.add(EMPTY._replace(minutes=span, errors=span))
    assert count.over_time.width == group_width
    assert total.over_time.width == total.errors.width == total_width


def test_lines_are_added() -> None:
    total = Tally()
    total.add(EMPTY._replace(lines=10, continued=3, cut=1))
    total.add(EMPTY._replace(lines=5, continued=2, cut=2))
    assert (total.lines, total.continued, total.cut) == (15, 5, 3)
    assert (total.events, total.matched, total.others) == (0, 0, 0)


def test_zones_are_limited_and_no_zone_is_one() -> None:
    total = Tally()
    total.add(EMPTY._replace(zones={"": 2, **{f"zone{number}": 1 for number in range(41)}}))
    total.add(EMPTY._replace(zones={"": 3, "zone0": 1, "zone40": 7}))
    assert len(total.zones) == 40
    assert (total.zones[""], total.zones["zone0"]) == (5, 2)
    assert "zone39" not in total.zones
    assert "zone40" not in total.zones


def test_statements_are_events_that_matched() -> None:
    total = Tally()
    total.add(
        EMPTY._replace(
            statements=[
                statement(7, 2, line=31),
                statement(7, 3, level="error", service="worker"),
                statement(8, 4),
            ]
        )
    )
    total.add(EMPTY._replace(statements=[statement(7, 5, line=31)]))
    assert {number: count.count for number, count in total.statements.items()} == {7: 10, 8: 4}
    assert (total.events, total.matched) == (14, 14)
    assert total.sites == {(7, 31): 7}
    assert total.levels == {"info": 11, "error": 3}
    assert total.services == {"api": 11, "worker": 3}


def test_the_example_of_a_statement_is_of_its_block() -> None:
    total = Tally()
    for example, block in ((b"early", 2), (b"late", 9)):
        group = ((7, "info", "api", 0), counted(example=example))
        total.add(EMPTY._replace(statements=[group], number=block))
    assert (total.statements[7].example, total.statements[7].block) == (b"early", 2)


def test_clusters_are_events_of_a_shape_a_level_and_a_file() -> None:
    total = Tally()
    groups = [
        cluster(b"a", 2, service="api"),
        cluster(b"a", 3, service="worker"),
        cluster(b"a", 4, level="error"),
        cluster(b"a", 5, base="a.py"),
    ]
    total.add(EMPTY._replace(clusters=groups))
    assert {key: count.count for key, count in total.clusters.items()} == {
        (b"a", "", ""): 5,
        (b"a", "error", ""): 4,
        (b"a", "", "a.py"): 5,
    }
    assert (total.events, total.matched, total.others) == (14, 0, 0)
    assert total.services == {"api": 2, "worker": 3}


def test_a_stack_is_an_event_unless_it_belongs_to_a_statement() -> None:
    total = Tally()
    groups = [stack(-1, "A", 2), stack(-1, "A", 3, service="worker"), stack(0, "A", 4)]
    total.add(EMPTY._replace(stacks=groups))
    assert {key: count.count for key, count in total.stacks.items()} == {
        (-1, "A", "a.py", "run", 3): 5,
        (0, "A", "a.py", "run", 3): 4,
    }
    assert (total.events, total.levels) == (5, {"error": 5})


def test_the_rarest_clusters_are_dropped_at_twice_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally_module, "MAX_CLUSTERS", 2)
    total = Tally()
    groups = [cluster(shape, count) for shape, count in ((b"a", 1), (b"b", 4), (b"c", 2))]
    total.add(EMPTY._replace(clusters=[*groups, cluster(b"d", 3)]))
    assert (len(total.clusters), total.others) == (4, 0)
    total.add(EMPTY._replace(clusters=[cluster(b"e", 3)]))
    assert [key[0] for key in total.clusters] == [b"b", b"d"]
    assert (total.others, total.events) == (6, 13)
    total.add(EMPTY._replace(clusters=[cluster(b"f", 1), cluster(b"g", 1), cluster(b"h", 1)]))
    assert (total.others, total.events) == (9, 16)


def test_the_rarest_stacks_are_dropped_and_those_of_statements_are_no_events(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally_module, "MAX_STACKS", 1)
    total = Tally()
    total.add(EMPTY._replace(stacks=[stack(-1, "A", 5), stack(-1, "B", 2)]))
    assert (len(total.stacks), total.others) == (2, 0)
    total.add(EMPTY._replace(stacks=[stack(0, "C", 3), stack(1, "D", 1)]))
    assert [key[1] for key in total.stacks] == ["A"]
    assert (total.others, total.events) == (2, 7)


def test_causes_are_counted_with_the_first_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "MAX_CAUSES", 2)
    total = Tally()
    total.add(EMPTY._replace(causes=[((1, 2), 3, b"first"), ((1, 3), 1, b"x")]))
    total.add(EMPTY._replace(causes=[((1, 4), 9, b"too many"), ((1, 2), 4, b"second")]))
    assert total.causes == {(1, 2): (7, b"first"), (1, 3): (1, b"x")}


def test_a_tally_counts_a_limited_number_of_services(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "MAX_SERVICES", 2)
    total = Tally()
    names = ["a", "", "b", "c", "b"]
    total.add(EMPTY._replace(statements=[statement(0, 1, service=name) for name in names]))
    assert total.services == {"a": 1, "b": 2}


def test_a_sample_of_the_sites_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "MAX_SITES", 3)

    def of_lines(lines: range) -> BlockTally:
        return EMPTY._replace(statements=[statement(7, line, line=line) for line in lines])

    total = Tally()
    total.add(of_lines(range(1, 7)))
    assert len(total.sites) == 6
    total.add(of_lines(range(7, 8)))
    assert total.sites == {(7, 1): 1, (7, 4): 4, (7, 5): 5}
    total.trim()
    assert len(total.sites) == 3
    other = Tally()
    other.add(of_lines(range(7, 0, -1)))
    assert other.sites == total.sites
    total.add(of_lines(range(8, 9)))
    assert len(total.sites) == 4
    total.trim()
    assert len(total.sites) == 3
