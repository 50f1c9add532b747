"""Effective values in the containers of compose."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.explain.effective_containers import in_containers
from ctxkit.deployment.containers import deploy
from ctxkit.deployment.deployed import Deployed
from ctxkit.files.dotenv import read_env
from tests.ask.explain.deployed import answer, deployed, file
from tests.settings.sources import source_index


def values(
    folder: Path, key: str, env: str, *compose: tuple[str, str]
) -> list[tuple[str, str, str, list[str]]]:
    asked = deployed(folder)
    settings = read_env(file("my.env", env))
    deployment = deploy(
        asked.sources, settings.values(), [file(path, text) for path, text in compose]
    )
    return [
        (
            each.name,
            ", ".join(each.services),
            each.value,
            [f"{layer.layer} {layer.value}" for layer in each.layers],
        )
        for each in in_containers(answer(asked, key), Deployed(deployment=deployment, env=settings))
    ]


def test_the_env_file_wins_over_compose_and_compose_over_the_code(tmp_path: Path) -> None:
    assert values(tmp_path, "LOG_LEVEL", "LOG_LEVEL=DEBUG\n") == [
        ("LOG_LEVEL", "api", "DEBUG", [".env DEBUG", "compose INFO", "code INFO"]),
        ("LOG_LEVEL", "worker", "WARNING", ["compose WARNING", "code INFO"]),
    ]


@pytest.mark.parametrize("env", ["", "LOG_LEVEL=\n"])
def test_without_a_value_compose_s_fallback_counts(tmp_path: Path, env: str) -> None:
    assert values(tmp_path, "LOG_LEVEL", env)[0] == (
        "LOG_LEVEL",
        "api",
        "INFO",
        ["compose INFO", "code INFO"],
    )


def test_services_that_get_the_same_from_the_same_line_are_one_answer(tmp_path: Path) -> None:
    found = values(tmp_path, "SECRET_KEY", "")
    assert [(services, layers[0]) for _, services, _, layers in found] == [
        ("api, worker", "compose <REDACTED:SECRET_KEY>")
    ]


def test_a_renamed_variable_is_followed(tmp_path: Path) -> None:
    found = values(tmp_path, "SANDBOX_API_KEY", "SANDBOX_API_KEY=s3cr3tV4lue\n")
    assert found == [
        (
            "API_KEY",
            "sandbox",
            "<REDACTED:API_KEY>",
            [".env <REDACTED:API_KEY>", "compose <REDACTED:API_KEY>"],
        )
    ]


def test_if_no_container_gets_it_the_default_of_the_code_counts(tmp_path: Path) -> None:
    assert values(tmp_path, "RETRIES", "RETRIES=9\n") == [
        ("RETRIES", "api, worker", "3", ["code 3"])
    ]


def test_without_a_default_there_is_no_value(tmp_path: Path) -> None:
    assert values(tmp_path, "BARE", "BARE=9\n") == []


OVERRIDE = "services:\n  api:\n    environment:\n      LOG_LEVEL: %s\n"


def test_the_last_compose_file_wins_over_those_before(tmp_path: Path) -> None:
    files = [(f"docker-compose.override{n}.yaml", OVERRIDE % level)
             for n, level in enumerate(("ERROR", "FATAL"))]  # fmt: skip
    found = values(tmp_path, "LOG_LEVEL", "LOG_LEVEL=DEBUG\n", *files)
    assert ("LOG_LEVEL", "api", "FATAL", ["compose FATAL", "compose ERROR", "compose DEBUG",
                                          "code INFO"]) in found  # fmt: skip


@pytest.mark.parametrize(
    ("text", "env", "layers"),
    [
        ("${LOG_LEVEL}", "LOG_LEVEL=DEBUG\n", [".env DEBUG"]),
        ("${LOG_LEVEL:-X}", "LOG_LEVEL=DEBUG\n", [".env DEBUG", "compose X"]),
        ("${A:-1}${B:-2}", "A=3\nB=4\n", [".env 34", ".env 34", "compose 12"]),
        ("${LOG_LEVEL}", "", ["compose "]),
        ("FIXED", "LOG_LEVEL=DEBUG\n", ["compose FIXED"]),
        ('""', "LOG_LEVEL=DEBUG\n", ["compose "]),
        ("${LOG_LEVEL-X}", "LOG_LEVEL=\n", [".env ", "compose X"]),
    ],
)
def test_what_decides_a_variable(tmp_path: Path, text: str, env: str, layers: list[str]) -> None:
    whole = f"services:\n  api:\n    environment:\n      LOG_LEVEL: {text}\n"
    found = values(tmp_path, "LOG_LEVEL", env, ("docker-compose.yaml", whole))
    assert found[0][3] == [*layers, "code INFO"]


@pytest.mark.parametrize(
    ("environment", "meant"),
    [
        ("BROKER_URL: redis://${LOG_LEVEL}", True),
        ("BROKER_URL: redis://x", True),
        ("LOG_LEVEL: ${LOG_LEVEL}\n      BROKER_URL: redis://${OTHER}", False),
        ("LOG_LEVEL: ${LOG_LEVEL}\n      BROKER_URL: redis://${LOG_LEVEL}", True),
    ],
)
def test_a_variable_computed_from_others_is_not_the_setting(
    tmp_path: Path, environment: str, meant: bool
) -> None:
    asked = deployed(tmp_path)
    key = answer(asked, "LOG_LEVEL")
    broker = replace(key.places[0], name="BROKER_URL")
    settings = read_env(file("my.env", "LOG_LEVEL=x\nOTHER=y\n"))
    whole = f"services:\n  api:\n    environment:\n      {environment}\n"
    deployment = deploy(asked.sources, settings.values(), [file("docker-compose.yaml", whole)])
    deployed_files = Deployed(deployment=deployment, env=settings)
    found = in_containers(replace(key, places=(broker,)), deployed_files)
    assert any(layer.layer != "code" for each in found for layer in each.layers) is meant


OTHERS = """
services:
  api:
    environment:
      CACHE_BYTES: ${CACHE_BYTES:-5}
  etcd:
    profiles: [milvus]
    environment:
      CACHE_BYTES: ${CACHE_BYTES:-5}
  nginx:
    environment:
      CACHE_BYTES: ${CACHE_BYTES:-5}
    ports:
      - "${EXPOSE_PORT:-80}:80"
