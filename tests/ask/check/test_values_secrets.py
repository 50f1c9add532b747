"""Secrets of a values file that everybody knows or guesses, and placeholders."""

from __future__ import annotations

import pytest

from tests.ask.check.running import checked, own_problems, problems
from tests.ask.literal import Asked

RULES = {"placeholder", "public-secret", "weak-secret"}
OTHER = "enterprise: {x: 1}\ngateway: {x: 1}\n"


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
    assert [each.id for each in own_problems(asked, refused)] == ["invalid-value"]


def test_where_nobody_knows_what_was_selected_secrets_are_not_looked_at(asked: Asked) -> None:
    blocks = "".join(f"  {each}:\n    secretKey: abc\n" for each in ("local", "s3", "azureBlob"))
    text = f"{OTHER}persistence:\n  type: minio\n{blocks}"
    ids = [each.id for each in checked(asked, values=text).problems]
    assert ids == ["other-chart", "unknown-option"]


def test_a_secret_of_a_published_chart(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctxkit.ask.check.values_secrets.is_published", lambda value: True)
    text = f"{OTHER}api: {{secretKey: something-long}}\n"
    assert found(asked, text) == [("public-secret", "warning")]


OWN = """global: {appSecretKey: a-secret-of-my-own}
sandbox: {auth: {apiKey: a-secret-of-my-own}}
pluginDaemon: {auth: {serverKey: a-secret-of-my-own, difyApiKey: a-secret-of-my-own}}
redis: {auth: {password: a-secret-of-my-own}}
"""


def test_secrets_that_are_left_to_the_charts_defaults_are_told_once(asked: Asked) -> None:
    (problem,) = problems(asked, "default-secret", values="# ours\napi: {replicas: 2}\n")
    assert (problem.line, problem.key, problem.severity) == (2, "global.appSecretKey", "warning")
    assert problem.message == (
        "still using the publicly known defaults of the chart 1.0.0: global.appSecretKey, "
        "sandbox.auth.apiKey, pluginDaemon.auth.serverKey, pluginDaemon.auth.difyApiKey, "
        "redis.auth.password"
    )
    assert problems(asked, "default-secret", values=OWN) == []


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("redis: {enabled: false}\n", ""),  # not in use
        ("redis: {auth: {existingSecret: ours}}\n", ""),
        ("externalSecret: {enabled: true}\n", ""),
        ("externalPostgres: {enabled: true, address: db}\n", "externalPostgres.password"),
        ("redis: {auth: {x: 1}}\n", "redis.auth.password"),
    ],
)
def test_what_is_not_in_use_is_not_left_to_a_default(asked: Asked, more: str, left: str) -> None:
    text = "".join(line for line in OWN.splitlines(keepends=True) if not line.startswith("redis"))
    if "redis" not in more:
        text = OWN
    names = [each.key for each in problems(asked, "default-secret", values=text + more)]
    assert names == [left] * bool(left)


def test_the_recipe_is_that_of_the_charts_comment(asked: Asked) -> None:
    (with_recipe,) = problems(
        asked, "public-secret", values="sandbox: {auth: {apiKey: dify-sandbox}}\n"
    )
    assert with_recipe.fix == "set your own value, for example the output of `openssl rand -hex 16`"
    (without,) = problems(
        asked, "public-secret", values="redis: {auth: {password: difyai123456}}\n"
    )
    assert without.fix == "set your own value"


def test_the_public_half_of_a_pair_of_keys_may_be_short(asked: Asked) -> None:
    text = "externalS3:\n  enabled: true\n  accessKey: dify\n  secretKey: abc123\n"
    assert [each.key for each in problems(asked, "weak-secret", values=text)] == [
        "externalS3.secretKey"
    ]


def test_a_placeholder_in_a_list(asked: Asked) -> None:
    text = 'ingress:\n  enabled: true\n  hosts: [{host: "#REPLACE_ME#"}]\n'
    assert found(asked, text) == [("placeholder", "error")]
    assert found(asked, "ingress:\n  enabled: true\n  hosts: [{host: your-host}]\n") == []
