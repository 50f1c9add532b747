"""What vector stores need."""

from __future__ import annotations

from ctxkit.dify.vector_stores import VECTOR_STORES


def test_each_store_has_one_row() -> None:
    assert {row.switch for row in VECTOR_STORES} == {"VECTOR_STORE"}
    assert len({row.value for row in VECTOR_STORES}) == len(VECTOR_STORES)


def test_each_store_has_settings_of_its_own() -> None:
    assert all(row.prefixes for row in VECTOR_STORES)
    for row in VECTOR_STORES:
        assert all(row.owns(name) for name in row.needs)