"""


def in_others(
    folder: Path, key: str, env: str, *compose: tuple[str, str]
) -> list[tuple[str, str, str, tuple[str, ...]]]:
    asked = source_index(
        folder,
        {
            "dify docker/docker-compose.yaml": OTHERS,
            "dify docker/.env.example": "CACHE_BYTES=5\nEXPOSE_PORT=80\nCOMPOSE_PROFILES=\n",
        },
    )
    settings = read_env(file("my.env", env))
    files = [file(path, text) for path, text in compose]
    given = Deployed(deployment=deploy(asked.sources, settings.values(), files), env=settings)
    return [
        (each.name, ", ".join(each.services), each.value, tuple(x.layer for x in each.layers))
        for each in in_containers(answer(asked, key), given)
    ]


def test_a_container_that_nobody_can_look_into_reads_what_it_gets(tmp_path: Path) -> None:
    env = "CACHE_BYTES=9\nCOMPOSE_PROFILES=milvus\n"
    assert in_others(tmp_path, "CACHE_BYTES", env) == [
        ("CACHE_BYTES", "etcd", "9", (".env", "compose"))
    ]


def test_a_container_that_does_not_start_has_no_value(tmp_path: Path) -> None:
    assert in_others(tmp_path, "CACHE_BYTES", "CACHE_BYTES=9\n") == []


@pytest.mark.parametrize(
    ("env", "value", "layers"),
    [
        ("EXPOSE_PORT=8080\n", "8080", (".env", "compose")),
        ("EXPOSE_PORT=\n", "80", ("compose",)),
        ("", "80", ("compose",)),
    ],
)
def test_what_docker_compose_fills_in_itself(
    tmp_path: Path, env: str, value: str, layers: tuple[str, ...]
) -> None:
    assert in_others(tmp_path, "EXPOSE_PORT", env) == [("EXPOSE_PORT", "nginx", value, layers)]


def test_what_difys_file_fills_in_counts_only_where_it_runs(tmp_path: Path) -> None:
    whole = "services:\n  nginx:\n    environment:\n      X: y\n    ports: ['81:80']\n"
    override = "services:\n  nginx:\n    environment:\n      X: y\n"
    env = "EXPOSE_PORT=8080\n"
    assert in_others(tmp_path / "1", "EXPOSE_PORT", env, ("docker-compose.yaml", whole)) == []
    assert in_others(
        tmp_path / "2", "EXPOSE_PORT", env, ("docker-compose.override.yaml", override)
    ) == [("EXPOSE_PORT", "nginx", "8080", (".env", "compose"))]


def test_what_docker_compose_is_told_to_run(tmp_path: Path) -> None:
    env = "COMPOSE_PROFILES=milvus\n"
    assert in_others(tmp_path, "COMPOSE_PROFILES", env) == [
        ("COMPOSE_PROFILES", "", "milvus", (".env",))
    ]
