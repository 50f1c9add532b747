"""The severest groups become the hits of a bundle, each place once, in words that say how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.triage import finding
from ctxkit.ask.triage.finding import describe, finding_of
from ctxkit.ask.triage.inner_messages import Cause
from ctxkit.ask.triage.results import StatementGroup, Triage
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.index.reader import Index, MessageRow
from ctxkit.model import Checkout, Finding, Hit
from tests.ask.literal import literal_index
from tests.ask.triage.answers import NO_SOURCES, answer, hit_of, locate_from, log_fact, symbol
from tests.ask.triage.test_matcher import row

SENT, LOST = row("letter sent", "api/a.py:1"), row("letter lost", "api/a.py:2")
KEPT = row("letter kept", "api/a.py:3")
VERSIONS = (Checkout(repo="dify", version="1.2.0", commit="c", match="tag"),)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    facts = [log_fact("letter kept", "api/a.py:3")]
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("\n\n\n", [*facts])}})
    yield asked.index
    asked.index.close()


def group(
    row: MessageRow | None, example: str, count: int = 1, *causes: Cause, level: str = "info"
) -> StatementGroup:
    counted = EventCount(count=count, example=example.encode())
    return StatementGroup(count=counted, level=level, row=row, causes=causes)


def found(
    monkeypatch: pytest.MonkeyPatch,
    index: Index,
    groups: list[StatementGroup],
    answers: dict[str, Finding],
    asked: list[str] | None = None,
) -> Finding:
    table = locate_from(answers, [] if asked is None else asked)
    monkeypatch.setattr(finding, "locate", table)
    read = Triage(
        names=("a.log", "b.log"),
        versions=VERSIONS,
        tally=Tally(),
        statements=tuple(groups),
        clusters=(),
        notes=("a note",),
    )
    return finding_of(read, index, NO_SOURCES)


def places(found: Finding) -> list[int]:
    return [hit.fact.line for hit in found.hits]


def test_limits() -> None:
    assert (finding.MAX_GROUPS, finding.MAX_KEYS, finding.MAX_HITS_WITH_KEYS) == (8, 6, 3)


def test_a_group_is_a_hit_with_its_settings(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    answers = {"sent": answer(symbol(), hit_of(SENT), confidence="medium", keys=("A", "B"))}
    result = found(monkeypatch, index, [group(SENT, "sent", 3)], answers)
    (hit,) = result.hits
    assert hit.fact == hit_of(SENT).fact
    assert hit.why == ("3 times at level info", "its text fits")
    assert [key.name for key in result.keys] == ["A", "B"]
    assert (result.query, result.confidence) == ("a.log b.log", "medium")
    assert (result.versions, result.notes) == (VERSIONS, ("a note",))
    assert result.question.command == "triage"


def test_no_groups(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    result = found(monkeypatch, index, [], {})
    assert (result.hits, result.keys, result.confidence) == ((), (), "none")


@pytest.mark.parametrize("other", ["repo", "path", "line"])
def test_a_hit_elsewhere_is_not_the_groups(
    monkeypatch: pytest.MonkeyPatch, index: Index, other: str
) -> None:
    changed = {"repo": "dify-sandbox", "path": "api/b.py", "line": 4}[other]
    place = KEPT._replace(**{other: changed})  # type: ignore[arg-type]
    result = found(monkeypatch, index, [group(place, "kept")], {"kept": answer(hit_of(KEPT))})
    assert result.hits[0].fact == hit_of(KEPT).fact  # the first hit, as there is no such statement
    first = answer(symbol("first", "api/z.py:1"), hit_of(KEPT))
    result = found(monkeypatch, index, [group(place, "kept")], {"kept": first})
    assert result.hits[0].fact.name == "first"


def test_a_statement_that_locate_does_not_name_is_shown(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    result = found(monkeypatch, index, [group(KEPT, "kept")], {"kept": answer(hit_of(SENT))})
    (hit,) = result.hits
    assert (hit.fact.line, hit.score, hit.why) == (3, 0.5, ("1 time at level info",))
    assert result.confidence == "high"
    result = found(monkeypatch, index, [group(KEPT, "kept")], {})
    assert (places(result), result.confidence) == ([3], "low")


def test_a_group_without_a_statement_is_the_first_hit(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    groups = [group(None, "nothing"), group(None, "stack")]
    result = found(monkeypatch, index, groups, {"stack": answer(hit_of(LOST), hit_of(SENT))})
    assert (places(result), result.confidence) == ([2], "high")


def test_a_place_is_shown_once(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    groups = [group(SENT, "sent", 3), group(None, "again", 2), group(LOST, "lost")]
    answers = {
        "sent": answer(hit_of(SENT), keys=("A",)),
        "again": answer(hit_of(SENT), keys=("B",)),
        "lost": answer(hit_of(LOST), keys=("A", "C"), confidence="low"),
    }
    result = found(monkeypatch, index, groups, answers)
    assert places(result) == [1, 2]
    assert [key.name for key in result.keys] == ["A", "C"]
    assert result.confidence == "high"


def test_limited_groups_and_settings(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    rows = [row("letter", f"api/b.py:{number}") for number in range(1, 11)]
    groups = [group(each, str(each.line)) for each in rows]
    answers = {
        str(each.line): answer(hit_of(each), keys=(f"A{each.line}", f"B{each.line}"))
        for each in rows
    }
    asked: list[str] = []
    result = found(monkeypatch, index, groups, answers, asked)
    assert places(result) == [*range(1, 9)]
    assert len(asked) == 8
    assert [key.name for key in result.keys] == ["A1", "B1", "A2", "B2", "A3", "B3"]
    many = {"1": answer(hit_of(rows[0]), keys=tuple("ABCDEFGH"))}
    assert len(found(monkeypatch, index, groups[:1], many).keys) == 6


def test_settings_of_a_hit_that_comes_with_causes(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    causes = [
        Cause(count=1, hit=hit_of(row("cause", f"api/c.py:{number}"))) for number in range(1, 4)
    ]
    answers = {"sent": answer(hit_of(SENT), keys=("A",))}
    result = found(monkeypatch, index, [group(SENT, "sent", 1, *causes[:2])], answers)
    assert (len(result.hits), len(result.keys)) == (3, 1)
    result = found(monkeypatch, index, [group(SENT, "sent", 1, *causes)], answers)
    assert (len(result.hits), len(result.keys)) == (4, 0)


def test_a_cause_with_one_place_comes_before_its_message(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    causes = [
        Cause(count=1, hit=hit_of(LOST), equals=2),
        Cause(count=1_234, hit=hit_of(row("cause", "api/c.py:7")), equals=1),
    ]
    groups = [group(SENT, "sent", 9, *causes), group(LOST, "lost")]
    answers = {"sent": answer(hit_of(SENT)), "lost": answer(hit_of(LOST))}
    result = found(monkeypatch, index, groups, answers)
    outer = "api/a.py:1"
    assert [(hit.fact.line, hit.why[0]) for hit in result.hits] == [
        (7, f"1,234 times inside the message of {outer}"),
        (1, "9 times at level info"),
        (2, f"1 time inside the message of {outer}"),
    ]


def test_a_cause_that_is_shown_already_is_left_out(
    monkeypatch: pytest.MonkeyPatch, index: Index
) -> None:
    groups = [group(LOST, "lost"), group(SENT, "sent", 9, Cause(count=1, hit=hit_of(LOST)))]
    answers = {"sent": answer(hit_of(SENT)), "lost": answer(hit_of(LOST))}
    assert places(found(monkeypatch, index, groups, answers)) == [2, 1]


def test_an_example_need_not_be_text(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    asked: list[str] = []
    bad = StatementGroup(count=EventCount(count=1, example=b"a\xff"), level="")
    found(monkeypatch, index, [bad], {}, asked)
    assert asked == ["a\ufffd"]


@pytest.mark.parametrize(
    ("count", "level", "text"),
    [
        (EventCount(count=1), "", "1 time"),
        (EventCount(count=0), "", "0 times"),
        (EventCount(count=12_345), "error", "12,345 times at level error"),
        (
            EventCount(count=2, first="2026-05-04", last="2026-05-04"),
            "info",
            "2 times at level info, 2026-05-04",
        ),
        (
            EventCount(
                count=2,
                first="2026-05-04",
                last="2026-05-05",
                services=Counter({"worker": 1, "api": 1}),
            ),
            "info",
            "2 times at level info, 2026-05-04 to 2026-05-05, in api, worker",
        ),
    ],
)
def test_how_often_and_when(count: EventCount, level: str, text: str) -> None:
    assert describe(StatementGroup(count=count, level=level)) == text


def test_a_hit_keeps_its_reasons(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    hit = Hit(fact=symbol(), score=0.7, why=("one", "two"))
    result = found(monkeypatch, index, [group(None, "x", level="")], {"x": answer(hit)})
    assert result.hits == (Hit(fact=symbol(), score=0.7, why=("1 time", "one", "two")),)
