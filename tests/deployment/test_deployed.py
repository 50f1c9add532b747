"""What the containers of a user's files get, `env_file`s included."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.deployment.deployed import Deployed, deploy_files
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.user_files import CustomerFile
from tests.settings.sources import source_index

SOURCES = {
    "dify docker/docker-compose.yaml": """
services:
  api:
    env_file: [./envs/core/api.env, ./.env]
    environment:
      MODE: api
""",
    "dify docker/.env.example": "LOG_LEVEL=INFO\n",
}


def file(path: str, text: str) -> CustomerFile:
    return CustomerFile(path=path, data=text.encode())


def deployed(
    folder: Path, files: UserDeployment, sources: dict[str, str] | None = None
) -> Deployed | None:
    asked = source_index(folder, SOURCES if sources is None else sources)
    return deploy_files(asked.sources, files)


API = file("mine/envs/core/api.env", "LOG_LEVEL=DEBUG\nRETRIES=1\nMODE=x\n")


def test_the_env_wins_over_another_env_file(tmp_path: Path) -> None:
    found = deployed(
        tmp_path,
        UserDeployment(
            env=file("mine/.env", "LOG_LEVEL=ERROR\n"), env_files={"envs/core/api.env": API}
        ),
    )
    assert found is not None
    given = found.deployment.get("api", "LOG_LEVEL")
    assert given is not None
    assert (given.value, given.sources, given.env_line) == ("ERROR", ("LOG_LEVEL",), 0)
    assert given.below is not None
    assert (given.below.value, given.below.path, given.below.env_line) == (
        "DEBUG",
        "envs/core/api.env",
        1,
    )
    retries = found.deployment.get("api", "RETRIES")
    assert retries is not None
    assert (retries.value, retries.path, retries.env_line, retries.line) == (
        "1",
        "envs/core/api.env",
        2,
        0,
    )
    assert found.deployment.value("api", "MODE") == "api"
    assert found.deployment.env_files == {"api": ("envs/core/api.env", ".env")}
    assert found.shown("envs/core/api.env") == "mine/envs/core/api.env"
    assert found.shown("other.env") == "other.env"
    assert list(found.env_files) == ["envs/core/api.env"]
    assert not found.is_part


@pytest.mark.parametrize(
    "files",
    [
        UserDeployment(env=file("copied/api.env", "RETRIES=1\n")),
        UserDeployment(env_files={"envs/core/api.env": file("copied/api.env", "RETRIES=1\n")}),
    ],
)
def test_without_the_env_difys_example_stands_in_for_it(
    tmp_path: Path, files: UserDeployment
) -> None:
    found = deployed(tmp_path, files)
    assert found is not None
    assert found.is_part
    assert found.env.path == "dify docker/.env.example"
    assert found.shown("envs/core/api.env") == "copied/api.env"
    assert found.deployment.value("api", "LOG_LEVEL") == "INFO"
    assert found.deployment.value("api", "RETRIES") == "1"


def test_without_any_compose_file_nothing_is_known(tmp_path: Path) -> None:
    sources = {"dify docker/.env.example": "A=1\n"}
    own = file("docker-compose.yaml", "services:\n  api:\n    environment: {A: '1'}\n")
    override = file("docker-compose.override.yaml", "services: {}\n")
    assert deployed(tmp_path, UserDeployment(compose=(override,)), sources) is None
    found = deploy_files(
        source_index(tmp_path / "two", sources).sources, UserDeployment(compose=(own,))
    )
    assert found is not None
    assert found.deployment.value("api", "A") == "1"
