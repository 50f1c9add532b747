"""Settings in the layout of Dify 1.15 and later: services with `env_file` lists that end in
docker/.env, and names that their own `environment` sets over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import LineChange
from ctxkit.settings.change import how_to_change
from ctxkit.settings.notes import notes_on
from ctxkit.settings.usage import idle_services
from tests.settings.sources import Study, source_index, study

COMPOSE = """services:
  api: &api
    image: langgenius/dify-api:1.16.0
    env_file: [{path: ./envs/api.env, required: false}, ./.env]
    environment:
      DSN: ${API_DSN:-}
      WORKERS: ${WORKERS:-1}
  api_websocket:
    image: langgenius/dify-api:1.16.0
    profiles: [collaboration]
    env_file: [{path: ./envs/api.env, required: false}, ./.env]
    environment:
      WORKERS: ${SOCKET_WORKERS:-1}
  jobs:
    image: langgenius/dify-api:1.16.0
    env_file: [./.env]
  sandbox:
    env_file: [{path: ./envs/sandbox.env, required: false}, ./.env]
    environment:
      TIMEOUT: ${SANDBOX_TIMEOUT:-15}
  local_sandbox:
    image: langgenius/dify-agent-local-sandbox:1.16.0
    env_file: [{path: ./envs/local-sandbox.env, required: false}]
  db_mysql:
    profiles: [mysql]
    environment: {ROOT: "${DB_PASSWORD:-x}", PASSWORD: "${DB_PASSWORD:-x}"}
  db_postgres:
    profiles: ["${DB_TYPE:-postgresql}"]
    environment: {PASSWORD: "${DB_PASSWORD:-x}"}
