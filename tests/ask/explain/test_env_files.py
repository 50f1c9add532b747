"""Which file an operator edits where services read several files of variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.explain import explain
from ctxkit.model import ConfigKey, ConfigUse, Fact, KeyAnswer
from tests.ask.literal import literal_index

ENV, SHARED = "docker/.env.example", "docker/envs/core/shared.env.example"


def lines(*facts: Fact) -> tuple[str, list[Fact]]:
    return "\n" * 60, list(facts)


def example(name: str) -> tuple[str, list[Fact]]:
    return lines(
        ConfigUse(name=name, line=1, end_line=1, role="sets", via="env-example", value="5")
    )


def env_file(path: str, line: int, *services: str) -> ConfigUse:
    return ConfigUse(
        name=path, line=line, end_line=line, role="sets", via="compose-env-file", services=services
    )


def declared(name: str) -> ConfigKey:
    return ConfigKey(name=name, line=3, end_line=3, origin="pydantic", attribute=name, default="3")


def read(name: str) -> ConfigUse:
    return ConfigUse(name=name, line=5, end_line=5, role="reads", via="dify_config")


def answer(folder: Path, name: str, files: dict[str, tuple[str, list[Fact]]]) -> KeyAnswer:
    code = {"api/configs/x.py": lines(declared(name)), "api/core/x.py": lines(read(name))}
    asked = literal_index(folder, {"dify": {**code, **files}})
    (found,) = explain(asked.index, asked.sources, name).keys
    return found


def with_compose(found: KeyAnswer) -> str:
    (note,) = [note for note in found.notes if note.startswith("to change it with compose: ")]
    return note.removeprefix("to change it with compose: ")


WHOLE = (
    env_file("./envs/core/shared.env", 4, "api", "worker"),
    env_file("./.env", 5, "api", "worker", "api_websocket"),
)


def test_docker_env_wins_over_the_files_before_it(tmp_path: Path) -> None:
    files = {
        ENV: example("RETRIES"),
        SHARED: example("RETRIES"),
        "docker/docker-compose.yaml": lines(*WHOLE),
    }
    assert with_compose(answer(tmp_path, "RETRIES", files)).startswith(
        "set `RETRIES` in docker/.env (docker/.env.example:1), then"
    )


def test_a_file_that_only_services_of_other_programs_read_is_not_the_one(tmp_path: Path) -> None:
    files = {
        "docker/envs/core/sandbox.env.example": example("RETRIES"),
        "docker/docker-compose.yaml": lines(
            env_file("./envs/core/sandbox.env", 3, "sandbox"), *WHOLE
        ),
    }
    found = answer(tmp_path, "RETRIES", files)
    assert found.status == "live"
    assert with_compose(found) == (
        "set `RETRIES` in docker/.env, then `docker compose up -d api worker api_websocket`"
    )


def test_what_no_example_has_reaches_whoever_gets_all_of_docker_env(tmp_path: Path) -> None:
    found = answer(tmp_path, "RETRIES", {"docker/docker-compose.yaml": lines(*WHOLE)})
    assert (found.status, found.services) == ("live", ("api", "api_websocket", "worker"))
    assert with_compose(found).startswith("set `RETRIES` in docker/.env, then")


def test_without_such_a_file_it_reaches_nobody(tmp_path: Path) -> None:
    files = {"docker/docker-compose.yaml": lines(WHOLE[0])}
    found = answer(tmp_path, "RETRIES", files)
    assert (found.status, found.services) == ("undelivered", ())
    assert with_compose(found).startswith("add `RETRIES: ${RETRIES:-3}` to `environment`")


def test_compose_fills_in_names_from_docker_env_alone(tmp_path: Path) -> None:
    filled = ConfigUse(
        name="API_RETRIES",
        target="RETRIES",
        line=9,
        end_line=9,
        role="renames",
        via="compose",
        services=("api",),
    )
    files = {
        SHARED: example("API_RETRIES"),
        "docker/docker-compose.yaml": lines(WHOLE[0], filled),
    }
    assert with_compose(answer(tmp_path, "RETRIES", files)) == (
        "set `API_RETRIES` in docker/.env, then `docker compose up -d api`"
    )


@pytest.mark.parametrize(
    ("name", "attribute", "status"),
    [
        ("BOX_REDIS_URL", "redis_url", "live"),
        ("REDIS_URL", "REDIS_URL", "unread"),
        ("box_redis_url", "redis_url", "unread"),
    ],
)
def test_fields_in_small_letters_are_read_through_an_object_of_any_name(
    tmp_path: Path, name: str, attribute: str, status: str
) -> None:
    key = ConfigKey(name=name, line=3, end_line=3, origin="pydantic", attribute=attribute)
    files = {
        "api/configs/x.py": lines(key),
        ENV: example(name),
        "docker/docker-compose.yaml": lines(WHOLE[1]),
    }
    asked = literal_index(tmp_path, {"dify": files})
    (found,) = explain(asked.index, asked.sources, name).keys
    assert found.status == status
