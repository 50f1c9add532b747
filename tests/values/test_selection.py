"""Which values of a chart are in use."""

from __future__ import annotations

import pytest

from ctxkit.values.selection import is_in_use, is_off

VALUES = {
    "externalRedis.enabled": "true",
    "externalRedis.sentinel.enabled": "False",
    "persistence.type": "s3",
    "persistence.s3.secretKey": "a",
    "persistence.aliyunOss.secretKey": "b",
    "vectorDB.useExternal": "true",
    "vectorDB.externalType": "qdrant",
    "vectorDB.externalQdrant.apiKey": "c",
    "vectorDB.externalMilvus.token": "d",
    "mail.type": "",
    "mail.smtp.password": "e",
    "service.type": "ClusterIP",
    "service.labels.key": "f",
    "store.useExternal": "false",
    "store.externalQdrant.apiKey": "g",
    "kind.type": "second",
    "kind.first.key": "h",
    "kind.second.key": "i",
    "alone.type": "s3",
    "alone.local.key": "j",
    "late.type": "azure-blob",
    "late.azureBlob.key": "k",
}


@pytest.mark.parametrize(
    "path",
    [
        "externalRedis.password",
        "persistence.s3.secretKey",
        "persistence.type",
        "persistence.size",
        "vectorDB.externalQdrant.apiKey",
        "vectorDB.weaviate.apiKey",
        "service.labels.key",
        "global.appSecretKey",
        "kind.second.key",
        "late.azureBlob.key",
        "top",
    ],
)
def test_a_value_in_use(path: str) -> None:
    assert is_in_use(path, VALUES)


@pytest.mark.parametrize(
    "path",
    [
        "externalRedis.sentinel.password",
        "persistence.aliyunOss.secretKey",
        "vectorDB.externalMilvus.token",
        "mail.smtp.password",
        "mail.sender",
        "store.externalQdrant.apiKey",
        "kind.first.key",
        "alone.local.key",  # another storage is selected, also where its block is not there
    ],
)
def test_a_value_that_is_not_in_use(path: str) -> None:
    assert not is_in_use(path, VALUES)


def test_without_a_type_every_option_is_unselected() -> None:
    values = {"mail.externalType": "", "mail.externalSmtp.password": "x"}
    assert not is_in_use("mail.externalSmtp.password", values)


def test_a_switch_that_is_off() -> None:
    assert is_off({"a.enabled": "FALSE"}, "a.enabled")
    assert not is_off({"a.enabled": "true"}, "a.enabled")
    assert not is_off({}, "a.enabled")
