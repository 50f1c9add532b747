"""What settings name: containers that run, others, and hosts elsewhere."""

from __future__ import annotations

import pytest

from ctxkit.network.inputs import MapInput
from ctxkit.network.links import NamedHost, links_of, port_of
from tests.network.conftest import Drawn


def written(given: MapInput, named: list[NamedHost]) -> list[str]:
    marks = {(False, False): "->", (True, False): "?", (False, True): "handed"}
    return [
        f"{each.caller} {marks[each.is_possible, each.is_handed]} {each.endpoint.host}"
        f" {port_of(given.callers, each)} {each.variable.name}"
        for each in named
    ]


def test_a_link_is_named_passed_on_and_read(shipped: MapInput) -> None:
    assert sorted(written(shipped, links_of(shipped.callers).inside)) == [
        "api -> db_postgres 5432 DB_HOST",
        "api -> plugin_daemon 5002 PLUGIN_DAEMON_URL",
        "api -> redis 6379 CELERY_BROKER_URL",
        "api -> redis 6379 REDIS_HOST",
        "api -> sandbox 8194 CODE_EXECUTION_ENDPOINT",
        "api -> weaviate 8080 WEAVIATE_ENDPOINT",
        "nginx -> api 5001 NGINX_SOCKET_IO_UPSTREAM",
        "plugin_daemon -> api 5001 DIFY_INNER_API_URL",
        "plugin_daemon -> db_postgres 5432 DB_HOST",
        "plugin_daemon -> redis 6379 REDIS_HOST",
        "sandbox -> ssrf_proxy 3128 HTTP_PROXY",
        "ssrf_proxy -> sandbox 8194 SANDBOX_HOST",
        "web -> api 5001 SERVER_CONSOLE_API_URL",
        "worker -> db_postgres 5432 DB_HOST",
        "worker -> redis 6379 CELERY_BROKER_URL",
        "worker -> redis 6379 REDIS_HOST",
        "worker -> sandbox 8194 CODE_EXECUTION_ENDPOINT",
        "worker -> weaviate 8080 WEAVIATE_ENDPOINT",
        "worker_beat -> db_postgres 5432 DB_HOST",
        "worker_beat -> redis 6379 CELERY_BROKER_URL",
        "worker_beat -> redis 6379 REDIS_HOST",
        "worker_beat ? sandbox 8194 CODE_EXECUTION_ENDPOINT",
        "worker_beat ? weaviate 8080 WEAVIATE_ENDPOINT",
    ]


def test_a_choice_switches_links_on_and_off(with_env: Drawn) -> None:
    given = with_env("VECTOR_STORE=qdrant", "COMPOSE_PROFILES=qdrant,postgresql")
    found = written(given, links_of(given.callers).inside)
    assert "api -> qdrant 6333 QDRANT_URL" in found
    assert not [line for line in found if "weaviate" in line]


def test_nothing_links_to_a_service_that_is_off(with_env: Drawn) -> None:
    given = with_env("COMPOSE_PROFILES=weaviate")
    found = links_of(given.callers)
    assert not [each for each in found.inside if each.endpoint.host == "db_postgres"]
    assert {each.endpoint.host for each in found.off} == {"db_postgres"}


def test_services_without_a_common_network_are_apart(with_env: Drawn) -> None:
    given = with_env("VECTOR_STORE=milvus", "COMPOSE_PROFILES=milvus,postgresql")
    found = links_of(given.callers)
    assert {each.endpoint.host for each in found.apart} == {"milvus-standalone"}


def test_of_a_container_without_code_what_its_names_say_is_taken(with_env: Drawn) -> None:
    given = with_env("VECTOR_STORE=milvus", "COMPOSE_PROFILES=milvus,postgresql")
    found = [each for each in links_of(given.callers).inside if each.caller == "milvus-standalone"]
    # neither a list of exceptions nor an image with its tag is a host that is called
    assert [(each.endpoint.host, each.endpoint.port) for each in found] == [("etcd", "2379")]
    assert not found[0].is_read


def test_an_address_that_is_handed_on_is_called_by_another_one(with_env: Drawn) -> None:
    given = with_env("INTERNAL_FILES_URL=http://api:5001")
    found = written(given, links_of(given.callers).inside)
    assert "plugin_daemon handed api 5001 INTERNAL_FILES_URL" in found
    assert not [line for line in found if line.startswith("worker") and " api " in line]


@pytest.mark.parametrize(
    "line",
    [
        "CONSOLE_API_URL=http://nginx",  # browsers call it
        "QDRANT_URL=http://redis:6379",  # of a choice that is not made
        "MARKETPLACE_API_URL=http://localhost:8194",
        "MARKETPLACE_API_URL=https://<your-host>.example.com",
    ],
)
def test_no_link(shipped: MapInput, with_env: Drawn, line: str) -> None:
    before = written(shipped, links_of(shipped.callers).inside)
    given = with_env(line)
    assert written(given, links_of(given.callers).inside) == before


def test_a_host_elsewhere_is_outside(with_env: Drawn) -> None:
    given = with_env("DB_HOST=db.corp.example", "DB_PORT=6432", "COMPOSE_PROFILES=weaviate")
    found = written(given, links_of(given.callers).outside)
    assert "api -> db.corp.example 6432 DB_HOST" in found
    assert "api -> market.example.com 443 MARKETPLACE_API_URL" in found


@pytest.mark.parametrize("value", ["10:30", "a:5", "%H:%M", "{x:5}", "dify", "[::1]:80"])
def test_a_value_that_is_no_host(with_env: Drawn, value: str) -> None:
    given = with_env(f"DB_DATABASE={value}")
    names = {each.variable.name for each in links_of(given.callers).outside}
    assert "DB_DATABASE" not in names


def test_the_database_of_a_link(shipped: MapInput) -> None:
    found = links_of(shipped.callers).inside
    named = {each.caller: each.database for each in found if each.variable.name == "DB_HOST"}
    assert named["api"] == "dify"
    assert named["plugin_daemon"] == "dify_plugin"
