"""Every rule about several settings speaks in its own case, and is silent in the case that keeps
it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ctxkit.ask.check.env_rules import ENV_RULES
from ctxkit.ask.check.env_rules.choices import CHOICES, is_of_other_choice
from ctxkit.ask.check.env_rules.shared import SHARED
from ctxkit.ask.check.rules import KINDS, Case, Rule, host_of, is_placeholder
from ctxkit.ask.check.values_rules import VALUES_RULES
from ctxkit.ask.check.values_rules.chosen import is_chosen

RULES = [*ENV_RULES, *VALUES_RULES]


@dataclass
class Literal:
    """A deployment in which containers get just what a case says; `idle` stands for a service that
    is not started, and `shipped` holds what Dify ships.
    """

    case: Case

    def value(self, service: str, name: str) -> str:
        return self.case.get(service, {}).get(name, "")

    def has(self, service: str, name: str) -> bool:
        return name in self.case.get(service, {})

    def runs(self, service: str) -> bool:
        return self.case.get(service, {}).get("") == "runs"

    def names(self, service: str) -> list[str]:
        return list(self.case.get(service, {}))

    def shipped(self, service: str, name: str) -> str:
        return self.case.get("shipped", {}).get(name, "")

    def is_shipped(self, service: str, name: str) -> bool:
        return self.value(service, name) == self.shipped(service, name)

    def shares_host(self, service: str) -> bool:
        return False


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.look.__name__.strip("_"))
def test_a_rule_speaks_when_it_is_broken_and_only_then(rule: Rule) -> None:
    found = rule.look(Literal(rule.broken))
    assert len(found) == 1
    assert found[0].rule in KINDS
    assert found[0].fix
    assert rule.look(Literal(rule.kept)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.look.__name__.strip("_"))
def test_a_rule_shows_no_value_of_a_secret(rule: Rule) -> None:
    secret = "s3cr3t-v4lu3"
    case = {
        s: {n: secret if "PASSWORD" in n or n.endswith("KEY") else v for n, v in c.items()}
        for s, c in rule.broken.items()
    }
    assert all(secret not in breach.why + breach.fix for breach in rule.look(Literal(case)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.look.__name__.strip("_"))
def test_a_rule_is_silent_where_nothing_is_set(rule: Rule) -> None:
    assert rule.look(Literal({})) == []


@pytest.mark.parametrize(
    "choice", [choice for choice in CHOICES if choice.needs], ids=lambda c: f"{c.name}={c.value}"
)
def test_each_choice_needs_its_settings(choice: tuple[str, str, tuple[str, ...]]) -> None:
    name, value, needs = choice[:3]
    look = next(rule.look for rule in ENV_RULES if rule.look.__name__ == "_empty_choices")
    empty = {"api": {name: value, **dict.fromkeys(needs, "")}}
    assert [breach.at[0].name for breach in look(Literal(empty))] == list(needs)
    full = {"api": {name: value, **dict.fromkeys(needs, "given")}}
    assert look(Literal(full)) == []


@pytest.mark.parametrize("pair", SHARED, ids=lambda pair: f"{pair.left.service}.{pair.left.name}")
def test_shared_secrets_that_differ_are_told(pair: tuple[object, ...]) -> None:
    left, right, _, (name, value), host = pair
    look = ENV_RULES[0].look
    api = {**({name: value} if name else {}), **({host: f"http://{right[0]}:1"} if host else {})}  # type: ignore[index]
    case: dict[str, dict[str, str]] = {"api": api}
    case.setdefault(left[0], {})[left[1]] = "one"  # type: ignore[index]
    case.setdefault(right[0], {})[right[1]] = "two"  # type: ignore[index]
    assert len(look(Literal(case))) == 1
    case[right[0]][right[1]] = "one"  # type: ignore[index]
    assert look(Literal(case)) == []


@pytest.mark.parametrize(
    "value",
    [
        "#REPLACE_ME#",
        "your-bucket-name",
        "YOUR EMAIL",
        "xxxx",
        "https://your-endpoint",
        "you-secret",
    ],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["", "x", "dify", "#channel", "yours", "https://xxx.example", "changed"]
)
def test_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)


def test_the_settings_of_what_is_not_chosen_do_not_matter() -> None:
    view = Literal({"api": {"VECTOR_STORE": "qdrant", "STORAGE_TYPE": "s3"}})
    assert is_of_other_choice("MILVUS_PASSWORD", view)
    assert not is_of_other_choice("QDRANT_API_KEY", view)
    assert not is_of_other_choice("S3_SECRET_KEY", view)
    assert not is_of_other_choice("SECRET_KEY", view)


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        ("externalRedis.password", True),
        ("externalRedis.sentinel.password", False),
        ("persistence.s3.secretKey", True),
        ("persistence.aliyunOss.secretKey", False),
        ("vectorDB.externalQdrant.apiKey", True),
        ("vectorDB.externalMilvus.token", False),
        ("mail.smtp.password", False),
        ("service.labels.key", True),
        ("global.appSecretKey", True),
    ],
)
def test_a_value_below_what_is_switched_off_is_not_in_use(path: str, chosen: bool) -> None:
    values = {
        "externalRedis.enabled": "true",
        "externalRedis.sentinel.enabled": "false",
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
    }
    assert is_chosen(path, values) is chosen


def test_hosts() -> None:
    assert host_of("http://user:pw@Weaviate:8080/x?y") == "weaviate"
    assert host_of("redis:6379") == "redis"
    assert host_of("") == ""
