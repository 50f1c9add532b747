"""Ports on which nothing listens."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.network.ports import PORT_OF_CALLER, PORT_OF_LISTENER
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked

PROFILES = "COMPOSE_PROFILES=postgresql,mysql,weaviate,qdrant\n"


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ("DB_PORT=5433", "5433 of db_postgres, which listens on 5432, whatever this setting says"),
        ("REDIS_PORT=6380", "6380 of redis, which listens on 6379, whatever this setting says"),
        ("WEAVIATE_ENDPOINT=http://weaviate:8081", "8081 of weaviate, which listens on 8080"),
        ("WEAVIATE_ENDPOINT=http://weaviate", "80 of weaviate, which listens on 8080"),
        ("WEAVIATE_GRPC_ENDPOINT=weaviate:50052", "50052 of weaviate, which listens on 50051"),
        ("PLUGIN_DAEMON_URL=http://plugin_daemon:5020", "which listens on 5002 (PLUGIN_DAEMON_PO"),
        ("CODE_EXECUTION_ENDPOINT=http://sandbox:80", "which listens on 8194 (SANDBOX_PORT)"),
        ("INTERNAL_FILES_URL=http://api", "80 of api, which listens on 5001 (DIFY_PORT)"),
        ("CELERY_BROKER_URL=redis://:p@redis:6380/1", "which listens on 6379"),
    ],
)
def test_a_port_on_which_nothing_listens(asked: Asked, env: str, said: str) -> None:
    (problem,) = problems(asked, PORT_OF_CALLER.id, env=f"{env}\n{PROFILES}")
    assert said in problem.message
    assert problem.line == 1


@pytest.mark.parametrize(
    "env",
    [
        "DB_PORT=5432",
        "DB_PORT=",
        "DB_PORT=abc",
        "DB_HOST=db.example\nDB_PORT=5433",
        "WEAVIATE_ENDPOINT=http://weaviate:50051",  # it listens there, too
        "CELERY_BROKER_URL=redis://:p@redis/1",
        "SANDBOX_PORT=8200\nCODE_EXECUTION_ENDPOINT=http://sandbox:8200",
        "EXPOSE_NGINX_PORT=8080",
        "VECTOR_STORE=qdrant\nQDRANT_URL=http://qdrant:6334",
    ],
)
def test_a_port_that_is_right(asked: Asked, env: str) -> None:
    for rule in (PORT_OF_CALLER, PORT_OF_LISTENER):
        assert lines(asked, rule.id, env=f"{env}\n{PROFILES}") == []


@pytest.mark.parametrize(
    ("redis", "found"),
    [
        ("    command: redis-server --requirepass x\n", [1]),
        ("    command: redis-server --port 6380\n", []),
        ("    command: [redis-server, --port, '6380']\n", []),
        ("    command: redis-server --port 6390\n", [1]),
        ("    command: redis-server /etc/redis/redis.conf\n", []),
        ("    expose: [6380]\n", []),
        ("    ports: ['127.0.0.1:16379:6380/tcp']\n", []),
        ("    ports: ['6380:6379']\n", [1]),
        ("    ports: [{target: 6380}]\n", []),
        ("    image: example/keyvalue\n", []),
        ("    network_mode: host\n", []),
        ("    profiles: [never]\n", []),
    ],
)
def test_what_an_own_compose_file_says_of_a_port(
    asked: Asked, redis: str, found: list[int]
) -> None:
    compose = f"services:\n  redis:\n{redis}"
    assert lines(asked, PORT_OF_CALLER.id, env="REDIS_PORT=6380\n", override=compose) == found


def test_a_variable_sets_the_port_of_an_image(asked: Asked) -> None:
    compose = "services:\n  db_postgres:\n    environment:\n      PGPORT: 5433\n"
    env = f"DB_PORT=5433\n{PROFILES}"
    assert lines(asked, PORT_OF_CALLER.id, env=env, override=compose) == []
    (problem,) = problems(asked, PORT_OF_CALLER.id, env=f"DB_PORT=1\n{PROFILES}", override=compose)
    assert "which listens on 5433 (PGPORT of db_postgres)" in problem.message


@pytest.mark.parametrize(
    ("env", "message"),
    [
        (
            "SANDBOX_PORT=8200",
            "SANDBOX_PORT makes sandbox listen on 8200, but CODE_EXECUTION_ENDPOINT still says "
            "8194",
        ),
        (
            "PLUGIN_DAEMON_PORT=5102",
            "PLUGIN_DAEMON_PORT makes plugin_daemon listen on 5102, but PLUGIN_DAEMON_URL still "
            "says 5002",
        ),
        (
            "DIFY_PORT=5101",
            "DIFY_PORT makes api listen on 5101, but INTERNAL_FILES_URL still says 5001",
        ),
    ],
)
def test_a_port_that_was_changed_on_one_side(asked: Asked, env: str, message: str) -> None:
    (problem,) = problems(asked, PORT_OF_LISTENER.id, env=f"{env}\n")
    assert problem.message == message
    assert problem.severity == "warning"


def test_all_callers_of_a_port_are_named_once(later: Asked) -> None:
    (problem,) = problems(later, PORT_OF_LISTENER.id, env="DIFY_PORT=5101\n")
    assert problem.message == (
        "DIFY_PORT makes api listen on 5101, but INTERNAL_FILES_URL, nginx "
        "(docker/nginx/conf.d/default.conf.template) still say 5001"
    )


def test_nginx_without_difys_template_is_not_judged(later: Asked) -> None:
    env = "DIFY_PORT=5101\nINTERNAL_FILES_URL=http://api:5101\n"
    assert lines(later, PORT_OF_LISTENER.id, env=env) == [1]
    compose = "services:\n  nginx: !override\n    image: nginx\n"
    assert lines(later, PORT_OF_LISTENER.id, env=env, override=compose) == []


def test_the_command_of_an_own_compose_file_changes_a_port(asked: Asked) -> None:
    compose = "services:\n  redis:\n    command: redis-server --port 7000\n"
    (problem,) = problems(asked, PORT_OF_LISTENER.id, override=compose)
    assert (problem.key, problem.line) == ("command", 3)
    assert problem.message.startswith("command makes redis listen on 7000, but REDIS_HOST")


@pytest.mark.parametrize("more", ["    command: gunicorn --bind 0.0.0.0:9000 app:app\n", ""])
def test_an_own_command_of_the_api_is_not_understood(asked: Asked, more: str) -> None:
    compose = f"services:\n  api:\n    environment:\n      DIFY_PORT: 5101\n{more}"
    assert lines(asked, PORT_OF_LISTENER.id, override=compose) == ([] if more else [4])
