"""Lines of an `env_file` beside the `.env` that have no effect, each with its reason."""

from __future__ import annotations

import pytest

from tests.ask.check.running import checked
from tests.ask.literal import Asked

COMPOSE = """services:
  api:
    env_file:
      - path: ./envs/api.env
        required: false
      - ./.env
    environment:
      UPLOAD_FILE_SIZE_LIMIT: 20
      SECRET_KEY: ${MY_KEY:-own-default-key}
  nginx:
    image: nginx:latest
    environment:
      NGINX_PORT: ${NGINX_PORT:-80}
    ports: ["${EXPOSE_NGINX_PORT:-80}:80"]
  sandbox:
    env_file: [./.env]
"""


def told(asked: Asked, api_env: str, env: str = "OTHER=1\n") -> list[tuple[str, str, str, str]]:
    report = checked(asked, env=env, compose=COMPOSE, **{"api.env": api_env})
    return [
        (each.id, each.severity, each.message, each.fix)
        for each in report.problems
        if each.path == "envs/api.env"
    ]


@pytest.mark.parametrize(
    ("line", "env", "expected"),
    [
        (
            "LOG_LEVEL=DEBUG",
            "A=1\nLOG_LEVEL=INFO\n",
            (
                "env-file-key-overridden",
                "warning",
                "LOG_LEVEL has no effect in this file: .env:2 sets it too, and api reads that "
                "file last",
                "set LOG_LEVEL in .env",
            ),
        ),
        (
            "LOG_LEVEL=INFO",
            "LOG_LEVEL=INFO\n",
            (
                "env-file-key-overridden",
                "note",
                "LOG_LEVEL has no effect in this file: .env:1 sets it too, and api reads that "
                "file last",
                "set LOG_LEVEL in .env",
            ),
        ),
        (
            "UPLOAD_FILE_SIZE_LIMIT=30",
            "",
            (
                "env-file-key-overridden",
                "warning",
                "UPLOAD_FILE_SIZE_LIMIT has no effect in this file: `environment` of api sets it "
                "(docker-compose.yaml:8), which wins",
                "change that line in a docker-compose.override.yaml",
            ),
        ),
        (
            "SECRET_KEY=a-secret-of-my-own",
            "",
            (
                "env-file-key-overridden",
                "warning",
                "SECRET_KEY has no effect in this file: `environment` of api sets it from MY_KEY, "
                "which wins",
                "set MY_KEY in .env",
            ),
        ),
        (
            "NGINX_PORT=8080",
            "",
            (
                "env-file-key-not-passed",
                "warning",
                "NGINX_PORT has no effect in this file: docker compose fills ${NGINX_PORT} of "
                "nginx from .env, never from an env_file",
                "set NGINX_PORT in .env",
            ),
        ),
        (
            "EXPOSE_NGINX_PORT=8080",
            "",
            (
                "env-file-key-not-passed",
                "warning",
                "EXPOSE_NGINX_PORT has no effect in this file: only docker compose itself uses "
                "it, and it reads .env alone",
                "set EXPOSE_NGINX_PORT in .env",
            ),
        ),
        (
            "COMPOSE_PROFILES=weaviate",
            "",
            (
                "env-file-key-not-passed",
                "warning",
                "COMPOSE_PROFILES has no effect in this file: docker compose itself reads it, "
                "from .env alone",
                "set COMPOSE_PROFILES in .env",
            ),
        ),
        (
            "WORKER_TIMEOUT=60",
            "",
            (
                "env-file-key-not-passed",
                "warning",
                "WORKER_TIMEOUT has no effect in this file: dify-sandbox reads it, but sandbox "
                "does not get this file",
                "set WORKER_TIMEOUT in .env",
            ),
        ),
        (
            "LOG_LEVL=INFO",
            "",
            (
                "misspelt-key",
                "error",
                "unknown setting LOG_LEVL; did you mean LOG_LEVEL?",
                "rename it to LOG_LEVEL",
            ),
        ),
    ],
)
def test_a_line_without_effect_is_told_with_the_line_that_wins(
    asked: Asked, line: str, env: str, expected: tuple[str, str, str, str]
) -> None:
    assert told(asked, f"{line}\n", env or "OTHER=1\n") == [expected]


@pytest.mark.parametrize(
    "text", ["LOG_LEVEL=DEBUG\n", "MINE=DEBUG\nLOG_LEVEL=${MINE}\n", "# nothing\n"]
)
def test_a_line_with_an_effect_is_not(asked: Asked, text: str) -> None:
    assert told(asked, text) == []


def test_the_value_of_a_line_that_is_beaten_is_checked_too(asked: Asked) -> None:
    found = told(asked, "UPLOAD_FILE_SIZE_LIMIT=30MB\n")
    assert [(rule, severity) for rule, severity, *_ in found] == [
        ("invalid-value", "error"),
        ("env-file-key-overridden", "warning"),
    ]


def test_a_file_that_no_service_gets_is_told_once(asked: Asked) -> None:
    report = checked(
        asked,
        env="OTHER=1\n",
        compose="services:\n  api:\n    image: x\n",
        **{"api.env": "\nLOG_LEVEL=DEBUG\nSECRET_KEY=x\n"},
    )
    found = [each for each in report.problems if each.path == "envs/api.env"]
    assert [(each.id, each.line, each.message) for each in found] == [
        (
            "unused-env-file",
            2,
            "no service has envs/api.env as its env_file, so nothing in it has an effect",
        )
    ]


def test_a_value_of_the_file_is_reported_there(asked: Asked) -> None:
    report = checked(asked, compose=COMPOSE, **{"api.env": "A=1\nSSRF_DEFAULT_MAX_RETRIES=many\n"})
    found = [each for each in report.problems if each.id == "invalid-value"]
    assert [(each.path, each.line, each.key) for each in found] == [
        ("envs/api.env", 2, "SSRF_DEFAULT_MAX_RETRIES")
    ]


def test_its_ignore_comments_hold(asked: Asked) -> None:
    report = checked(
        asked,
        env="OTHER=1\n",
        compose=COMPOSE,
        **{"api.env": "SSRF_DEFAULT_MAX_RETRIES=many # ctxkit: ignore[invalid-value]\n"},
    )
    assert report.ignored == 1
    assert [each.path for each in report.problems if each.path == "envs/api.env"] == []
