"""How URLs, hosts and origins are written."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import url_forms
from tests.ask.check.literal_view import LiteralView


def found(api: dict[str, str], shipped: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return the rules that are broken, with the variable and the fix."""
    view = LiteralView({"api": api}, shipped_values=shipped or {})
    return [
        (rule.id, breach.at[0].name, breach.fix)
        for rule in url_forms.RULES
        for breach in rule.look(view)
    ]


@pytest.mark.parametrize(
    ("api", "shipped", "fix"),
    [
        ({"CONSOLE_API_URL": "dify.example"}, {}, "start it with https://"),
        ({"SERVICE_API_URL": "dify.example:8443/"}, {}, "start it with https://"),
        ({"MILVUS_URI": "milvus:19530"}, {"MILVUS_URI": "http://x"}, "start it with http://"),
        ({"A_ENDPOINT": "weaviate"}, {"A_ENDPOINT": "grpc://x"}, "start it with grpc://"),
    ],
)
def test_a_url_without_a_scheme(api: dict[str, str], shipped: dict[str, str], fix: str) -> None:
    api.setdefault("VECTOR_STORE", "milvus")
    assert found(api, shipped) == [("url-without-scheme", next(iter(api)), fix)]


@pytest.mark.parametrize(
    ("api", "shipped"),
    [
        ({"CONSOLE_API_URL": "https://dify.example"}, {}),
        ({"CONSOLE_API_URL": ""}, {}),
        ({"CONSOLE_API_URL": "dify example"}, {}),
        ({"MY_URL": "dify.example"}, {}),  # nothing says that it is one
        ({"MY_URL": "dify.example"}, {"MY_URL": "other.example"}),
        ({"MY_NAME": "dify.example"}, {"MY_NAME": "http://x"}),
        ({"MILVUS_URI": "milvus:19530", "VECTOR_STORE": "qdrant"}, {"MILVUS_URI": "http://x"}),
        ({"CONSOLE_API_URL": f"a.{'b' * 1999}"}, {}),
    ],
)
def test_no_url_without_a_scheme(api: dict[str, str], shipped: dict[str, str]) -> None:
    assert found(api, shipped) == []


def test_a_long_url_is_still_looked_at() -> None:
    assert len(found({"CONSOLE_API_URL": f"a.{'b' * 1998}"})) == 1


@pytest.mark.parametrize(
    ("name", "url", "rule", "fix"),
    [
        ("CONSOLE_API_URL", "https://d/console/api", "url-with-api-path", "remove /console/api"),
        ("CONSOLE_API_URL", "https://d/console/api/", "url-with-api-path", "remove /console/api"),
        ("CONSOLE_API_URL", "https://d/x/api", "url-with-api-path", "remove /api"),
        ("CONSOLE_WEB_URL", "https://d/apps", "url-with-api-path", "remove /apps"),
        ("APP_API_URL", "https://d/api", "url-with-api-path", "remove /api"),
        ("FILES_URL", "https://d/files", "url-with-api-path", "remove /files"),
        ("FILES_URL", "https://d/", "url-with-trailing-slash", "remove the trailing slash"),
        ("APP_WEB_URL", " https://d/x/ ", "url-with-trailing-slash", "remove the trailing slash"),
    ],
)
def test_a_path_that_dify_appends(name: str, url: str, rule: str, fix: str) -> None:
    assert (rule, name, fix) in found({name: url})


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("CONSOLE_API_URL", "https://d/base"),
        ("CONSOLE_API_URL", "https://d"),
        ("CONSOLE_API_URL", "https://api"),
        ("APP_WEB_URL", "https://d/api"),
        ("SERVICE_API_URL", "https://d/"),  # people append the path
        ("FILES_URL", "/"),
        ("MY_URL", "https://d/"),
    ],
)
def test_a_path_of_ones_own(name: str, url: str) -> None:
    assert found({name: url}) == []


