"""Which choices a deployment makes, and how switches are written."""

from __future__ import annotations

import pytest

from ctxkit.dify.choices import is_of_other_choice, is_on, owners_of


@pytest.mark.parametrize("value", ["1", "t", "true", "TRUE", "y", "Yes", "on", " true "])
def test_on(value: str) -> None:
    assert is_on(value)


@pytest.mark.parametrize("value", ["", "0", "false", "off", "no", "enabled", "truee", "2"])
def test_not_on(value: str) -> None:
    assert not is_on(value)


def test_a_setting_of_a_choice_that_is_not_made() -> None:
    chosen = {"VECTOR_STORE": "qdrant"}.get
    assert is_of_other_choice("WEAVIATE_ENDPOINT", lambda name: chosen(name, ""))
    assert not is_of_other_choice("QDRANT_URL", lambda name: chosen(name, ""))
    assert not is_of_other_choice("LOG_LEVEL", lambda name: chosen(name, ""))


def test_of_choices_that_begin_alike_the_nearest_owns_a_setting() -> None:
    def owners(name: str) -> set[str]:
        return {f"{each.switch}={each.value}" for each in owners_of(name)}

    assert owners("CLICKZETTA_VOLUME_NAME") == {"STORAGE_TYPE=clickzetta-volume"}
    assert owners("CLICKZETTA_INSTANCE") == {"VECTOR_STORE=clickzetta"}
    assert owners("PGVECTOR_HOST") == {"VECTOR_STORE=pgvector", "VECTOR_STORE=pgvecto-rs"}
    assert owners("LOG_LEVEL") == set()
