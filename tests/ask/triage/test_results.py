"""The parts of an answer: plain frozen data, and the order of what is severe."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from ctxkit.ask.triage.inner_messages import Cause
from ctxkit.ask.triage.log_versions import Fit
from ctxkit.ask.triage.results import (
    Cluster,
    StackGroup,
    StatementGroup,
    Triage,
    severity_order,
)
from ctxkit.ask.triage.statement_texts import StatementText
from ctxkit.ask.triage.tally import EventCount, Tally
from tests.ask.triage.test_matcher import row

PARTS = [Cause, Fit, Cluster, StackGroup, StatementGroup, Triage]


@pytest.mark.parametrize("part", [*PARTS, EventCount, Tally, StatementText])
def test_parts_have_slots(part: type[Any]) -> None:
    assert "__slots__" in vars(part)
    assert "__dict__" not in dir(part)


@pytest.mark.parametrize("part", [*PARTS, StatementText])
def test_parts_are_frozen(part: type[Any]) -> None:
    assert part.__struct_config__.frozen


@pytest.mark.parametrize("part", [*PARTS, EventCount, Tally])
def test_parts_are_made_by_name(part: type[Any]) -> None:
    kinds = {parameter.kind for parameter in inspect.signature(part).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


def test_texts_are_compared_by_identity() -> None:
    assert not StatementText.__struct_config__.eq


@pytest.mark.parametrize(
    ("level", "rank"),
    [
        ("critical", 0),
        ("error", 0),
        ("warning", 1),
        ("info", 2),
        ("", 2),
        ("odd", 2),
        ("debug", 3),
    ],
)
def test_the_severest_comes_first(level: str, rank: int) -> None:
    count = EventCount(count=7, first="2026-05-04 09:12:44")
    assert severity_order(level, count) == (rank, -7, "2026-05-04 09:12:44")


def test_what_wrote_the_events_of_a_group() -> None:
    def kind(of: str) -> str:
        found = row("x", kind=of) if of else None
        return StatementGroup(count=EventCount(), level="", row=found).kind

    assert [kind(of) for of in ("log_template", "raise", "")] == ["log", "raise", "traceback"]


def test_a_version_is_not_the_workspaces_unless_it_is() -> None:
    assert not Fit(repo="dify", version="1", commit="c", fits=1, of=1).current
    triage = Triage(names=(), versions=(), tally=Tally(), statements=(), clusters=())
    assert not triage.stopped
    assert (triage.fits, triage.notes) == ((), ())
    assert StatementGroup(count=EventCount(), level="").equals == 1
