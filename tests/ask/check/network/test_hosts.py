"""Hosts that nothing in the network has, and services on another network."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.hosts import NETWORKS_APART, UNKNOWN_HOST
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked


@pytest.mark.parametrize(
    ("env", "nearest"),
    [
        ("REDIS_HOST=redis-server", "redis"),
        ("CELERY_BROKER_URL=redis://:p@cache:6379/1", "redis"),
        ("WEAVIATE_ENDPOINT=http://weaviate-server:8080", "weaviate"),
        ("CODE_EXECUTION_ENDPOINT=http://dify-sandbox:8194", "sandbox"),
        ("PLUGIN_DAEMON_URL=http://plugin-daemon:5002", "plugin_daemon"),
        ("SSRF_PROXY_HTTP_URL=http://ssrf-proxy:3128", "ssrf_proxy"),
        ("DB_TYPE=mysql\nDB_HOST=maria", "db_mysql"),
        ("INTERNAL_FILES_URL=http://dify-api:5001", "api"),
    ],
)
def test_a_host_that_is_no_service(asked: Asked, env: str, nearest: str) -> None:
    (problem,) = problems(asked, UNKNOWN_HOST.id, env=f"{env}\n")
    assert problem.severity == "warning"
    assert problem.message.endswith(f"of the deployment; nearest: {nearest}")
    assert problem.fix.startswith(f"use {nearest}, or ")


def test_a_service_that_an_older_version_had_is_an_error(asked: Asked) -> None:
    (problem,) = problems(asked, UNKNOWN_HOST.id, env="DB_HOST=db\n")
    assert (problem.severity, problem.key) == ("error", "DB_HOST")
    assert problem.message == (
        "DB_HOST points to db, but no service has that name: Dify 1.14.0 calls it db_postgres"
    )


def test_what_is_near_to_no_service(asked: Asked) -> None:
    compose = "services:\n  api:\n    image: x\n    environment:\n      REDIS_HOST: zzz\n"
    (problem,) = problems(asked, UNKNOWN_HOST.id, compose=compose)
    assert "nearest" not in problem.message
    assert problem.fix.startswith("use the name of a service, or ")


def test_a_service_of_an_own_compose_file_that_runs_the_same(asked: Asked) -> None:
    compose = (
        "services:\n  api:\n    image: x\n    environment:\n      DB_HOST: database\n"
        "  store:\n    image: pgvector/pgvector:pg16\n"
    )
    (problem,) = problems(asked, UNKNOWN_HOST.id, compose=compose)
    assert problem.message.endswith("nearest: store")


@pytest.mark.parametrize(
    "env",
    [
        "REDIS_HOST=redis",
        "REDIS_HOST=REDIS",
        "REDIS_HOST=redis.example",
        "REDIS_HOST=10.0.0.1",
        "REDIS_HOST=host.docker.internal",
        "REDIS_HOST=localhost",
        "REDIS_HOST=",
        "REDIS_HOST=/run/redis.sock",
        "REDIS_HOST=other\nREDIS_USE_SENTINEL=true",
        "REDIS_HOST=other\nREDIS_USE_CLUSTERS=true",
        "QDRANT_URL=http://other:6333",  # not the vector store that is selected
        "QDRANT_URL=your-server-url\nVECTOR_STORE=qdrant",
        "CONSOLE_API_URL=http://intranet",  # browsers open it
        "S3_ENDPOINT=http://store:9000",  # Dify ships no service for it
        "SANDBOX_API_KEY=other",
        "CELERY_BROKER_URL=redis://:a@b/c@redis:6379/1",  # the password ends the host
    ],
)
def test_a_host_that_may_be_right(asked: Asked, env: str) -> None:
    assert lines(asked, UNKNOWN_HOST.id, env=f"{env}\n") == []


@pytest.mark.parametrize(
    "compose",
    [
        "services:\n  other:\n    image: redis:7\n",
        "services:\n  redis:\n    container_name: other\n",
        "services:\n  redis:\n    hostname: other\n",
        "services:\n  redis:\n    networks:\n      default:\n        aliases: [other]\n",
        "services:\n  api: &x\n    extra_hosts: ['other:10.0.0.1']\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n",
        "services:\n  api: &x\n    extra_hosts: {other: 10.0.0.1}\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n",
        "services:\n  api: &x\n    external_links: ['cache:other']\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n",
        "services:\n  api: &x\n    network_mode: host\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n",
        "services:\n  api: &x\n    dns_search: [corp.example]\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n",
        "services: {}\nnetworks:\n  default:\n    external: true\n",
        "services:\n  api: &x\n    networks: [infra]\n"
        "  worker: *x\n  worker_beat: *x\n  plugin_daemon: *x\n"
        "networks:\n  infra:\n    external: true\n",
    ],
)
def test_a_host_that_the_compose_files_name(asked: Asked, compose: str) -> None:
    assert lines(asked, UNKNOWN_HOST.id, env="REDIS_HOST=other\n", override=compose) == []


def test_a_network_that_is_not_external_hides_no_host(asked: Asked) -> None:
    compose = "services: {}\nnetworks:\n  default:\n    external: false\n"
    assert lines(asked, UNKNOWN_HOST.id, env="REDIS_HOST=other\n", override=compose) == [1]


def test_a_container_that_is_not_started_calls_nobody(asked: Asked) -> None:
    compose = "services:\n  api:\n    image: x\n    profiles: [p]\n    environment:\n"
    compose += "      REDIS_HOST: other\n"
    assert lines(asked, UNKNOWN_HOST.id, compose=compose) == []


RUNNER = (
    "services:\n  api:\n    environment:\n      CODE_EXECUTION_ENDPOINT: http://runner:8194\n"
    "  runner:\n    image: langgenius/dify-sandbox:0.2.15\n"
)


@pytest.mark.parametrize(
    ("compose", "found"),
    [
        (RUNNER, []),
        (RUNNER + "    networks: [apart]\n", [4]),
        (RUNNER + "    networks: {apart: {}}\n", [4]),
        (RUNNER + "    networks: [apart, default]\n", []),
        (RUNNER + "    network_mode: host\n", []),
    ],
)
def test_a_service_on_another_network(asked: Asked, compose: str, found: list[int]) -> None:
    assert lines(asked, NETWORKS_APART.id, override=compose) == found
    assert lines(asked, UNKNOWN_HOST.id, override=compose) == []
