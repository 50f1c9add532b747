"""The database, Redis, and the broker of the tasks."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.env_rules import stores
from tests.ask.check.literal_view import LiteralView


def found(api: dict[str, str], shipped: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return the rules that are broken, with the first variable and the fix."""
    view = LiteralView({"api": api}, shipped_values=shipped or {})
    return [
        (rule.id, breach.at[0].name, breach.fix)
        for rule in stores.RULES
        for breach in rule.look(view)
    ]


@pytest.mark.parametrize(
    ("kind", "host", "port", "rule", "fix"),
    [
        ("mysql", "db_postgres", "3306", "database-host-of-other-type", "set DB_HOST=db_mysql"),
        ("mysql", "db_postgres", "5432", "database-host-of-other-type", "set DB_HOST=db_mysql"),
        ("mysql", "db.example", "5432", "database-port-of-other-type", "set DB_PORT=3306"),
        ("postgresql", "db_mysql", "1", "database-host-of-other-type", "set DB_HOST=db_postgres"),
        ("postgresql", "d", "3306", "database-port-of-other-type", "set DB_PORT=5432"),
    ],
)
def test_a_database_of_another_type(kind: str, host: str, port: str, rule: str, fix: str) -> None:
    name = "DB_HOST" if "host" in rule else "DB_PORT"
    api = {"DB_TYPE": kind, "DB_HOST": host, "DB_PORT": port}
    assert found(api) == [(rule, name, f"{fix}, or the value for your own database")]


@pytest.mark.parametrize(
    ("kind", "host", "port"),
    [
        ("mysql", "db_mysql", "3306"),
        ("postgresql", "db_postgres", "5432"),
        ("postgresql", "db.example", "15432"),
        ("oceanbase", "db_postgres", "5432"),
        ("", "db_postgres", "3306"),
    ],
)
def test_a_database_of_its_type(kind: str, host: str, port: str) -> None:
    assert found({"DB_TYPE": kind, "DB_HOST": host, "DB_PORT": port}) == []


@pytest.mark.parametrize(
    ("sentinel", "clusters", "broken"),
    [("true", "true", True), ("true", "false", False), ("false", "true", False), ("", "", False)],
)
def test_two_modes_of_redis(sentinel: str, clusters: str, broken: bool) -> None:
    api = {"REDIS_USE_SENTINEL": sentinel, "REDIS_USE_CLUSTERS": clusters}
    assert [rule for rule, _, _ in found(api)] == ["redis-sentinel-and-cluster"] * broken


def sentinel(url: str, celery: str | None = "false", redis: str = "true") -> dict[str, str]:
    api = {"REDIS_USE_SENTINEL": redis, "CELERY_BROKER_URL": url}
    return api if celery is None else {**api, "CELERY_USE_SENTINEL": celery}


@pytest.mark.parametrize(
    ("api", "rules"),
    [
        (sentinel("sentinel://s1:26379/1"), ["celery-sentinel-off"]),
        (sentinel("sentinel://s1:26379/1", "true"), []),
        (sentinel("sentinel://s1:26379/1", redis="false"), []),
        (sentinel("sentinel://s1:26379/1", None), []),
        (sentinel("redis://redis:6379/1"), ["broker-without-sentinel"]),
        (sentinel("redis://redis:6379/1", "true"), []),
        (sentinel("redis://redis:6379/1", redis="false"), []),
        (sentinel("redis://redis:6379/1", None), []),
        (sentinel("redis://other:6379/1"), []),
    ],
)
def test_sentinels_for_the_api_and_for_the_tasks(api: dict[str, str], rules: list[str]) -> None:
    assert [rule for rule, _, _ in found(api)] == rules


def test_a_broker_that_dify_ships_is_left_behind() -> None:
    url = "redis://elsewhere:6379/1"
    assert found(sentinel(url), {"CELERY_BROKER_URL": url})[0][0] == "broker-without-sentinel"


@pytest.mark.parametrize(
    ("host", "url", "names"),
    [
        ("r.example", "redis://redis:6379/1", ["CELERY_BROKER_URL"]),
        ("redis", "redis://r.example:6379/1", ["REDIS_HOST"]),
        ("redis", "rediss://r.example:6379/1", ["REDIS_HOST"]),
        ("r.example", "redis://r.example:6379/1", []),
        ("r.example", "redis://q.example:6379/1", []),  # both are the user's
        ("redis", "redis://redis:6379/1", []),
        ("", "redis://redis:6379/1", []),
        ("r.example", "", []),
        ("r.example", "amqp://redis:6379/1", []),
        ("redis", "redis://:a@b/c@redis:6379/1", []),  # the password ends the host
    ],
)
def test_a_broker_on_another_redis(host: str, url: str, names: list[str]) -> None:
    assert [name for _, name, _ in found({"REDIS_HOST": host, "CELERY_BROKER_URL": url})] == names


@pytest.mark.parametrize("switch", ["REDIS_USE_SENTINEL", "REDIS_USE_CLUSTERS"])
def test_with_sentinels_or_clusters_the_host_does_not_matter(switch: str) -> None:
    api = {"REDIS_HOST": "r.example", "CELERY_BROKER_URL": "redis://redis:6379/1", switch: "true"}
    assert "broker-on-other-redis" not in {rule for rule, _, _ in found(api)}
