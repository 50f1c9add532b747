"""What file storages need."""

from __future__ import annotations

from ctxkit.dify.storages import STORAGES


def test_storages_of_the_api_and_of_the_plugin_daemon() -> None:
    assert {row.switch for row in STORAGES} == {"STORAGE_TYPE", "PLUGIN_STORAGE_TYPE"}


def test_keys_of_s3_are_not_needed_with_a_role() -> None:
    (keys,) = [row for row in STORAGES if row.unless]
    assert keys.needs == ("S3_ACCESS_KEY", "S3_SECRET_KEY")
    assert not keys.certain