"""
SOURCES = {
    "dify docker/docker-compose.yaml": COMPOSE,
    "dify docker/.env.example": "DB_TYPE=postgresql\nDB_PASSWORD=x\nWORKERS=1\n"
    "COMPOSE_PROFILES=${DB_TYPE:-postgresql},collaboration\n",
    "dify docker/envs/api.env.example": "DSN=\nKEPT_DAYS=30\n",
    "dify docker/envs/sandbox.env.example": "TIMEOUT=15\nKEPT_DAYS=30\n",
    "dify docker/envs/local-sandbox.env.example": "ROOTS=/\n",
    "dify api/app.py": "import os\n"
    + "".join(
        f'{name.lower()} = os.getenv("{name}")\n'
        for name in ("DSN", "WORKERS", "KEPT_DAYS", "UNLISTED", "DB_PASSWORD")
    ),
    "dify-sandbox config.go": 'package x\nvar t = os.Getenv("TIMEOUT")\n',
    "dify dify-agent-runtime/config.go": 'package x\nvar r = os.Getenv("ROOTS")\n',
}


def found(folder: Path, *start: str) -> Study:
    return study(source_index(folder, SOURCES), *start)


def changes(setting: Study) -> list[LineChange]:
    steps = how_to_change(
        setting.chain, setting.graph, setting.records, setting.effect, compose=True
    )
    return [change for step in steps for change in step.changes]


def change(name: str, *restart: str, file: str = "docker/.env") -> LineChange:
    return LineChange(deployment="compose", file=file, name=name, restart=restart)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # in no example file, but docker/.env hands over every name
        (["api UNLISTED"], [change("UNLISTED", "api", "api_websocket", "jobs")]),
        # docker/.env comes last, whichever example file has the name
        (["env KEPT_DAYS", "api KEPT_DAYS"], [change("KEPT_DAYS", "api", "api_websocket", "jobs")]),
        # the own environment of api comes before any env_file, and takes another name
        (
            ["env DSN", "api DSN"],
            [change("DSN", "api_websocket", "jobs"), change("API_DSN", "api")],
        ),
        (
            ["env WORKERS", "api WORKERS"],
            [change("WORKERS", "jobs", "api"), change("SOCKET_WORKERS", "api_websocket")],
        ),
        (["env SOCKET_WORKERS"], [change("SOCKET_WORKERS", "api_websocket")]),
        # interpolated from docker/.env alone
        (["sandbox TIMEOUT"], [change("SANDBOX_TIMEOUT", "sandbox")]),
        # a container that docker/.env does not reach
        (
            ["env ROOTS"],
            [change("ROOTS", "local_sandbox", file="docker/envs/local-sandbox.env")],
        ),
        # no service is started that the profiles of docker/.env do not start
        (
            ["env DB_PASSWORD", "api DB_PASSWORD"],
            [change("DB_PASSWORD", "api", "api_websocket", "jobs", "db_postgres")],
        ),
    ],
)
def test_where_a_change_has_effect(
    tmp_path: Path, start: list[str], expected: list[LineChange]
) -> None:
    setting = found(tmp_path, *start)
    assert setting.effect.status == "live"
    assert changes(setting) == expected


def test_a_service_that_is_not_started_is_named_apart(tmp_path: Path) -> None:
    setting = found(tmp_path, "env DB_PASSWORD", "api DB_PASSWORD")
    steps = how_to_change(
        setting.chain, setting.graph, setting.records, setting.effect, compose=True
    )
    assert steps[0].text.endswith("db_postgres`; also db_mysql if your profiles start it")


@pytest.mark.parametrize(
    ("start", "using", "idle"),
    [
        # sandbox.env brings it to the sandbox, which does not read it
        (["env KEPT_DAYS", "api KEPT_DAYS"], {"api", "api_websocket", "jobs"}, {"sandbox"}),
        (["env SOCKET_WORKERS"], {"api_websocket"}, set()),
        (["env DSN", "api DSN"], {"api", "api_websocket", "jobs"}, set()),
        (["env API_DSN"], {"api"}, set()),
        (["api UNLISTED"], {"api", "api_websocket", "jobs"}, set()),
        (["env ROOTS"], {"local_sandbox"}, set()),
    ],
)
def test_who_uses_what_it_gets(
    tmp_path: Path, start: list[str], using: set[str], idle: set[str]
) -> None:
    setting = found(tmp_path, *start)
    unused = idle_services(setting.chain, setting.records, setting.effect.services)
    assert set(setting.effect.services) - set(unused) == using
    assert set(unused) == idle


def test_a_service_starts_without_profiles_or_with_an_active_one(tmp_path: Path) -> None:
    delivery = found(tmp_path, "env DSN").graph.delivery
    services = ("api", "api_websocket", "db_postgres", "db_mysql", "unknown")
    assert delivery.stopped(services) == {"db_mysql"}
    assert delivery.stopped(()) == frozenset()


def test_the_own_environment_shadows_what_env_files_hand_over(tmp_path: Path) -> None:
    delivery = found(tmp_path, "env DSN").graph.delivery
    graph = found(tmp_path / "b", "env DSN").graph
    (dsn,) = [use for use in graph.uses(["DSN"]) if use.via == "env-example"]
    assert graph.delivery.services(dsn) == ("api_websocket",)
    name = found(tmp_path / "c", "api DSN").chain.start[0]
    assert delivery.handed_over(name) == ("api_websocket", "jobs")
    assert delivery.handed_over(name._replace(scope="agent_runtime")) == ()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "HTTP_PROXY",
            "before you change it: docker/.env is passed whole to api, api_websocket, jobs, too: "
            "HTTP clients there may use it",
        ),
        ("TIMEOUT", ""),
    ],
)
def test_libraries_of_other_containers_get_the_variable_too(
    tmp_path: Path, name: str, said: str
) -> None:
    code = f'package x\nvar t = os.Getenv("{name}")\n'
    found = study(source_index(tmp_path, SOURCES | {"dify-sandbox config.go": code}),
                  f"sandbox {name}")  # fmt: skip
    notes = notes_on(found.chain, found.graph, found.records, [], [])
    assert [note for note in notes if "docker/.env is passed" in note] == ([said] if said else [])
