"""Every rule has an id and a description of its own, finds its broken example, and is silent about
the one that keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages

import pytest

import ctxkit.ask.check
from ctxkit.ask.check.catalog import ALL_RULES, RULES
from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    FileKind,
    FileRule,
    Rule,
    ValuesBreach,
    ValuesRule,
)
from tests.ask.check.literal_view import LiteralView
from tests.ask.check.running import problems
from tests.ask.literal import Asked

_ID = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
CATEGORIES = frozenset(
    """behind-quote chosen-but-empty comment-as-value computed-key dead-key expanded-dollar limit-below misread-value
    misspelt-key not-an-assignment not-chosen not-yaml odd-character other-chart own-container placeholder public-secret
    refused-value scheduler-replicas secrets-disagree service-not-started set-twice settings-clash tls-one-side
    unclosed-quote undelivered-key unknown-key unread-key url-form versions-differ weak-secret wrong-type""".split()  # noqa: SIM905
)
"""What scripts know as `rule`: none may go."""

FILE_RULES = [rule for rule in ALL_RULES if isinstance(rule, FileRule)]
DEPLOYMENT_RULES = [rule for rule in ALL_RULES if isinstance(rule, DeploymentRule)]
VALUES_RULES = [rule for rule in ALL_RULES if isinstance(rule, ValuesRule)]


def named(rule: Rule) -> str:
    return rule.id


def rules_of_modules() -> Iterator[Rule]:
    """Yield the rules that any module of `check` defines, whether or not the catalog lists them."""
    package = ctxkit.ask.check
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(module.name)).values():
            members = value if isinstance(value, tuple) else [value]
            yield from (member for member in members if isinstance(member, Rule))


def test_the_catalog_lists_every_rule_once() -> None:
    assert len(RULES) == len(ALL_RULES)
    assert {rule.id for rule in rules_of_modules()} == set(RULES)


def test_the_categories_are_those_that_scripts_know() -> None:
    assert {rule.category for rule in ALL_RULES} == CATEGORIES | {"unused-ignore"}


@pytest.mark.parametrize("rule", ALL_RULES, ids=named)
def test_a_rule_describes_itself(rule: Rule) -> None:
    assert _ID.fullmatch(rule.id)
    assert len(rule.id) <= 32
    assert len(rule.summary) <= 90
    assert rule.summary[0].isupper() or rule.summary[0] == "`"
    assert not rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert rule.remedy.endswith(".")


@pytest.mark.parametrize("rule", FILE_RULES, ids=named)
def test_a_rule_about_files_finds_its_broken_example_alone(rule: FileRule, asked: Asked) -> None:
    found = problems(asked, rule.id, **texts_of(rule.broken))
    assert {each.rule for each in found} == {rule.category}
    assert len({each.path for each in found}) == len(rule.broken)
    assert rule.severity in {each.severity for each in found}
    assert problems(asked, rule.id, **texts_of(rule.kept)) == []


def texts_of(files: Mapping[FileKind, str]) -> dict[str, str]:
    """Return the files of an example; its compose file is laid over Dify's own."""
    return {"override" if kind == "compose" else kind: text for kind, text in files.items()}


def breaches_of_deployment(rule: DeploymentRule, *, broken: bool) -> list[DeploymentBreach]:
    view = LiteralView(
        rule.broken if broken else rule.kept,
        idle=rule.idle_if_broken if broken else (),
        shipped_values=rule.shipped,
    )
    return list(rule.look(view))


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


def breaches_of_values(rule: ValuesRule, *, broken: bool) -> list[ValuesBreach]:
    return list(rule.look(rule.broken if broken else rule.kept))


@pytest.mark.parametrize("rule", VALUES_RULES, ids=named)
def test_a_rule_about_values_finds_its_broken_example_alone(rule: ValuesRule) -> None:
    (breach,) = breaches_of_values(rule, broken=True)
    assert breach.fix
    assert breach.severity is None
    assert set(breach.paths) <= set(rule.broken)
    assert breaches_of_values(rule, broken=False) == []
    assert list(rule.look({})) == []
