"""Shared secrets, and the password in the broker's URL."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.rule import DeploymentRule
from ctxkit.dify.shared_secrets import SHARED_SECRETS
from tests.ask.check.literal_view import LiteralView


def breaches(rule_id: str, containers: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Return the first variable that a rule reports, each time that it is broken."""
    rule = RULES[rule_id]
    assert isinstance(rule, DeploymentRule)
    return [tuple(breach.at[0]) for breach in rule.look(LiteralView(containers))]


def test_each_shared_secret_has_a_rule() -> None:
    assert {f"{row.what}-mismatch" for row in SHARED_SECRETS} <= set(RULES)
    assert len({row.what for row in SHARED_SECRETS}) == len(SHARED_SECRETS)


API = {"VECTOR_STORE": "weaviate", "WEAVIATE_ENDPOINT": "http://weaviate:8080"}


def weaviate(keys: str, **api: str) -> dict[str, dict[str, str]]:
    return {
        "api": {**API, "WEAVIATE_API_KEY": "one", **api},
        "weaviate": {"AUTHENTICATION_APIKEY_ALLOWED_KEYS": keys},
    }


def test_secrets_that_differ() -> None:
    assert breaches("weaviate-key-mismatch", weaviate("two")) == [("api", "WEAVIATE_API_KEY")]


@pytest.mark.parametrize(
    "containers",
    [
        weaviate("one"),
        weaviate("two,one"),  # one of a list
        weaviate("two", VECTOR_STORE="qdrant"),
        weaviate("two", WEAVIATE_ENDPOINT="https://weaviate.example"),
        {"api": {**API, "WEAVIATE_API_KEY": "one"}, "weaviate": {}},
        {"api": API, "weaviate": {"AUTHENTICATION_APIKEY_ALLOWED_KEYS": "two"}},
        {"api": {**API, "WEAVIATE_API_KEY": "one"}},
    ],
)
def test_secrets_that_agree_or_do_not_matter(containers: dict[str, dict[str, str]]) -> None:
    assert breaches("weaviate-key-mismatch", containers) == []


def test_a_part_of_the_other_secret_is_not_the_same() -> None:
    assert breaches("weaviate-key-mismatch", weaviate("oneandmore")) != []


def broker(url: str, **api: str) -> dict[str, dict[str, str]]:
    return {
        "api": {
            "CELERY_BROKER_URL": url,
            "REDIS_HOST": "redis",
            "REDIS_PASSWORD": "p@w",
            "REDIS_USERNAME": "dify",
            **api,
        }
    }


@pytest.mark.parametrize(
    "containers",
    [
        broker("redis://:old@redis:6379/1"),
        broker("rediss://:old@redis:6379/1"),
        broker("redis://dify:old@redis:6379/1"),
        broker("redis://:@redis:6379/1"),
        broker("redis://:p%40w@redis:6379/1", REDIS_PASSWORD=""),
    ],
)
def test_a_broker_with_another_password(containers: dict[str, dict[str, str]]) -> None:
    assert breaches("broker-password-mismatch", containers) == [("api", "CELERY_BROKER_URL")]


@pytest.mark.parametrize(
    "containers",
    [
        broker("redis://:p%40w@redis:6379/1"),
        broker("redis://dify:p%40w@redis:6379/1"),
        broker("redis://other:old@redis:6379/1"),  # another user
        broker("redis://:old@other:6379/1"),  # another Redis
        broker("redis://redis:6379/1"),  # no password in it
        broker("sentinel://:old@redis:6379/1"),
        broker("amqp://:old@redis:6379/1"),
        broker("redis://:a/b@redis:6379/1"),  # where the host ends is another rule's
        broker(""),
    ],
)
def test_a_broker_of_which_nothing_is_certain(containers: dict[str, dict[str, str]]) -> None:
    assert breaches("broker-password-mismatch", containers) == []
