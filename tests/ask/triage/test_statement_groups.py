"""Groups come with the severest first, with their stacks, the places of some, and causes."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from ctxkit.ask.triage import inner_messages, statement_groups
from ctxkit.ask.triage.results import StatementGroup
from ctxkit.ask.triage.statement_groups import group_statements
from ctxkit.ask.triage.tally import EventCount, Tally
from tests.ask.triage.answers import NO_INDEX, NO_SOURCES, answer, hit_of, locate_from, symbol
from tests.ask.triage.test_matcher import row

ROWS = [
    row("letter sent", "api/b.py:1"),
    row("letter lost", "api/a.py:9"),
    row("letter lost", "api/a.py:3"),
    row("letter lost", "api/c.py:3", kind="raise", name="LostError"),
    row("refused: {}", "api/d.py:3"),
]
STACK = b"""Traceback (most recent call last):
  File "/app/api/a.py", line 3, in run
ValueError: no"""


def count(
    number: int = 1, level: str = "info", example: bytes = b"", first: str = ""
) -> EventCount:
    levels = Counter({level: number})
    return EventCount(count=number, levels=levels, example=example, first=first)


def groups(**counts: Any) -> tuple[StatementGroup, ...]:
    return group_statements(Tally(**counts), ROWS, NO_INDEX, NO_SOURCES)


def stack(path: str = "", line: int = 0, number: int = -1, error: str = "E") -> Any:
    return number, error, path, "run", line


class Frames:
    """Stands for the frames of all stacks: places that are found, or none."""

    def __init__(self, *candidates: tuple[str, str]) -> None:
        self.candidates = [
            SimpleNamespace(fact=symbol(name), confidence=confidence)
            for name, confidence in candidates
        ]
        self.asked: list[str] = []

    def __call__(self, context: Any) -> Any:
        self.asked.append(context.event.frames[0].path)
        return SimpleNamespace(candidates=self.candidates)


@pytest.fixture
def frames(monkeypatch: pytest.MonkeyPatch) -> Frames:
    found = Frames(("first", "high"), ("second", "high"))
    monkeypatch.setattr(statement_groups, "resolve_frames", found)
    return found


def test_limits() -> None:
    assert (statement_groups.MAX_PLACED, statement_groups.MAX_PLACED_OF_GROUP) == (8, 2)


def test_the_order_of_groups() -> None:
    found = groups(
        statements={
            0: count(2),
            1: count(2),
            2: count(2),
            3: count(9, "debug"),
            4: count(1, "error", first="2026-05-04"),
        },
        stacks={stack(): count(1, "error", first="2026-05-03")},
    )
    assert [each.row and (each.row.path, each.row.line) for each in found] == [
        None,
        ("api/d.py", 3),
        ("api/a.py", 3),
        ("api/a.py", 9),
        ("api/b.py", 1),
        ("api/c.py", 3),
    ]
    assert [each.kind for each in found] == ["traceback", *["log"] * 4, "raise"]


def test_of_equal_stacks_the_error_the_path_and_the_line_decide(frames: Frames) -> None:
    keys = [
        stack("b.py", 3, error="A"),
        stack("a.py", 9, error="A"),
        stack("a.py", 3, error="A"),
        stack("a.py", 1, error="B"),
    ]
    found = groups(stacks={key: count() for key in keys})
    order = [(each.stacks[0].error, each.stacks[0].path, each.stacks[0].line) for each in found]
    assert order == [("A", "a.py", 3), ("A", "a.py", 9), ("A", "b.py", 3), ("B", "a.py", 1)]


def test_the_level_of_the_events_comes_before_that_of_the_statement() -> None:
    found = groups(statements={0: count(1, "error"), 1: count(1, "")})
    assert [(each.level, each.row) for each in found] == [("error", ROWS[0]), ("info", ROWS[1])]


def test_a_stack_without_a_level_is_an_error() -> None:
    found = groups(stacks={stack(): count(1, ""), stack(error="F"): count(1, "warning")})
    assert [each.level for each in found] == ["error", "warning"]


def test_equal_texts_unless_a_line_of_the_log_names_the_place() -> None:
    counts = {0: count(), 1: count(), 2: count(), 3: count()}
    found = groups(statements=counts, sites=Counter({(2, 3): 1}))
    equals = {ROWS.index(each.row): each.equals for each in found if each.row}
    assert equals == {0: 1, 1: 2, 2: 1, 3: 1}


def test_stacks_of_a_statement_the_commonest_first(frames: Frames) -> None:
    keys = {
        stack("", 3, 0, "B"): count(1),
        stack("b.py", 3, 0, "A"): count(1),
        stack("a.py", 9, 0, "A"): count(1),
        stack("a.py", 3, 0, "A"): count(1),
        stack("z.py", 9, 0, "Z"): count(2),
        stack("", 3, 1, "other"): count(1),
    }
    (found,) = groups(statements={0: count(5)}, stacks=keys)
    assert [(each.error, each.path, each.line, each.count.count) for each in found.stacks] == [
        ("Z", "z.py", 9, 2),
        ("A", "a.py", 3, 1),
        ("A", "a.py", 9, 1),
        ("A", "b.py", 3, 1),
        ("B", "", 3, 1),
    ]
    assert found.stacks[0].function == "run"


def test_the_first_stacks_of_a_group_have_places(frames: Frames) -> None:
    stacks = {stack("a.py", line, 0): count(9 - line, example=STACK) for line in range(1, 4)}
    (found,) = groups(statements={0: count()}, stacks=stacks)
    names = [each.place and each.place.name for each in found.stacks]
    assert names == ["first", "first", None]
    assert frames.asked == ["/app/api/a.py"] * 2


def test_a_limited_number_of_stacks_has_places(frames: Frames) -> None:
    stacks = {stack("a.py", line): count(20 - line, example=STACK) for line in range(1, 11)}
    found = groups(stacks=stacks)
    assert [each.stacks[0].place is not None for each in found] == [True] * 8 + [False] * 2


def test_a_stack_without_a_path_has_no_place(frames: Frames) -> None:
    stacks = {stack("", line): count(50 - line, example=STACK) for line in range(20)}
    found = groups(stacks={**stacks, stack("a.py", 1): count(1, example=STACK)})
    assert [each.stacks[0].place is not None for each in found] == [False] * 20 + [True]


@pytest.mark.parametrize(
    ("candidates", "name"),
    [
        ([], None),
        ([("a", "low"), ("b", "high")], None),
        ([("a", "medium"), ("b", "high")], "a"),
        ([("a", "high")], "a"),
    ],
)
def test_the_first_place_is_taken_if_it_is_sure(
    monkeypatch: pytest.MonkeyPatch, candidates: list[tuple[str, str]], name: str | None
) -> None:
    monkeypatch.setattr(statement_groups, "resolve_frames", Frames(*candidates))
    (found,) = groups(stacks={stack("a.py"): count(1, example=STACK)})
    place = found.stacks[0].place
    assert (place and place.name) == name


def test_the_first_event_with_frames_has_the_place(frames: Frames) -> None:
    example = b"2026-05-26 13:22:31.627 ERROR [Dummy-1] [post.py:1] - failed \xff\n" + STACK
    groups(stacks={stack("a.py"): count(1, example=example)})
    assert frames.asked == ["/app/api/a.py"]
    (found,) = groups(stacks={stack("a.py"): count(1, example=b"ValueError: no")})
    assert found.stacks[0].place is None
    assert len(frames.asked) == 1


def test_causes_are_those_of_the_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"x": answer(hit_of(ROWS[0]))}
    monkeypatch.setattr(inner_messages, "locate", locate_from(answers, []))
    found = groups(
        statements={4: count(1, "error"), 1: count()},
        stacks={stack(): count(1, "debug")},
        causes={(4, 0): (7, b"x"), (3, 0): (7, b"x")},
    )
    assert [[cause.count for cause in each.causes] for each in found] == [[7], [], []]