@pytest.mark.parametrize(
    ("url", "broken"),
    [
        ("redis://:a/b@redis:6379/1", True),
        ("redis://:a?b@redis:6379", True),
        ("redis://:a#b@redis:6379/1", True),
        ("sentinel://:x@s1:26379;sentinel://:a/b@s2:26379/1", True),
        ("redis://:a%2Fb@redis:6379/1", False),
        ("redis://redis:6379/a@b", False),  # no port behind it
        ("https://user:x/y@host:443/", False),
        ("wss://user:x/y@host:443/", False),
        ("a/b@redis:6379", False),
    ],
)
def test_a_password_in_a_url(url: str, broken: bool) -> None:
    rules = [rule for rule, _, _ in found({"CELERY_BROKER_URL": url})]
    assert rules == (["unencoded-url-password"] if broken else [])


@pytest.mark.parametrize(
    ("api", "rule"),
    [
        ({"DB_HOST": "postgresql://db", "DB_PORT": "1"}, "url-as-host"),
        ({"DB_HOST": "db.example:5432", "DB_PORT": "1"}, "port-in-host"),
        ({"SMTP_SERVER": " mail:25 ", "SMTP_PORT": "1", "MAIL_TYPE": "smtp"}, "port-in-host"),
    ],
)
def test_a_host_that_is_more_than_one(api: dict[str, str], rule: str) -> None:
    name = next(iter(api))
    port = next(each for each in api if each.endswith("_PORT"))
    assert found(api) == [(rule, name, f"use the host name only; the port belongs in {port}")]


@pytest.mark.parametrize(
    "api",
    [
        {"DB_HOST": "db.example", "DB_PORT": "1"},
        {"DB_HOST": "::1", "DB_PORT": "1"},
        {"DB_HOST": "2001:db8::5432", "DB_PORT": "1"},
        {"DB_HOST": "db:", "DB_PORT": "1"},
        {"DB_HOST": "db:123456", "DB_PORT": "1"},
        {"DB_HOST": "db.example:5432"},  # no variable for a port
        {"ELASTICSEARCH_HOST": "https://es:9200", "ELASTICSEARCH_PORT": "1"},
        {"SMTP_SERVER": "mail:25", "SMTP_PORT": "1", "MAIL_TYPE": "resend"},
        {"DB_NAME": "db:5432", "DB_PORT": "1"},
    ],
)
def test_a_host(api: dict[str, str]) -> None:
    assert found(api) == []


@pytest.mark.parametrize(
    ("name", "value", "broken"),
    [
        ("WEB_API_CORS_ALLOW_ORIGINS", "https://a.example/", True),
        ("CONSOLE_CORS_ALLOW_ORIGINS", "a.example", True),
        ("WEB_API_CORS_ALLOW_ORIGINS", "*", False),
        ("WEB_API_CORS_ALLOW_ORIGINS", "", False),
        ("ALLOW_ORIGINS", "a.example", False),
    ],
)
def test_origins(name: str, value: str, broken: bool) -> None:
    assert [rule for rule, _, _ in found({name: value})] == ["invalid-cors-origin"] * broken


@pytest.mark.parametrize(
    ("nodes", "on", "broken"),
    [
        ("s1,s2:26379", "true", True),
        ("s1:26379, s2:26379", "true", True),
        ("s1:26379,", "true", True),
        ("redis://s1:26379", "true", True),
        ("s1:26379,s2:26379", "true", False),
        ("[::1]:26379", "true", False),
        ("s1", "false", False),
        ("", "true", False),
    ],
)
@pytest.mark.parametrize(
    ("name", "switch"),
    [("REDIS_SENTINELS", "REDIS_USE_SENTINEL"), ("REDIS_CLUSTERS", "REDIS_USE_CLUSTERS")],
)
def test_nodes_of_redis(name: str, switch: str, nodes: str, on: str, broken: bool) -> None:
    rules = [rule for rule, _, _ in found({name: nodes, switch: on})]
    assert rules == ["invalid-redis-node"] * broken
