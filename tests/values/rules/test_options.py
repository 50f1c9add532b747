"""What a chart selects."""

from __future__ import annotations

import pytest

from ctxkit.values.rules import options


def found(values: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(rule.id, breach.paths) for rule in options.RULES for breach in rule.look(values)]


@pytest.mark.parametrize(
    ("path", "kind", "enabled", "broken"),
    [
        ("global.rag.etlType", "Unstructured", "false", True),
        ("api.etlType", "unstructured", "false", True),
        ("etlType", "Unstructured", "", True),
        ("etlType", "Unstructured", "true", False),
        ("etlType", "dify", "false", False),
        ("other.etlType", "Unstructured", "false", False),
    ],
)
def test_unstructured(path: str, kind: str, enabled: str, broken: bool) -> None:
    values = {path: kind, "unstructured.enabled": enabled}
    expected = [("unstructured-disabled", (path, "unstructured.enabled"))] if broken else []
    assert found(values) == expected


def test_a_chart_that_does_not_run_unstructured_has_no_switch() -> None:
    assert found({"etlType": "Unstructured"}) == []


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"mail.type": "smtp", "mail.smtp.server": ""}, "mail.smtp.server"),
        ({"api.mail.type": "smtp", "api.mail.smtp.server": ""}, "api.mail.smtp.server"),
        ({"mail.type": "resend", "mail.resend.apiKey": ""}, "mail.resend.apiKey"),
    ],
)
def test_mail_without_what_it_needs(values: dict[str, str], path: str) -> None:
    assert ("mail-value-empty", (path, next(iter(values)))) in found(values)


@pytest.mark.parametrize(
    "values",
    [
        {"mail.type": "smtp", "mail.smtp.server": "mail.example"},
        {"mail.type": "smtp"},
        {"mail.type": "", "mail.smtp.server": ""},
        {"mail.type": "sendgrid", "mail.smtp.server": ""},
        {
            "mail.type": "resend",
            "mail.resend.apiKey": "",
            "externalSecret.enabled": "true",
        },
    ],
)
def test_mail_with_what_it_needs(values: dict[str, str]) -> None:
    assert "mail-value-empty" not in {rule for rule, _ in found(values)}


def test_a_server_does_not_come_from_a_vault() -> None:
    values = {"mail.type": "smtp", "mail.smtp.server": "", "externalSecret.enabled": "true"}
    assert "mail-value-empty" in {rule for rule, _ in found(values)}


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (
            {"vectorDB.externalType": "qdrant", "vectorDB.externalQdrant.endpoint": ""},
            "vectorDB.externalQdrant.endpoint",
        ),
        ({"persistence.type": "s3", "persistence.s3.bucketName": ""}, "persistence.s3.bucketName"),
        (
            {"persistence.type": "azure-blob", "persistence.azureBlob.containerName": ""},
            "persistence.azureBlob.containerName",
        ),
    ],
)
def test_a_selected_store_without_an_address(values: dict[str, str], path: str) -> None:
    assert found(values) == [("selected-address-empty", (path, next(iter(values))))]


@pytest.mark.parametrize(
    "values",
    [
        {"vectorDB.externalType": "qdrant", "vectorDB.externalQdrant.endpoint": "http://q"},
        {"vectorDB.externalType": "qdrant", "vectorDB.externalMilvus.uri": ""},
        {"vectorDB.externalType": "qdrant", "vectorDB.externalQdrant.apiKey": ""},
        {"vectorDB.externalType": "", "vectorDB.externalQdrant.endpoint": ""},
        {
            "vectorDB.enabled": "false",
            "vectorDB.externalType": "qdrant",
            "vectorDB.externalQdrant.endpoint": "",
        },
        {"type": "s3", "s3.endpoint": ""},
        {"endpoint": ""},
    ],
)
def test_an_address_that_is_not_needed(values: dict[str, str]) -> None:
    assert found(values) == []


BLOCKS = {f"persistence.{each}.x": "" for each in ("local", "s3", "azureBlob", "tencentCos")}


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("minio", True),
        ("nfs", True),
        ("s3", False),
        ("S3", False),
        ("azure-blob", False),
        ("tencent", False),  # a shorter name
        ("tence", False),
        ("tenc", True),
        ("", False),
    ],
)
def test_a_type_that_is_not_an_option(kind: str, broken: bool) -> None:
    rules = [rule for rule, _ in found({"persistence.type": kind, **BLOCKS})]
    assert rules == ["unknown-option"] * broken


def test_few_blocks_do_not_show_what_else_there_is() -> None:
    two = dict(list(BLOCKS.items())[:2])
    assert found({"persistence.type": "minio", **two}) == []
    three = dict(list(BLOCKS.items())[:3])
    assert found({"persistence.type": "minio", **three}) == [
        ("unknown-option", ("persistence.type",))
    ]


def test_values_beside_the_blocks_are_not_options() -> None:
    values = {"persistence.type": "minio", "persistence.a": "", "persistence.b": "", **BLOCKS}
    (breach,) = next(rule for rule in options.RULES if rule.id == "unknown-option").look(values)
    assert breach.message.endswith("(azureBlob, local, s3, tencentCos)")


def test_options_of_external_stores_are_named_with_their_prefix() -> None:
    values = {f"vectorDB.external{each}.x": "" for each in ("Qdrant", "Milvus", "Weaviate")}
    assert found({"vectorDB.externalType": "qdrant", **values}) == []
    assert found({"vectorDB.externalType": "chroma", **values}) == [
        ("unknown-option", ("vectorDB.externalType",))
    ]


def test_only_some_of_many_options_are_named() -> None:
    values = {f"persistence.block{n}.x": "" for n in range(1, 10)}
    rule = next(rule for rule in options.RULES if rule.id == "unknown-option")
    (breach,) = rule.look({"persistence.type": "minio", **values})
    assert breach.message.endswith("block7, block8)")


@pytest.mark.parametrize(
    ("kind", "enabled", "broken"),
    [
        ("dify", "true", True),
        ("dify", "false", False),
        ("", "true", False),
        ("Dify", "true", False),
    ],
)
def test_unstructured_that_nothing_calls(kind: str, enabled: str, broken: bool) -> None:
    values = {"global.rag.etlType": kind, "unstructured.enabled": enabled}
    paths = ("unstructured.enabled", "global.rag.etlType")
    assert found(values) == ([("unstructured-unused", paths)] if broken else [])


def test_a_storage_that_takes_the_identity_of_the_pod_needs_no_address() -> None:
    values = {
        "persistence.type": "s3",
        "persistence.s3.endpoint": "",
        "persistence.s3.bucketName": "mine",
    }
    assert [rule for rule, _ in found(values)] == ["selected-address-empty"]
    assert found({**values, "persistence.s3.useAwsManagedIam": "true"}) == []
