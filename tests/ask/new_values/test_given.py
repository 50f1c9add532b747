"""Values that a user gives on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.ask.new_values.given import given_values, plain_value
from ctxkit.errors import UsageError
from tests.ask.new_values.charts import chart


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        ("api.replicas=3", ("api", "replicas"), 3),
        ("api.replicas = 3", ("api", "replicas"), 3),
        ("redis.enabled=false", ("redis", "enabled"), False),
        ("api.mail.type=", ("api", "mail", "type"), ""),
        ("global.appSecretKey=a=b", ("global", "appSecretKey"), "a=b"),
        ("api.resources.limits.cpu=500m", ("api", "resources", "limits", "cpu"), "500m"),
        (
            r"nodeSelector.kubernetes\.io/os=linux",
            ("nodeSelector", "kubernetes.io/os"),
            "linux",
        ),
        ("ingress.tls=[{secretName: x}]", ("ingress", "tls"), [{"secretName": "x"}]),
    ],
)
def test_a_value(text: str, keys: tuple[str, ...], value: Any) -> None:
    (given,) = given_values([text], chart())
    assert (given.keys, given.value) == (keys, value)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("api.replicas", "not path=value", "such as"),
        ("=3", "not path=value", "such as"),
        ("api..replicas=3", "not path=value", "such as"),
        (".".join("x" * 60_000) + "=1", "not path=value", "such as"),
        ("api=3", "has a mapping there", "nearest"),
        ("api.replica=3", "has no such value", "nearest: api.replicas"),
        ("vectorDB.externalPostgres.address=x", "no such value", "it has externalPostgres.address"),
        ("api.replicas.x=3", "has no such value", ""),
    ],
)
def test_a_value_without_a_place(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        given_values([text], chart())
    assert hint in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("'true'", "true"),
        ("1.10", 1.1),
        ("a: b: c", "a: b: c"),
        ("1\nother: 2", "1\nother: 2"),
        ("[1", "[1"),
        ("&a 1", "&a 1"),
    ],
)
def test_the_value_of_a_text(text: str, value: Any) -> None:
    assert plain_value(text) == value or text.startswith("&")
