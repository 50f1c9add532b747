from __future__ import annotations

import pytest

from ctxkit.ask.find.confidence import AGREED_RANK, CLEAR_LEAD, confidence_of
from ctxkit.ask.find.meanings import Group
from ctxkit.model import Confidence, ConfigKey, Hit, Symbol


def setting(name: str, score: float = 1.0) -> Hit:
    return Hit(fact=ConfigKey(name=name, line=1, end_line=1, origin="pydantic"), score=score)


def sure(groups: list[Group], *, second: float = 0.5, rank: int = 0) -> Confidence:
    lead = setting("NGINX")
    others = [setting(f"OTHER_{n}") for n in range(rank)]
    return confidence_of([lead], [*others, lead], [lead, setting("NEXT", second)], groups)


def shares(covered: float) -> list[Group]:
    return [[("nginx", covered)], [("retr", 1 - covered)]]


@pytest.mark.parametrize(
    ("covered", "confidence"),
    [(1.0, "high"), (0.8, "high"), (0.79, "medium"), (0.55, "medium"), (0.54, "low")],
)
def test_the_confidence_is_the_share_of_the_question_that_the_lead_covers(
    covered: float, confidence: str
) -> None:
    assert sure(shares(covered)) == confidence


def test_a_lead_that_another_setting_equals_is_not_sure() -> None:
    assert sure(shares(1.0), second=1 / CLEAR_LEAD - 0.01) == "high"
    assert sure(shares(1.0), second=1 / CLEAR_LEAD + 0.01) == "medium"


def test_a_lead_that_only_the_profiles_know_is_not_sure() -> None:
    assert sure(shares(1.0), rank=AGREED_RANK - 1) == "high"
    assert sure(shares(1.0), rank=AGREED_RANK) == "medium"


def test_a_name_must_say_it_and_not_a_text_alone() -> None:
    lead = Hit(fact=Symbol(name="x", what="function", line=1, end_line=1, doc="nginx"), score=1.0)
    groups: list[Group] = [[("nginx", 1.0)]]
    assert confidence_of([lead], [lead], [], groups) == "low"


def test_code_may_lead_for_sure_and_nothing_is_none() -> None:
    lead = Hit(fact=Symbol(name="nginx", what="function", line=1, end_line=1), score=1.0)
    assert confidence_of([lead], [lead], [setting("A"), setting("B")], [[("nginx", 1.0)]]) == "high"
    assert confidence_of([], [], [], []) == "none"
