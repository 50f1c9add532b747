"""What the api and its workers must share, and a missing part."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.roles import NO_PLUGIN_DAEMON, WORKER_DIFFERS
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked

API = "  dify-api:\n    image: langgenius/dify-api:1.14.0\n    environment:\n      MODE: api\n"
WORKER = "  jobs:\n    image: langgenius/dify-api:1.14.0\n    environment:\n      MODE: worker\n"


def compose(api: str, worker: str, more: str = "") -> str:
    return f"services:\n{API}      {api}\n{WORKER}      {worker}\n{more}"


@pytest.mark.parametrize(
    ("api", "worker", "found"),
    [
        ("SECRET_KEY: a-key-of-my-own", "SECRET_KEY: a-key-of-my-own", []),
        ("SECRET_KEY: a-key-of-my-own", "SECRET_KEY: another-key-of-mine", [("warning", 11)]),
        ("SECRET_KEY: a-key-of-my-own", "A: b", [("error", 6)]),
        ("A: b", "CELERY_BROKER_URL: redis://redis/1", [("error", 11)]),
        ("VECTOR_STORE: qdrant", "A: b", []),  # a default applies
        ("VECTOR_STORE: qdrant", "VECTOR_STORE: weaviate", [("warning", 11)]),
        ("DB_HOST: 10.0.0.1", "DB_HOST: 10.0.0.2", [("warning", 11)]),
        ("LOG_LEVEL: INFO", "LOG_LEVEL: DEBUG", []),
    ],
)
def test_a_worker_that_is_set_up_otherwise(
    asked: Asked, api: str, worker: str, found: list[tuple[str, int]]
) -> None:
    said = problems(asked, WORKER_DIFFERS.id, compose=compose(api, worker))
    assert [(each.severity, each.line) for each in said] == found
    assert all("a-key-of-my-own" not in each.message for each in said)


@pytest.mark.parametrize(
    "more",
    [
        "  a:\n    image: postgres:15\n    hostname: b\n",  # two names of one service
        "  a:\n    image: edoburu/pgbouncer\n  b:\n    image: postgres:15\n",
    ],
)
def test_hosts_that_may_be_the_same_database(asked: Asked, more: str) -> None:
    text = compose("DB_HOST: a", "DB_HOST: b", more)
    assert lines(asked, WORKER_DIFFERS.id, compose=text) == []


def test_two_databases_are_not_the_same(asked: Asked) -> None:
    more = "  a:\n    image: postgres:15\n  b:\n    image: postgres:15\n"
    text = compose("DB_HOST: a", "DB_HOST: b", more)
    assert lines(asked, WORKER_DIFFERS.id, compose=text) == [11]


def test_an_unknown_host_is_reported_alone(asked: Asked) -> None:
    text = compose("DB_HOST: a", "DB_HOST: zzz", "  a:\n    image: postgres:15\n")
    assert lines(asked, WORKER_DIFFERS.id, compose=text) == []


def test_another_file_may_give_a_container_what_it_lacks(asked: Asked) -> None:
    worker = WORKER + "      A: b\n    env_file: [worker.env]\n"
    text = f"services:\n{API}      SECRET_KEY: a-key-of-my-own\n{worker}"
    assert lines(asked, WORKER_DIFFERS.id, compose=text) == []


def test_containers_of_other_modes_are_not_compared(asked: Asked) -> None:
    text = compose("SECRET_KEY: a-key-of-my-own", "A: b").replace("MODE: worker", "MODE: beat")
    assert lines(asked, WORKER_DIFFERS.id, compose=text) == []


WEB = "  web:\n    image: langgenius/dify-web:1.14.0\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (compose("A: b", "A: b", WEB), [3]),
        (compose("A: b", "A: b"), []),  # a part of a deployment
        (compose("PLUGIN_DAEMON_URL: https://daemon.example", "A: b", WEB), []),
        (compose("PLUGIN_DAEMON_URL: http://daemon:5002", "A: b", WEB), [3]),
        (compose("PLUGIN_DAEMON_URL: http://x:5002", "A: b", f"{WEB}  x:\n    image: y\n"), []),
        (
            compose("A: b", "A: b", f"{WEB}  x:\n    image: langgenius/dify-plugin-daemon:0.6.0\n"),
            [],
        ),
    ],
)
def test_a_deployment_without_a_plugin_daemon(asked: Asked, text: str, found: list[int]) -> None:
    assert lines(asked, NO_PLUGIN_DAEMON.id, compose=text) == found
