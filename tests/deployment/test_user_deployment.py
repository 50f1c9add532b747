"""Which files a user's paths and options stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.deployment.user_deployment import AnyPath, UserDeployment, user_deployment
from ctxkit.errors import UsageError

FILES = {
    "docker/.env": "LOG_LEVEL=INFO\n",
    "docker/docker-compose.yaml": "services:\n  api:\n    image: x\n",
    "docker/docker-compose.override.yaml": "services:\n  api:\n    image: y\n",
    "docker/compose.extra.yaml": "services:\n  api:\n    image: z\n",
    "docker/envs/core/api.env": "LOG_LEVEL=DEBUG\n",
    "docker/envs/middleware.env": "EXPOSE_REDIS_PORT=1\n",
    "docker/envs/core/api.env.example": "LOG_LEVEL=DEBUG\n",
    "chart/values.yaml": "api:\n  replicas: 1\n",
    "empty/notes.md": "# notes\n",
    "api.env": "LOG_LEVEL=WARNING\n",
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(files: UserDeployment) -> dict[str, object]:
    return {
        "env": files.env.path if files.env else None,
        "env_files": [file.path for file in files.env_files.values()],
        "compose": [file.path for file in files.compose],
        "values": [file.path for file in files.values],
    }


WHOLE = {
    "env": "docker/.env",
    "env_files": ["docker/envs/core/api.env"],
    "compose": ["docker/docker-compose.yaml", "docker/docker-compose.override.yaml"],
    "values": [],
}


@pytest.mark.parametrize("path", ["docker", "docker/", ".", "docker/envs", "docker/envs/core"])
@pytest.mark.usefixtures("here")
def test_a_folder_is_taken_whole(path: str) -> None:
    files = user_deployment([path])
    assert named(files) == WHOLE
    assert list(files.env_files) == ["envs/core/api.env"]
    assert files.read("envs/core/api.env") == b"LOG_LEVEL=DEBUG\n"
    assert files.is_asked("docker/.env")
    assert named(user_deployment(env=path)) == WHOLE


@pytest.mark.usefixtures("here")
def test_compose_files_are_those_that_the_env_names(here: Path) -> None:
    (here / "docker/.env").write_text("COMPOSE_FILE=docker-compose.yaml:./compose.extra.yaml:no\n")
    assert named(user_deployment(["docker"]))["compose"] == [
        "docker/docker-compose.yaml",
        "docker/compose.extra.yaml",
    ]


@pytest.mark.usefixtures("here")
def test_compose_prefers_some_names(here: Path) -> None:
    (here / "docker/compose.yml").write_text("services: {}\n")
    (here / "docker/compose.override.yaml").write_text("services: {}\n")
    assert named(user_deployment(["docker"]))["compose"] == [
        "docker/compose.yml",
        "docker/compose.override.yaml",
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["docker/.env"], {"env": "docker/.env", "env_files": ["docker/envs/core/api.env"]}),
        (
            ["docker/docker-compose.yaml", "docker/.env"],
            {"env": "docker/.env", "compose": ["docker/docker-compose.yaml"]},
        ),
        (["chart"], {"values": ["chart/values.yaml"], "env": None}),
        (["chart/values.yaml", "docker"], {**WHOLE, "values": ["chart/values.yaml"]}),
        (["api.env"], {"env": "api.env", "env_files": []}),
        (
            ["docker/envs/core/api.env", "docker/.env"],
            {"env": "docker/.env", "env_files": ["docker/envs/core/api.env"]},
        ),
    ],
)
@pytest.mark.usefixtures("here")
def test_files_are_told_apart(paths: list[AnyPath], expected: dict[str, object]) -> None:
    found = named(user_deployment(paths))
    assert {key: found[key] for key in expected} == expected


def test_the_files_in_envs_are_not_of_the_middleware(here: Path) -> None:
    text = "services:\n  redis:\n    image: redis\n"
    (here / "docker/docker-compose.middleware.yaml").write_text(text)
    middleware = "docker/docker-compose.middleware.yaml"
    assert named(user_deployment(compose=[middleware]))["env_files"] == []
    both = user_deployment(compose=["docker/docker-compose.yaml", middleware])
    assert named(both)["env_files"] == ["docker/envs/core/api.env"]


@pytest.mark.usefixtures("here")
def test_an_env_file_is_asked_about_alone(here: Path) -> None:
    files = user_deployment(env="docker/envs/core/api.env")
    assert named(files)["env"] == "docker/.env"
    assert files.asked == {"docker/envs/core/api.env"}
    assert not files.is_asked("docker/.env")
    (here / "docker/.env").unlink()
    assert user_deployment(["docker/envs/core/api.env"]).env is None
    assert user_deployment(["docker/envs/core/api.env"]).has_env


@pytest.mark.usefixtures("here")
def test_the_given_env_stands_for_the_one_in_the_folder(here: Path) -> None:
    (here / "docker/prod.env").write_text("LOG_LEVEL=ERROR\n")
    files = user_deployment(env="docker/prod.env")
    assert files.env_name == "prod.env"
    assert files.read(".env") == files.read("prod.env") == b"LOG_LEVEL=ERROR\n"
    assert files.read("envs/core/api.env") == b"LOG_LEVEL=DEBUG\n"
    assert files.read("../api.env") is None
    assert user_deployment(compose=["docker/docker-compose.yaml"]).read(".env") is not None


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        (
            {"env": "chart/values.yaml"},
            "chart/values.yaml is a Helm values file, not a .env file",
            "use --values chart/values.yaml, or: ctxkit check chart/values.yaml",
        ),
        ({"env": "docker/docker-compose.yaml"}, "is a compose file, not a .env", "--compose"),
        ({"values": ["docker/.env"]}, "is a .env file, not a Helm values", "--env"),
        ({"values": ["docker/docker-compose.yaml"]}, "is a compose file, not", "--compose"),
        ({"compose": ["chart/values.yaml"]}, "is a Helm values file, not a compose", "--values"),
        ({"paths": ["empty"]}, "empty: no .env, compose or values file", "pass the folder"),
        ({"paths": ["docker/.env", "api.env"]}, "docker/.env and api.env are", "one at a time"),
        ({"paths": ["gone.env"]}, "gone.env: No such file", ""),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_mistake_is_named_with_its_remedy(
    options: dict[str, AnyPath], message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        user_deployment(**options)  # type: ignore[arg-type]
    assert message in error.value.message
    assert hint in error.value.hint
    assert user_deployment().is_empty
