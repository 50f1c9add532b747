"""The cause of a statement as lines: by file, each line and text once, settings on the same way
together."""

from __future__ import annotations

import pytest

from ctxkit.bundle.cause_rows import MAX_CALLERS, MAX_DECIDERS, MAX_GUARDS, CauseRows, cause_places
from ctxkit.model import ConfigUse, Hit, Location
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from tests.bundle.literal import REPO, at, finding, hit, log


def near(path: str, line: int, why: str = "condition") -> CausePlace:
    return CausePlace(location=at(path, line), text=f"text {line}", why=why)


def many(path: str, count: int, why: str = "condition") -> tuple[CausePlace, ...]:
    return tuple(near(path, line, why) for line in range(1, count + 1))


def decider(name: str, *how: CausePlace, key: str = "") -> Decider:
    use = ConfigUse(
        repo=REPO, path="c.py", line=1, end_line=1, name=name, role="reads", via="dify_config"
    )
    return Decider(use=use, how=how, cost=0.1, key=key)


def rows(quotes: dict[Location, str] | None = None, **cause: object) -> list[str]:
    of = hit(log("a.py", 9), cause=StatementCause(**cause))  # type: ignore[arg-type]
    return list(CauseRows(quotes or {}, {}).of(of))


def test_a_hit_without_a_cause_has_no_lines() -> None:
    assert list(CauseRows({}, {}).of(hit(log("a.py", 9)))) == []
    assert rows() == []


def test_the_places_of_one_file_share_a_line_and_files_come_in_the_order_of_their_first() -> None:
    guards = (near("b.py", 7), near("a.py", 3), near("b.py", 2))
    assert rows(guards=guards, callers=guards[1:2]) == [
        "   - led here by b.py:7; :2; a.py:3",
        "   - called from :3",
    ]
    assert rows({at("a.py", 3): "if x:"}, guards=guards) == [
        "   - led here by b.py:7; :2",
        "   - led here by :3 `if x:`",
    ]


def test_a_file_of_another_repository_is_another_file() -> None:
    other = CausePlace(
        location=Location(repo="dify-sandbox", path="b.py", line=2, end_line=2), text="", why=""
    )
    assert rows(guards=(near("b.py", 2), other)) == [
        "   - led here by b.py:2; dify-sandbox b.py:2",
    ]


def test_each_line_is_named_once() -> None:
    guards = (near("b.py", 7), near("b.py", 7, "condition of the caller"), near("b.py", 8))
    assert rows(guards=guards) == ["   - led here by b.py:7; :8"]


def test_quotes_stand_behind_their_places() -> None:
    quotes = {at("b.py", 7): "if cold:", at("b.py", 8): "say(`x`)", at("b.py", 1): "c.KEY"}
    assert rows(
        quotes,
        guards=(near("b.py", 7), near("b.py", 8), near("b.py", 9)),
        decides=(decider("KEY", near("b.py", 7), near("b.py", 1)),),
    ) == [
        "   - led here by b.py:7 `if cold:`; :8 `` say(`x`) ``; :9",
        "   - decided by `KEY`: b.py:7 <- :1 `c.KEY`",
    ]


def test_places_with_the_same_source_have_it_once() -> None:
    quotes = {at("b.py", n): "f(x)" for n in (3, 5)} | {at("c.py", 4): "f(x)", at("c.py", 6): "y"}
    callers = (near("b.py", 3), near("b.py", 4), near("b.py", 5), near("c.py", 4), near("c.py", 6))
    assert rows(quotes, callers=callers) == [
        "   - called from b.py:3, :5, c.py:4 `f(x)`; b.py:4",
        "   - called from c.py:6 `y`",
    ]


def test_a_chain_of_errors_names_hits_by_their_numbers_and_other_places_as_they_are() -> None:
    other = CausePlace(
        location=Location(repo="dify-sandbox", path="b.go", line=2, end_line=2), text="", why=""
    )
    statement = hit(log("a.py", 9), cause=StatementCause(wraps=(other, near("b.py", 7))))
    assert list(CauseRows({}, {at("b.py", 7): 1}).of(statement)) == [
        "   - errors from the innermost: dify-sandbox b.go:2 -> 1"
    ]


def test_the_way_to_a_setting_names_a_file_where_it_enters_it() -> None:
    way = (near("b.py", 7), near("b.py", 6), near("a.py", 5), near("b.py", 4))
    assert rows(decides=(decider("KEY", *way),)) == [
        "   - decided by `KEY`: b.py:7 <- :6 <- a.py:5 <- b.py:4"
    ]


def test_settings_at_the_end_of_one_way_share_a_line() -> None:
    start = near("b.py", 7)
    decides = (
        decider("HOST", start, near("b.py", 3)),
        decider("OTHER", near("a.py", 1), near("b.py", 3)),
        decider("PATH", start, near("c.py", 5)),
        decider("QUERY", start, near("c.py", 6)),
        decider("USER", start, near("b.py", 3)),
    )
    assert rows(decides=decides) == [
        "   - decided by `HOST`, `PATH`, `QUERY`, `USER`: b.py:7 <- :3, c.py:5, :6",
        "   - decided by `OTHER`: :1 <- b.py:3",
    ]


def test_settings_that_the_line_itself_reads_share_a_line() -> None:
    decides = (decider("HOST", near("b.py", 3)), decider("PORT", near("b.py", 3)))
    assert rows(decides=decides) == ["   - decided by `HOST`, `PORT`: b.py:3"]


