"""A new values file: short, with a reason for each value, no rule broken, and no secret lost."""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64decode
from typing import Any

import pytest

from ctxkit.ask.new_values.new_values import NewValues, chart_kind, new_values
from ctxkit.dify.profiles import PROFILES, TO_FILL_IN
from ctxkit.errors import UsageError
from ctxkit.files.values import parse_values
from ctxkit.values.refusals import values_of
from ctxkit.values.rules import VALUES_RULES
from tests.ask.new_values.charts import COMMUNITY, ENTERPRISE, chart, counted_bytes
from tests.conftest import assert_golden

CHARTS = {"community": COMMUNITY, "enterprise": ENTERPRISE}
EACH = [(profile, kind) for profile in PROFILES for kind in CHARTS]


def made(profile: str, kind: str = "community", mine: str = "", *sets: str) -> NewValues:
    name = next(each for each in PROFILES if each == profile)
    own = parse_values("old.yaml", mine.encode()) if mine else None
    return new_values(name, chart(CHARTS[kind]), own, sets, random=counted_bytes)


def values(new: NewValues) -> dict[str, Any]:
    file = parse_values("new.yaml", new.text.encode())
    return {path: leaf.plain for path, leaf in file.leaves.items()}


def to_fill_in(new: NewValues) -> list[str]:
    return [each.path for _, each in new.of("fill")]


@pytest.mark.parametrize(("profile", "kind"), EACH)
def test_the_file_of_a_profile(profile: str, kind: str) -> None:
    assert_golden(f"new-values/{kind}-{profile}.yaml", made(profile, kind).text)


@pytest.mark.parametrize(("profile", "kind"), EACH)
def test_every_path_is_one_of_the_chart(profile: str, kind: str) -> None:
    assert values(made(profile, kind)).keys() <= chart(CHARTS[kind]).leaves.keys()


@pytest.mark.parametrize(("profile", "kind"), EACH)
def test_no_rule_is_broken(profile: str, kind: str) -> None:
    new = made(profile, kind)
    whole = values_of(chart(CHARTS[kind])) | values_of(parse_values("n", new.text.encode()))
    assert [rule.id for rule in VALUES_RULES for _ in rule.look(whole)] == []
    assert new.broken == ()


@pytest.mark.parametrize(("profile", "kind"), EACH)
def test_every_value_has_a_reason_on_its_line(profile: str, kind: str) -> None:
    new = made(profile, kind)
    lines = new.text.splitlines()
    for line, each in new.values:
        assert re.match(rf" *{each.keys[-1]}: .*  # \S", lines[line - 1])


@pytest.mark.parametrize(("profile", "kind"), EACH)
def test_the_same_call_gives_the_same_file_but_for_the_secrets(profile: str, kind: str) -> None:
    name = next(each for each in PROFILES if each == profile)
    first, second = (new_values(name, chart(CHARTS[kind])) for _ in range(2))
    secrets = {line for line, each in first.values if each.source == "made"}
    assert secrets
    differ = {
        number
        for number, pair in enumerate(
            zip(first.text.splitlines(), second.text.splitlines(), strict=True), 1
        )
        if pair[0] != pair[1]
    }
    assert differ == secrets


def test_secrets_are_of_the_form_that_the_chart_asks_for() -> None:
    community, enterprise = values(made("minimal")), values(made("minimal", "enterprise"))
    assert len(b64decode(community["global.appSecretKey"], validate=True)) == 42
    token = community["agentBackend.auth.serverSecretKey"]
    assert "=" not in token
    assert len(urlsafe_b64decode(token + "=")) == 32
    assert len(bytes.fromhex(community["redis.auth.password"])) == 24
    assert len(b64decode(enterprise["enterprise.passwordEncryptionKey"], validate=True)) == 32
    # no comment on it: of the form of the other secret of that name
    assert len(b64decode(enterprise["enterprise.appSecretKey"], validate=True)) == 42


def test_a_secret_whose_form_is_not_known_is_left_to_the_user() -> None:
    text = COMMUNITY.replace(
        "openssl rand -base64 42`.\n  appSecretKey", "pwgen -s 40`.\n  appSecretKey"
    )
    new = new_values("minimal", chart(text))
    assert "global.appSecretKey" in to_fill_in(new)
    assert "fill in: the output of `pwgen -s 40`" in new.text


def test_the_name_of_a_secret_is_no_secret() -> None:
    assert "plugin_connector.imageRepoSecret" not in values(made("minimal", "enterprise"))


def test_what_is_outside_is_filled_in_where_it_is_used() -> None:
    assert "externalPostgres.password" not in values(made("minimal"))
    assert {"externalPostgres.password", "externalPostgres.address"} <= set(to_fill_in(made("ha")))
    bucket = "persistence.s3.bucketName"
    assert bucket in to_fill_in(made("ha", "enterprise"))
    assert bucket not in values(made("ha", "enterprise", "", "persistence.type=local"))


def test_amazons_identity_needs_no_keys_and_no_address() -> None:
    new = made("ha", "enterprise", "", "persistence.s3.useAwsManagedIam=true")
    assert values(new)["persistence.s3.endpoint"] == ""
    assert "persistence.s3.accessKey" not in values(new)
    assert new.broken == ()


