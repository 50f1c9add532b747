"""Every rule finds its broken example, is silent about the one that keeps it, and says what the
golden file shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from ctxkit.ask.check.catalog import ALL_RULES
from ctxkit.ask.check.rule import DeploymentBreach, DeploymentRule, ExampleKind, FileRule
from ctxkit.model.rule import Rule
from ctxkit.values.rule import ValuesBreach, ValuesRule
from tests.ask.check.literal_view import LiteralView
from tests.ask.check.running import problems
from tests.ask.literal import Asked
from tests.conftest import assert_golden

FILE_RULES = [rule for rule in ALL_RULES if isinstance(rule, FileRule)]
DEPLOYMENT_RULES = [rule for rule in ALL_RULES if isinstance(rule, DeploymentRule)]
VALUES_RULES = [rule for rule in ALL_RULES if isinstance(rule, ValuesRule)]


def named(rule: Rule) -> str:
    return rule.id


def texts_of(files: Mapping[ExampleKind, str]) -> dict[str, str]:
    """Return the files of an example; its compose file is laid over Dify's own."""
    return {"override" if kind == "compose" else kind: text for kind, text in files.items()}


def breaches_of_deployment(rule: DeploymentRule, *, broken: bool) -> list[DeploymentBreach]:
    view = LiteralView(
        rule.broken if broken else rule.kept,
        shipped_values=rule.shipped,
    )
    return list(rule.look(view))


def breaches_of_values(rule: ValuesRule, *, broken: bool) -> list[ValuesBreach]:
    return list(rule.look(rule.broken if broken else rule.kept))


def test_every_rule_is_of_a_kind_that_is_tested_here() -> None:
    assert len(FILE_RULES) + len(DEPLOYMENT_RULES) + len(VALUES_RULES) == len(ALL_RULES)


@pytest.mark.parametrize("rule", FILE_RULES, ids=named)
def test_a_rule_about_files_finds_its_broken_example_alone(rule: FileRule, asked: Asked) -> None:
    found = problems(asked, rule.id, **texts_of(rule.broken))
    assert {each.rule for each in found} == {rule.category}
    paths = {each.path for each in found}
    if "api.env" in rule.broken:  # the other files are those of its deployment
        assert paths == {"envs/api.env"}
    else:
        assert len(paths) == len(rule.broken)
    assert rule.severity in {each.severity for each in found}
    assert problems(asked, rule.id, **texts_of(rule.kept)) == []


@pytest.mark.parametrize("rule", DEPLOYMENT_RULES, ids=named)
def test_a_rule_about_containers_finds_its_broken_example_alone(rule: DeploymentRule) -> None:
    (breach,) = breaches_of_deployment(rule, broken=True)
    assert breach.fix
    assert breach.severity is None
    assert breaches_of_deployment(rule, broken=False) == []


@pytest.mark.parametrize("rule", DEPLOYMENT_RULES, ids=named)
def test_a_rule_about_containers_is_silent_where_nothing_is_set(rule: DeploymentRule) -> None:
    assert list(rule.look(LiteralView({}))) == []


@pytest.mark.parametrize("rule", DEPLOYMENT_RULES, ids=named)
def test_a_rule_about_containers_shows_no_secret(rule: DeploymentRule) -> None:
    secret = "s3cr3t-v4lu3"
    containers = {
        service: {
            name: secret if "PASSWORD" in name or name.endswith("KEY") else value
            for name, value in variables.items()
        }
        for service, variables in rule.broken.items()
    }
    for breach in rule.look(LiteralView(containers)):
        assert secret not in breach.message + breach.fix


@pytest.mark.parametrize("rule", VALUES_RULES, ids=named)
def test_a_rule_about_values_finds_its_broken_example_alone(rule: ValuesRule) -> None:
    (breach,) = breaches_of_values(rule, broken=True)
    assert breach.fix
    assert breach.severity is None
    assert set(breach.paths) <= set(rule.broken)
    assert breaches_of_values(rule, broken=False) == []
    assert list(rule.look({})) == []


def said(rule: Rule, asked: Asked) -> Iterator[str]:
    """Yield what a rule says of its broken example."""
    if isinstance(rule, FileRule):
        for each in problems(asked, rule.id, **texts_of(rule.broken)):
            yield f"{each.path}:{each.line}: {each.severity}: {each.message}"
            yield f"    fix: {each.fix}"
    elif isinstance(rule, DeploymentRule):
        for breach in breaches_of_deployment(rule, broken=True):
            yield f"{', '.join('.'.join(variable) for variable in breach.at)}: {breach.message}"
            yield f"    fix: {breach.fix}"
    elif isinstance(rule, ValuesRule):
        for found in breaches_of_values(rule, broken=True):
            yield f"{', '.join(found.paths)}: {found.message}"
            yield f"    fix: {found.fix}"


def test_what_the_rules_say_of_their_examples(asked: Asked) -> None:
    """A severity, a category or a message that changed must show in a reviewed difference."""
    lines = []
    for rule in ALL_RULES:
        lines += [f"[{rule.id}] {rule.severity}, {rule.category}", *said(rule, asked)]
    assert_golden("check/rules.txt", "\n".join(lines) + "\n")
