"""A cause counts if `locate` confirms it, and few are asked for."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage import inner_messages
from ctxkit.ask.triage.inner_messages import Cause, causes_of
from ctxkit.index.reader import MessageRow
from ctxkit.model import Fact, Finding, Hit
from tests.ask.triage.answers import NO_INDEX, NO_SOURCES, answer, hit_of, locate_from, symbol
from tests.ask.triage.test_matcher import row

OUTER, OTHER = row("failed: {}", "api/outer.py:1"), row("lost: {}", "api/outer.py:9")
INNER, TWIN = row("no stamps in {}", "api/a.py:3"), row("no stamps in {}", "api/b.py:3")
REFUSED = row("refused the parcel", "api/c.py:3")
ROWS = [OUTER, OTHER, INNER, TWIN, REFUSED]
ANSWERS = {"stamps": answer(hit_of(INNER)), "refused": answer(hit_of(REFUSED))}


def causes(
    monkeypatch: pytest.MonkeyPatch,
    counted: dict[tuple[int, int], tuple[int, bytes]],
    answers: dict[str, Finding],
    outer: list[MessageRow] | None = None,
) -> tuple[dict[MessageRow, tuple[Cause, ...]], list[str]]:
    asked: list[str] = []
    monkeypatch.setattr(inner_messages, "locate", locate_from(answers, asked))
    rows = [OUTER, OTHER] if outer is None else outer
    return causes_of(rows, counted, ROWS, NO_INDEX, NO_SOURCES), asked


def test_limits() -> None:
    assert (inner_messages.MAX_LOCATED, inner_messages.MAX_CAUSES_OF_STATEMENT) == (8, 3)
    assert inner_messages.MAX_RANK == 3


def test_the_commonest_cause_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {(0, 2): (3, b"stamps"), (0, 4): (7, b"refused"), (1, 4): (1, b"refused")}
    found, asked = causes(monkeypatch, counted, ANSWERS)
    refused = Cause(count=7, hit=hit_of(REFUSED))
    assert found == {
        OUTER: (refused, Cause(count=3, hit=hit_of(INNER), equals=2)),
        OTHER: (Cause(count=1, hit=hit_of(REFUSED), equals=1),),
    }
    assert asked == ["refused", "stamps", "refused"]


def test_statements_without_events_have_no_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {(0, 2): (3, b"stamps")}
    assert causes(monkeypatch, counted, ANSWERS, [OTHER]) == ({}, [])
    assert causes(monkeypatch, {}, ANSWERS) == ({}, [])


@pytest.mark.parametrize(
    ("confidence", "is_confirmed"),
    [("high", True), ("medium", True), ("low", False), ("none", False)],
)
def test_a_cause_is_confirmed_by_a_sure_answer(
    monkeypatch: pytest.MonkeyPatch, confidence: str, is_confirmed: bool
) -> None:
    answers = {"stamps": answer(hit_of(INNER), confidence=confidence)}  # type: ignore[arg-type]
    found, asked = causes(monkeypatch, {(0, 2): (3, b"stamps")}, answers)
    assert asked == ["stamps"]
    assert bool(found) is is_confirmed


def test_a_cause_is_among_the_first_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {(0, 2): (3, b"stamps")}
    others: list[Hit | Fact] = [hit_of(OUTER), symbol()]
    found, _ = causes(monkeypatch, counted, {"stamps": answer(*others, hit_of(INNER))})
    assert found[OUTER][0].hit == hit_of(INNER)
    late = answer(*others, hit_of(REFUSED), hit_of(INNER))
    assert causes(monkeypatch, counted, {"stamps": late})[0] == {}


def test_another_statement_with_the_text_confirms_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"stamps": answer(hit_of(TWIN))}
    found, _ = causes(monkeypatch, {(0, 2): (3, b"stamps")}, answers)
    assert found[OUTER] == (Cause(count=3, hit=hit_of(TWIN), equals=2),)


def test_few_causes_of_a_statement_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {(0, number): (9 - number, b"%d" % number) for number in range(5)}
    assert causes(monkeypatch, counted, {})[1] == ["0", "1", "2"]


def test_few_causes_of_all_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {
        (outer, number): (9 - number, b"%d %d" % (outer, number))
        for outer in range(4)
        for number in range(3)
    }
    found, asked = causes(monkeypatch, counted, {"2 1": answer(hit_of(OTHER))}, ROWS)
    assert asked == [f"{outer} {n}" for outer in range(3) for n in range(3)][:8]
    assert list(found) == [INNER]
    monkeypatch.setattr(inner_messages, "MAX_LOCATED", 9)
    assert len(causes(monkeypatch, counted, {}, ROWS)[1]) == 9


def test_statements_without_causes_take_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inner_messages, "MAX_LOCATED", 1)
    found, _ = causes(monkeypatch, {(1, 4): (1, b"refused")}, ANSWERS)
    assert list(found) == [OTHER]


def test_of_equally_common_causes_the_first_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {(0, 4): (3, b"refused"), (0, 2): (3, b"stamps")}
    assert causes(monkeypatch, counted, {})[1] == ["stamps", "refused"]


def test_an_example_need_not_be_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert causes(monkeypatch, {(0, 2): (3, b"a\xff")}, {})[1] == ["a\ufffd"]
