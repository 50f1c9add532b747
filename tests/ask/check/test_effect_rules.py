"""The rules about keys that have no effect or do not exist: which of them is an error."""

from __future__ import annotations

from ctxkit.ask.check.effect_rules import RULES


def test_only_a_misspelt_key_is_an_error() -> None:
    assert {rule.id for rule in RULES if rule.severity == "error"} == {"misspelt-key"}
    assert {rule.severity for rule in RULES} == {"error", "warning"}


def test_scripts_know_two_kinds_of_undelivered_and_of_dead_keys() -> None:
    categories = {rule.id: rule.category for rule in RULES}
    assert categories["key-not-passed"] == categories["key-fed-by-another"] == "undelivered-key"
    assert categories["dead-key"] == categories["middleware-only-key"] == "dead-key"