def test_a_value_of_the_users_beats_the_profile_and_is_not_changed_by_a_rule() -> None:
    new = made("ha", "community", "", "api.replicas=5", "postgresql.enabled=true")
    assert values(new)["api.replicas"] == 5
    assert values(new)["postgresql.enabled"] is True
    assert [(each.rule.id, each.path) for each in new.broken] == [
        ("two-data-stores", "externalPostgres.enabled")
    ]


def test_a_rule_sets_what_makes_it_hold() -> None:
    new = made("minimal", "enterprise")
    assert values(new)["unstructured.enabled"] is False
    kept = made("minimal", "enterprise", "", "global.rag.etlType=Unstructured")
    assert "unstructured.enabled" not in values(kept)


MINE = """\
api:
  secretKey: my-app-secret-key
  replicas: 4
redis: {auth: {password: "my-redis-password"}}
externalPostgres: {enabled: true, address: db.mine.example, password: my-pg-password}
"""


def test_secrets_that_are_set_are_kept() -> None:
    new = made("ha", "community", MINE)
    got = values(new)
    assert got["global.appSecretKey"] == "my-app-secret-key"  # the chart has moved it
    assert got["externalPostgres.address"] == "db.mine.example"
    assert got["externalPostgres.password"] == "my-pg-password"
    assert "redis.auth.password" not in got  # not in use
    assert values(made("minimal", "community", MINE))["redis.auth.password"] == "my-redis-password"


def test_a_secret_that_loses_data_is_never_made_beside_an_older_file() -> None:
    new = made("minimal", "community", "api: {replicas: 4}\n")
    got = values(new)
    lost = {"global.appSecretKey", "postgresql.auth.postgresPassword", "redis.auth.password"}
    assert not lost & got.keys()
    assert {note.partition(":")[0] for note in new.notes} >= lost
    assert "api.auth.internalApiKey" in got  # parts only show it each other


def test_a_secret_that_everybody_knows_is_kept_and_named() -> None:
    new = made("minimal", "community", "global: {appSecretKey: difyai123456}\n")
    assert values(new)["global.appSecretKey"] == "difyai123456"
    assert any(note.startswith("global.appSecretKey: kept from old.yaml") for note in new.notes)


@pytest.mark.parametrize("value", ["***HIDDEN***", "<REDACTED:KEY#1>"])
def test_a_hidden_secret_is_filled_in(value: str) -> None:
    new = made("minimal", "community", f'global: {{appSecretKey: "{value}"}}\n')
    assert "global.appSecretKey" in to_fill_in(new)


@pytest.mark.parametrize(
    "mine", ['global: {appSecretKey: "#REPLACE_ME#"}\n', "api: {replicas: 2}\n"]
)
def test_a_secret_that_another_file_may_set_is_not_made(mine: str) -> None:
    new = made("minimal", "enterprise", mine)
    assert values(new)["global.appSecretKey"] == TO_FILL_IN
    assert "which old.yaml does not set" in new.text


def test_secrets_of_kubernetes_stay_there() -> None:
    new = made("minimal", "community", "redis: {auth: {existingSecret: mine}}\n")
    got = values(new)
    assert got["redis.auth.existingSecret"] == "mine"
    assert "redis.auth.password" not in got


KEYS = (
    "weaviate.authentication.apikey.allowed_keys",
    "weaviate.env.AUTHENTICATION_APIKEY_ALLOWED_KEYS",
)


def test_a_secret_at_two_paths_is_one() -> None:
    listed, text = KEYS
    got = values(made("minimal"))
    assert got[listed] == [got[text]]
    assert got[text] != "difyai123456"
    mine = "weaviate:\n  env:\n    AUTHENTICATION_APIKEY_ALLOWED_KEYS: own\n"
    kept = values(made("minimal", "community", mine))
    assert (listed in kept, kept[text]) == (False, "own")
    assert not set(KEYS) & values(made("ha")).keys()


def test_a_vault_has_the_secrets() -> None:
    new = made("ha", "community", "externalSecret: {enabled: true}\n")
    assert new.of("made") == []
    assert "externalPostgres.password" not in values(new)
    assert "externalPostgres.address" in to_fill_in(new)


def test_data_that_would_be_elsewhere_is_named() -> None:
    (note,) = [each for each in made("minimal", "community", MINE).notes if "elsewhere" in each]
    assert "externalPostgres.enabled" in note
    assert not [each for each in made("ha").notes if "elsewhere" in each]


def test_what_is_not_taken_over_is_named() -> None:
    (note,) = [each for each in made("ha", "community", MINE).notes if "not taken over" in each]
    assert "redis.auth.password" in note
    assert "my-" not in note


def test_values_that_are_of_no_chart_of_dify() -> None:
    with pytest.raises(UsageError, match="not the values of a chart of Dify"):
        chart_kind(parse_values("mine.yaml", b"replicas: 1\n"))


@pytest.mark.parametrize(("text", "kind"), [(COMMUNITY, "community"), (ENTERPRISE, "enterprise")])
def test_the_kind_of_a_chart(text: str, kind: str) -> None:
    assert chart_kind(chart(text)) == kind