def test_a_setting_goes_by_the_name_that_sets_it() -> None:
    decides = (decider("maxSize", near("b.py", 3), key="MAX_SIZE"),)
    assert rows(decides=decides) == ["   - decided by `MAX_SIZE`: b.py:3"]


def test_a_setting_without_a_way_has_no_line() -> None:
    assert rows(decides=(decider("KEY"),)) == []


def test_a_way_that_comes_back_to_a_line_names_it_once() -> None:
    way = (near("b.py", 7), near("b.py", 7, "reads KEY"))
    assert rows(decides=(decider("KEY", *way),)) == ["   - decided by `KEY`: b.py:7"]


def test_what_was_cut_is_said_last() -> None:
    assert rows(callers=many("b.py", 1), cut="not all was followed") == [
        "   - called from b.py:1",
        "   - not all was followed",
    ]


def test_of_each_kind_only_so_many_are_named() -> None:
    settings = tuple(decider(f"K{n}", near("s.py", n), near("t.py", n)) for n in range(1, 9))
    lines = rows(guards=many("g.py", 12), decides=settings, callers=many("c.py", 12))
    assert (MAX_GUARDS, MAX_DECIDERS, MAX_CALLERS) == (10, 5, 10)
    assert lines[0] == "   - led here by g.py:1; :2-10"
    assert [line.partition(":")[0] for line in lines[1:-1]] == [
        f"   - decided by `K{n}`" for n in range(1, 6)
    ]
    assert lines[-1].startswith("   - called from c.py:1;")
    assert lines[-1].endswith("; :2-10")


def test_only_so_many_callers_are_named_and_the_others_counted() -> None:
    statement = hit(log("a.py", 9), cause=StatementCause(callers=many("c.py", 5, "calls f")))
    assert list(CauseRows({}, {}, most_callers=3).of(statement)) == [
        "   - called from c.py:1; :2; :3; 2 more",
    ]


# --- which place is quoted first ------------------------------------------------------------------


def of(name: str, guards: int = 0, callers: int = 0, *decides: Decider) -> Hit:
    return hit(
        log("a.py", 9),
        cause=StatementCause(
            guards=many(f"{name}-guards", guards),
            decides=decides,
            callers=many(f"{name}-callers", callers, "calls f"),
        ),
    )


def in_order(*hits: Hit) -> list[str]:
    places = cause_places(finding(hits=hits))
    return [f"{where.path}:{where.line}" for _, where in places]


def numbered(path: str, first: int, last: int) -> list[str]:
    return [f"{path}:{number}" for number in range(first, last + 1)]


def test_the_nearest_of_each_kind_come_before_more_of_one_kind() -> None:
    way = (near("way", 1), near("way", 2))
    assert in_order(of("x", 12, 12, decider("KEY", *way))) == [
        *numbered("x-guards", 1, 6),
        *numbered("way", 1, 2),
        *numbered("x-callers", 1, 5),
        *numbered("x-guards", 7, 10),
        *numbered("x-callers", 6, 10),
    ]


def test_of_other_statements_two_callers_come_in_the_first_turn() -> None:
    second = of("y", 1, 4)
    assert in_order(of("x", 1, 6), hit(log("b.py", 1)), second) == [
        *("x-guards:1", *numbered("x-callers", 1, 5)),
        *("y-guards:1", *numbered("y-callers", 1, 2)),
        *("x-callers:6", *numbered("y-callers", 3, 4)),
    ]


def test_the_ways_of_five_settings_are_places() -> None:
    settings = [decider(f"K{n}", near("way", n)) for n in range(1, 8)]
    assert in_order(of("x", 0, 0, *settings)) == numbered("way", 1, 5)


def test_a_place_is_titled_by_what_it_has_to_do_with_the_statement() -> None:
    places = cause_places(finding(hits=(of("x", 1, 1, decider("KEY", near("way", 1, "value"))),)))
    assert [title for title, _ in places] == ["condition", "value", "calls f"]


def test_settings_and_callers_of_an_earlier_hit_are_not_said_again() -> None:
    said = CauseRows({}, {})
    cause = StatementCause(
        guards=(near("a.py", 3),),
        decides=(decider("DEEP", near("c.py", 1), key="DEEP"),),
        callers=(near("b.py", 2, "calls f"),),
        cut="not all was followed",
    )
    of = hit(log("a.py", 9), cause=cause)
    assert len(list(said.of(of))) == 4
    assert list(said.of(of)) == ["   - led here by :3"]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ((29, 28, 27), ":27-29"),
        ((27, 28, 29, 30), ":27-30"),
        ((27, 28), ":27; :28"),
        ((29, 28, 27, 31, 35, 34, 33), ":27-29; :31; :33-35"),
        ((27, 28, 26), ":27; :28; :26"),  # not on
        ((27, 29, 31), ":27; :29; :31"),
        ((9, 27, 28, 29, 25), ":9; :27-29; :25"),
    ],
)
def test_lines_behind_each_other_are_one_range(lines: tuple[int, ...], shown: str) -> None:
    guards = tuple(near("a.py", line) for line in lines)
    assert rows(guards=guards) == [f"   - led here by {shown}"]
    elsewhere = tuple(near("b.py", line) for line in (1, *lines))
    assert rows(guards=elsewhere) == [f"   - led here by b.py:1; {shown}"]


def test_lines_that_are_quoted_are_no_range() -> None:
    quotes = {at("a.py", 28): "if cold:"}
    guards = tuple(near("a.py", line) for line in (29, 28, 27))
    assert rows(quotes, guards=guards) == ["   - led here by :29; :28 `if cold:`; :27"]
