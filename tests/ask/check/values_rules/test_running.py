"""What a chart runs."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.values_rules import running


def found(values: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(rule.id, breach.paths) for rule in running.RULES for breach in rule.look(values)]


@pytest.mark.parametrize(
    ("path", "count", "broken"),
    [
        ("beat.replicas", "2", True),
        ("workerBeat.replicas", " 3 ", True),
        ("worker_beat.replicaCount", "2", True),
        ("beat.replicas", "1", False),
        ("beat.replicas", "", False),
        ("beat.replicas", "two", False),
        ("worker.replicas", "2", False),
        ("beat.count", "2", False),
    ],
)
def test_schedulers(path: str, count: str, broken: bool) -> None:
    assert found({path: count}) == ([("multiple-beat-pods", (path,))] if broken else [])


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        (
            {"postgresql.enabled": "false", "externalPostgres.enabled": "false"},
            ("externalPostgres.enabled", "postgresql.enabled"),
        ),
        (
            {"postgresql.enabled": "false", "externalMysql.enabled": ""},
            ("externalMysql.enabled", "postgresql.enabled"),
        ),
        (
            {"redis.enabled": "false", "externalRedis.enabled": "false"},
            ("externalRedis.enabled", "redis.enabled"),
        ),
    ],
)
def test_no_store(values: dict[str, str], paths: tuple[str, ...]) -> None:
    assert found(values) == [("no-data-store", paths)]


@pytest.mark.parametrize(
    "values",
    [
        {"redis.enabled": "true", "externalRedis.enabled": "false"},
        {"redis.enabled": "false", "externalRedis.enabled": "true"},
        {"redis.enabled": "false"},  # the chart may have a switch of another name
        {"postgresql.enabled": "false", "externalMysql.enabled": "true"},
    ],
)
def test_a_store(values: dict[str, str]) -> None:
    assert found(values) == []


def images(first: str, second: str, repository: str = "langgenius/dify-api") -> dict[str, str]:
    return {
        "api.image.repository": "langgenius/dify-api",
        "api.image.tag": first,
        "image.other.repository": repository,
        "image.other.tag": second,
    }


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        (images("1.14.0", "1.13.3"), True),
        (images("1.14.0", "1.13.3", "registry.example/dify-web"), True),
        (images("1.14.0", "1.14.0"), False),
        (images("1.14.0", "0.2.15", "langgenius/dify-sandbox"), False),
        (images("1.14.0", "3.5.5", "langgenius/dify-enterprise"), False),
        (images("1.14.0", ""), False),
        (
            {"a.repository": "dify-api", "a.tag": "1", "b.repository": "dify-api", "b.tag": "2"},
            False,
        ),
    ],
)
def test_versions_of_one_release(values: dict[str, str], broken: bool) -> None:
    expected = [("image-tags-differ", ("image.other.tag", "api.image.tag"))] if broken else []
    assert found(values) == expected


@pytest.mark.parametrize(
    ("path", "value", "broken"),
    [
        ("externalPostgres.address", "localhost", True),
        ("externalRedis.host", "127.0.0.1", True),
        ("vectorDB.externalQdrant.endpoint", "http://localhost:6333", True),
        ("externalPostgres.address", "db.example", False),
        ("externalPostgres.username", "localhost", False),
        ("postgresql.address", "localhost", False),
    ],
)
def test_an_external_store_on_localhost(path: str, value: str, broken: bool) -> None:
    assert found({path: value}) == ([("localhost-in-pod", (path,))] if broken else [])


def test_an_external_store_that_is_switched_off() -> None:
    values = {"externalPostgres.enabled": "false", "externalPostgres.address": "localhost"}
    assert found(values) == []


MODES = "persistence.local.persistentVolumeClaim.accessModes"


@pytest.mark.parametrize(
    ("kind", "modes", "replicas", "broken"),
    [
        ("local", "[ReadWriteOnce]", "2", True),
        ("local", "ReadWriteOnce", "1", False),
        ("local", "ReadWriteMany", "2", False),
        ("s3", "ReadWriteOnce", "2", False),
    ],
)
def test_a_volume_of_one_node(kind: str, modes: str, replicas: str, broken: bool) -> None:
    for part in ("api", "worker"):
        values = {"persistence.type": kind, MODES: modes, f"{part}.replicas": replicas}
        expected = [("single-node-volume", (MODES, f"{part}.replicas"))] if broken else []
        assert found(values) == expected


def test_a_volume_of_one_node_is_reported_once() -> None:
    values = {"persistence.type": "local", MODES: "ReadWriteOnce"}
    values |= {"api.replicas": "2", "worker.replicas": "2", "web.replicas": "2"}
    assert found(values) == [("single-node-volume", (MODES, "api.replicas"))]
