"""The catalog lists every rule, each with an id and a description of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import ctxkit.ask.check
from ctxkit.ask.check.catalog import ALL_RULES, RULES
from ctxkit.model.rule import Rule

_ID = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
CATEGORIES = frozenset(
    {
        *("behind-quote", "chosen-but-empty", "comment-as-value", "computed-key", "dead-key"),
        *("expanded-dollar", "limit-below", "misread-value", "misspelt-key", "not-an-assignment"),
        *("debug-mode", "limit-unit", "public-url", "signature-check"),
        *("not-chosen", "not-yaml", "odd-character", "other-chart", "own-container"),
        *("placeholder", "public-secret", "queue-without-worker", "refused-value"),
        *("scheduler-replicas", "service-missing"),
        *("secrets-disagree", "service-not-started", "set-twice", "settings-clash"),
        *("tls-one-side", "unclosed-quote", "undelivered-key", "unknown-key", "unread-key"),
        *("unknown-host", "unknown-image"),
        *("unused-ignore", "url-form", "versions-differ", "weak-secret", "wrong-type"),
    }
)
"""What scripts know as `rule`: none may go."""


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
    assert all(RULES[rule.id] is rule for rule in ALL_RULES)


def test_the_categories_are_those_that_scripts_know() -> None:
    assert {rule.category for rule in ALL_RULES} == CATEGORIES


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_describes_itself(rule: Rule) -> None:
    assert _ID.fullmatch(rule.id)
    assert len(rule.id) <= 32
    assert len(rule.summary) <= 90
    assert rule.summary[0].isupper()
    assert not rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert rule.remedy.endswith(".")
