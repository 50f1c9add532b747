"""Secrets of a values file that everybody knows or guesses, and placeholders."""

from __future__ import annotations

import pytest

from tests.ask.check.running import checked
from tests.ask.literal import Asked

RULES = {"placeholder", "public-secret", "weak-secret"}
OTHER = "enterprise: {x: 1}\n"


def found(asked: Asked, text: str) -> list[tuple[str, str]]:
    return [
        (each.id, each.severity)
        for each in checked(asked, values=text).problems
        if each.id in RULES
    ]


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        ('global: {appSecretKey: "#REPLACE_ME#"}\n', "placeholder", "error"),
        ("global: {appSecretKey: your-key}\n", "placeholder", "warning"),
        ("global: {consoleApiDomain: your-domain}\n", "placeholder", "warning"),
        (f"{OTHER}api: {{secretKey: your-key}}\n", "placeholder", "warning"),
        (f"{OTHER}api: {{host: your-host}}\n", "placeholder", "note"),
        (f"{OTHER}api: {{host: '#REPLACE_ME#'}}\n", "placeholder", "error"),
        ("sandbox: {auth: {apiKey: dify-sandbox}}\n", "public-secret", "warning"),
        ("global: {appSecretKey: difyai123456}\n", "public-secret", "warning"),
        ("pluginDaemon: {auth: {serverKey: demo-plugin-daemon-key}}\n", "public-secret", "warning"),
        ("global: {appSecretKey: abc}\n", "weak-secret", "warning"),
        ("redis: {auth: {password: letmein}}\n", "weak-secret", "warning"),
    ],
)
def test_a_value_that_everybody_knows(asked: Asked, text: str, rule: str, severity: str) -> None:
    assert found(asked, text) == [(rule, severity)]


@pytest.mark.parametrize(
    "text",
    [
        "global: {appSecretKey: a-secret-of-my-own}\n",
        "global: {appSecretKey: ''}\n",
        "global: {appSecretKey: '{{ x }}'}\n",
        "global: {appSecretKey: [abc]}\n",
        "global: {consoleApiDomain: difyai123456}\n",
        "externalRedis: {password: difyai123456}\n",  # the chart has it switched off
        "redis: {enabled: false, auth: {password: difyai123456}}\n",
        "externalSecret: {enabled: true}\nglobal: {appSecretKey: difyai123456}\n",
    ],
)
def test_a_value_that_nobody_knows_or_uses(asked: Asked, text: str) -> None:
    assert found(asked, text) == []


def test_values_of_a_vault_do_not_excuse_other_placeholders(asked: Asked) -> None:
    text = "externalSecret: {enabled: true}\nglobal: {consoleApiDomain: your-domain}\n"
    assert found(asked, text) == [("placeholder", "warning")]


def test_a_value_that_is_reported_already(asked: Asked) -> None:
    text = (
        f"{OTHER}vectorDB:\n  externalType: qdrant\n  externalQdrant:\n"
        "    endpoint: ''\n    apiKey: your-key\n"
    )
    assert found(asked, text) == [("placeholder", "warning")]
    refused = "api: {limits: {uploadFileSize: your-size}}\n"
    assert [each.id for each in checked(asked, values=refused).problems] == ["invalid-value"]


def test_where_nobody_knows_what_was_selected_secrets_are_not_looked_at(asked: Asked) -> None:
    blocks = "".join(f"  {each}:\n    secretKey: abc\n" for each in ("local", "s3", "azureBlob"))
    text = f"{OTHER}persistence:\n  type: minio\n{blocks}"
    ids = [each.id for each in checked(asked, values=text).problems]
    assert ids == ["other-chart", "unknown-option"]


def test_a_secret_of_a_published_chart(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxkit.ask.check.values_secrets.is_published", lambda value: True)
    text = f"{OTHER}api: {{secretKey: something-long}}\n"
    assert found(asked, text) == [("public-secret", "warning")]
