"""What a chart runs."""

from __future__ import annotations

import pytest

from ctxkit.values.rules import running


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


@pytest.mark.parametrize(
    ("prefix", "kind", "rules"),
    [
        ("https://registry.example/dify", "docker", ["registry-prefix-form"]),
        ("registry.example/dify", "docker", []),
        ("registry.example/dify", "ecr", ["registry-type-differs"]),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/dify", "ecr", []),
        ("public.ecr.aws/dify", "ecr", []),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/dify", "docker", []),
    ],
)
def test_the_registry_of_plugin_images(prefix: str, kind: str, rules: list[str]) -> None:
    values = {
        "plugin_connector.imageRepoPrefix": prefix,
        "plugin_connector.imageRepoType": kind,
    }
    assert [rule for rule, _ in found(values)] == rules


@pytest.mark.parametrize(
    ("source", "enabled", "broken"),
    [("prometheus", "false", True), ("prometheus", "true", False), ("cadvisor", "false", False)],
)
def test_prometheus(source: str, enabled: str, broken: bool) -> None:
    values = {"plugin_manager.metric.source": source, "externalPrometheus.enabled": enabled}
    assert [rule for rule, _ in found(values)] == ["prometheus-disabled"] * broken


@pytest.mark.parametrize(
    ("enabled", "url", "broken"),
    [("true", "", True), ("true", "wss://console.example", False), ("false", "", False)],
)
def test_the_address_of_websockets(enabled: str, url: str, broken: bool) -> None:
    values = {"apiWebsocket.enabled": enabled, "apiWebsocket.socketUrl": url}
    assert [rule for rule, _ in found(values)] == ["websocket-url-empty"] * broken
