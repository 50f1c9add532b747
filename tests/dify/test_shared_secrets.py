"""Secrets that two containers share."""

from __future__ import annotations

from ctxkit.dify.shared_secrets import SHARED_SECRETS


def test_each_has_a_name_of_its_own() -> None:
    assert len({row.what for row in SHARED_SECRETS}) == len(SHARED_SECRETS)


def test_a_store_counts_only_where_it_is_selected_and_called() -> None:
    for row in SHARED_SECRETS:
        if row.switch:
            assert row.switch == "VECTOR_STORE"
            assert row.value == row.peer_service
            assert row.host
