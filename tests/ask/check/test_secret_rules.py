"""The rules about secrets: what they say and how bad it is."""

from __future__ import annotations

from ctxkit.ask.check.secret_rules import (
    DEFAULT_SECRET,
    PUBLIC_SECRET,
    RULES,
    SET_A_LONGER_ONE,
    SET_YOUR_OWN,
)
from ctxkit.dify.secrets import is_weak, is_well_known


def test_only_a_placeholder_is_an_error() -> None:
    assert {rule.id: rule.severity for rule in RULES} == {
        "placeholder": "error",
        "public-secret": "warning",
        "default-secret": "warning",
        "weak-secret": "warning",
    }


def test_scripts_know_defaults_as_public_secrets() -> None:
    assert DEFAULT_SECRET.category == PUBLIC_SECRET.category == "public-secret"


def test_the_fixes_name_a_command() -> None:
    assert SET_YOUR_OWN.startswith("set your own value, ")
    assert SET_A_LONGER_ONE.startswith("set a longer value, ")
    assert all("`openssl rand -base64 42`" in fix for fix in (SET_YOUR_OWN, SET_A_LONGER_ONE))


def test_the_secret_of_the_kept_examples_is_neither_known_nor_weak() -> None:
    assert not is_weak("a-secret-of-my-own")
    assert not is_well_known("a-secret-of-my-own")
