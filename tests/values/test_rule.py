"""Rules about values as data: when a case applies, what it says, where a rule can be checked."""

from __future__ import annotations

import re

import pytest

from ctxkit.values.rule import THIS, Is, Requirement, ValuesRule
from ctxkit.values.rules import VALUES_RULES
from ctxkit.values.states import STATES

CASE = Requirement(
    when=(Is("a", "on"),),
    must=(Is("b", "on"), Is("c", "on")),
    message="{must} are false, {path} is {value}, not {last}",
    sets={"b": "true"},
)


def breaches(case: Requirement, **values: str) -> list[tuple[tuple[str, ...], str, str]]:
    return [(each.paths, each.message, each.fix) for each in case.breaches(values)]


def test_a_case_is_broken_where_none_of_what_must_be_holds() -> None:
    assert breaches(CASE, a="true", b="no", c="off") == [
        (("b", "c"), "b and c are false, b is no, not off", "set b to true")
    ]
    assert breaches(CASE, a="true", b="no", c="true") == []
    assert breaches(CASE, a="false", b="no", c="no") == []


def test_a_case_is_not_judged_by_one_of_several_values() -> None:
    """The others may be on by a default that is not at hand."""
    assert breaches(CASE, a="true", b="no") == []


def test_a_case_about_every_value_of_a_pattern() -> None:
    case = Requirement(
        about=r"x\.\w+", must=(Is(THIS, "set"),), message="{path} is empty", advice="set it"
    )
    values = {"x.a": "", "x.b": "1", "x.c": "[]", "y.a": ""}
    assert [each.message for each in case.breaches(values)] == ["x.a is empty", "x.c is empty"]


def test_a_rule_reports_a_value_once() -> None:
    rule = ValuesRule(
        id="r",
        category="c",
        severity="note",
        summary="s",
        why="w",
        remedy="r",
        reference="",
        requirements=(CASE, CASE),
        broken={},
        kept={},
    )
    assert len(list(rule.look({"a": "true", "b": "no", "c": "no"}))) == 1


@pytest.mark.parametrize("rule", VALUES_RULES, ids=lambda rule: rule.id)
def test_a_rule_says_where_it_can_be_checked(rule: ValuesRule) -> None:
    assert re.fullmatch(r"https://[\w.-]+/\S+|[a-z-]+ [\w./-]+#.+", rule.reference)


@pytest.mark.parametrize("rule", VALUES_RULES, ids=lambda rule: rule.id)
def test_what_a_rule_sets_makes_its_example_hold(rule: ValuesRule) -> None:
    (breach,) = rule.look(rule.broken)
    if breach.sets:
        assert list(rule.look({**rule.broken, **breach.sets})) == []


def test_every_state_is_asked_for() -> None:
    asked = {
        each.state
        for rule in VALUES_RULES
        for case in rule.requirements
        for each in (*case.when, *case.must)
    }
    assert asked == set(STATES)
