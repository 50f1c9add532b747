"""The variables that the user's own compose files set."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.compose_literals import NOT_READ_IN_CONTAINER
from tests.ask.check.conftest import UPSTREAMS, VERSION, files_below
from tests.ask.check.running import checked, lines, problems
from tests.ask.literal import Asked, literal_index


def compose(service: str, image: str, *variables: str) -> str:
    listed = "".join(f"      {each}\n" for each in variables)
    return f"services:\n  {service}:\n    image: {image}\n    environment:\n{listed}"


API = "langgenius/dify-api:1.14.0"
SANDBOX = "langgenius/dify-sandbox:0.2.15"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (compose("sandbox", SANDBOX, "PLUGIN_DAEMON_KEY: x"), [("warning", 5)]),
        (compose("sandbox", SANDBOX, "POOL_SIZE: 5"), [("warning", 5)]),
        (compose("sandbox", SANDBOX, "WORKER_TIMEOUT: 5"), []),
        (compose("sandbox", SANDBOX, "HTTP_PROXY: http://p.example:3128"), []),  # its run time
        (compose("dify-api", API, "SERVER_KEY: abcdefghijklm"), [("warning", 5)]),
        (compose("dify-api", API, "SSRF_DEFAULT_MAX_RETRIES: 5"), []),
        (compose("dify-api", API, "OLD_SWITCH: 'true'"), []),  # Dify gives it to the api, too
        (compose("dify-api", "example/team-dify-api:1.14.0", "OURS: 1"), [("note", 5)]),
        (compose("dify-api", "example/dify-api-ours:1.14.0", "OURS: 1"), []),  # no image of Dify's
        (compose("api", "example/ours", "OURS: 1"), [("note", 5)]),
        (compose("dify-api", "langgenius/dify-api:1.13.3", "GONE: 1"), [("note", 5)]),
        (compose("dify-api", "langgenius/dify-api:latest", "GONE: 1"), [("warning", 5)]),
        (compose("dify-api", API, "GONE: ${GONE:-1}"), []),
        (compose("other", "postgres:15", "ANYTHING: 1"), []),
    ],
)
def test_a_variable_that_its_program_does_not_read(
    asked: Asked, text: str, found: list[tuple[str, int]]
) -> None:
    said = problems(asked, NOT_READ_IN_CONTAINER.id, compose=text)
    assert [(each.severity, each.line) for each in said] == found


def test_who_reads_it_is_said_and_nothing_is_removed(asked: Asked) -> None:
    text = compose("dify-api", API, "SERVER_KEY: abcdefghijklm")
    (problem,) = problems(asked, NOT_READ_IN_CONTAINER.id, compose=text)
    assert problem.message == (
        "SERVER_KEY has no effect in dify-api: dify api of Dify 1.14.0 does not read it; "
        "dify-plugin-daemon does"
    )
    assert problem.fix == "give it to the container of dify-plugin-daemon"
    text = compose("sandbox", SANDBOX, "POOL_SIZE: 5")
    (problem,) = problems(asked, NOT_READ_IN_CONTAINER.id, compose=text)
    assert (problem.fix, problem.message.endswith("does not read it")) == ("", True)


def test_a_block_that_several_containers_share_is_read_by_one_of_them(asked: Asked) -> None:
    text = (
        "x-env: &env\n  SERVER_KEY: abcdefghijklm\n  NOBODY: 1\n"
        f"services:\n  api:\n    image: {API}\n    environment: *env\n"
        "  plugin_daemon:\n    image: langgenius/dify-plugin-daemon:0.6.0-local\n"
        "    environment: *env\n"
    )
    assert lines(asked, NOT_READ_IN_CONTAINER.id, compose=text) == [3]


def test_a_line_that_the_env_decides_is_left_to_it(asked: Asked) -> None:
    text = compose("sandbox", SANDBOX, "LOG_TZ: ${LOG_TZ:-UTC}", "LOG_LEVEL: ${LOG_LEVEL}x")
    assert lines(asked, NOT_READ_IN_CONTAINER.id, env="LOG_TZ=x\nLOG_LEVEL=y\n", compose=text) == []


@pytest.mark.parametrize("variable", ["LOG_LEVLE: DEBUG", "LOG_LEVLE: ${LOG_LEVLE:-DEBUG}"])
def test_a_misspelt_variable(asked: Asked, variable: str) -> None:
    (problem,) = problems(asked, "misspelt-key", compose=compose("dify-api", API, variable))
    assert problem.message == "unknown setting LOG_LEVLE; did you mean LOG_LEVEL?"


@pytest.mark.parametrize(
    ("variable", "found"),
    [
        ("SECRET_KEY: your-secret-key", "placeholder"),
        ("LOG_FILE: '#REPLACE_ME#'", "placeholder"),
        ("SECRET_KEY: abc123", "weak-secret"),
        ("SECRET_KEY: sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U", "public-secret"),
        ("PLUGIN_DAEMON_KEY: demo-plugin-daemon-key", "public-secret"),
        ("SECRET_KEY: Zq7vN2mXr4TtB9wLk3YpHs6dGfJc8aEu", ""),
        ("SECRET_KEY: ${SECRET_KEY}", ""),
        ("SECRET_KEY: ''", ""),
        ("LOG_FILE: /your-name/x.log", ""),
        ("MY_PASSWORD: abc123", ""),  # no secret of Dify's
        ("S3_SECRET_KEY: your-secret-key", ""),  # of a storage that is not selected
    ],
)
def test_the_secrets_of_a_compose_file(asked: Asked, variable: str, found: str) -> None:
    report = checked(asked, compose=compose("dify-api", API, variable))
    ids = {each.id for each in report.problems} & {"placeholder", "weak-secret", "public-secret"}
    assert ids == ({found} if found else set())


def test_a_refused_value_is_reported_alone(asked: Asked) -> None:
    text = compose("dify-api", API, "UPLOAD_FILE_SIZE_LIMIT: your-limit")
    ids = {each.id for each in checked(asked, compose=text).problems}
    assert "placeholder" not in ids
    assert any("value" in each for each in ids)


def test_a_program_without_its_code_in_the_workspace_is_not_judged(tmp_path: Path) -> None:
    files = files_below(UPSTREAMS)
    del files["dify-sandbox"]
    asked = literal_index(tmp_path, files, versions={"dify": VERSION})
    text = compose("sandbox", SANDBOX, "POOL_SIZE: 5", "LOG_LEVLE: x")
    assert lines(asked, NOT_READ_IN_CONTAINER.id, compose=text) == []


STORE = "pgvector/pgvector:pg16"


@pytest.mark.parametrize(
    ("password", "profiles", "found"),
    [
        ("difyai123456", "", []),  # the stock line of a store that nobody chose
        ("difyai123456", "weaviate,postgresql", []),
        ("difyai123456", "pgvector,postgresql", [6]),
        ("sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U", "", [6]),  # the user changed it
    ],
)
def test_the_stock_password_of_a_service_that_nothing_starts(
    tmp_path: Path, password: str, profiles: str, found: list[int]
) -> None:
    files = files_below(UPSTREAMS)
    path = "docker/docker-compose.yaml"
    shipped, facts = files["dify"][path]
    shipped = shipped.replace("${PGVECTOR_POSTGRES_PASSWORD:-difyai123456}", "difyai123456")
    files["dify"][path] = shipped, facts
    asked = literal_index(tmp_path, files, versions={"dify": VERSION})
    text = compose("pgvector", STORE, f"POSTGRES_PASSWORD: {password}")
    text = text.replace("    environment", "    profiles: [pgvector]\n    environment")
    env = {"env": f"COMPOSE_PROFILES={profiles}\n"} if profiles else {}
    assert lines(asked, "public-secret", compose=text, **env) == found
