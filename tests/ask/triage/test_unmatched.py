"""Clusters come with the severest first, and the first of them are looked up."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage import unmatched
from ctxkit.ask.triage.results import Cluster
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.ask.triage.unmatched import group_unmatched
from ctxkit.model import Finding
from tests.ask.triage.answers import NO_INDEX, NO_SOURCES, answer, locate_from, symbol


def clusters(
    monkeypatch: pytest.MonkeyPatch,
    counts: dict[tuple[bytes, str, str], EventCount],
    answers: dict[str, Finding] | None = None,
) -> tuple[tuple[Cluster, ...], list[str]]:
    asked: list[str] = []
    monkeypatch.setattr(unmatched, "locate", locate_from(answers or {}, asked))
    return group_unmatched(Tally(clusters=dict(counts)), NO_INDEX, NO_SOURCES), asked


def count(number: int, example: bytes = b"", first: str = "") -> EventCount:
    return EventCount(count=number, example=example, first=first)


def test_the_severest_come_first_then_the_commonest_then_the_earliest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, _ = clusters(
        monkeypatch,
        {
            (b"debug", "debug", ""): count(9),
            (b"z", "info", ""): count(2),
            (b"none", "", ""): count(2),
            (b"warning", "warning", ""): count(1),
            (b"often", "info", ""): count(3),
            (b"late", "error", ""): count(2, first="2026-05-04"),
            (b"early", "critical", ""): count(2, first="2026-05-03"),
            (b"unknown", "odd", ""): count(2),
        },
    )
    assert [each.shape for each in found] == [
        "early",
        "late",
        "warning",
        "often",
        "none",
        "unknown",
        "z",
        "debug",
    ]
    assert [(each.level, each.count.count) for each in found[:3]] == [
        ("critical", 2),
        ("error", 2),
        ("warning", 1),
    ]


def test_a_shape_need_not_be_text(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked = clusters(monkeypatch, {(b"a\xff", "", "a.py"): count(1, b"b\xff")})
    assert ([each.shape for each in found], asked) == (["a\ufffd"], ["b\ufffd"])


@pytest.mark.parametrize(
    ("confidence", "is_shown"), [("high", True), ("medium", True), ("low", False), ("none", False)]
)
def test_the_first_hit_is_shown_if_it_is_sure(
    monkeypatch: pytest.MonkeyPatch, confidence: str, is_shown: bool
) -> None:
    first, second = symbol("first"), symbol("second")
    found_hits = answer(first, second, confidence=confidence)  # type: ignore[arg-type]
    (found,), asked = clusters(monkeypatch, {(b"a", "", ""): count(1, b"x")}, {"x": found_hits})
    assert asked == ["x"]
    assert (found.hit and found.hit.fact) == (first if is_shown else None)


def test_a_sure_answer_without_a_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,), _ = clusters(monkeypatch, {(b"a", "", ""): count(1, b"x")}, {"x": answer()})
    assert found.hit is None


def test_a_limited_number_of_clusters_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {str(number): answer(symbol()) for number in range(18)}
    counts = {(b"%d" % number, "", ""): count(100 - number, b"%d" % number) for number in range(18)}
    found, asked = clusters(monkeypatch, counts, answers)
    assert asked == [str(number) for number in range(16)]
    assert [each.shape for each in found] == [str(number) for number in range(18)]
    assert [each.hit is not None for each in found] == [True] * 16 + [False] * 2
