"""`check` as a whole: which files are read together, what is noted, and that nothing breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ctxkit
from ctxkit.ask.check.catalog import RULES
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport
from tests.ask.check.running import check_files, checked
from tests.ask.check.test_ignore_comments import OWN
from tests.ask.literal import Asked, literal_index
from tests.pace import at_most

COMPOSE = """services:
  api:
    image: langgenius/dify-api:1.14.0
    environment:
      SSRF_DEFAULT_MAX_RETRIES: ${MY_RETRIES:-3}
      UPLOAD_FILE_SIZE_LIMIT: many
  worker_beat:
    image: langgenius/dify-api:1.14.0
    deploy:
      replicas: 2
"""


def found(report: CheckReport) -> list[tuple[str, str, int, str]]:
    return [(each.id, each.path, each.line, each.key) for each in report.problems]


def test_an_own_compose_file_replaces_that_of_dify(asked: Asked) -> None:
    report = checked(asked, env="MY_RETRIES=-1\nLOG_LEVEL=INFO\n", compose=COMPOSE)
    assert found(report) == [
        ("invalid-value", ".env", 1, "MY_RETRIES"),
        ("key-not-passed", ".env", 2, "LOG_LEVEL"),
        ("invalid-value", "docker-compose.yaml", 6, "UPLOAD_FILE_SIZE_LIMIT"),
        ("multiple-schedulers", "docker-compose.yaml", 10, "worker_beat"),
    ]


def test_an_override_is_laid_over_that_of_dify(asked: Asked) -> None:
    override = (
        "services:\n  api:\n    environment:\n"
        "      SSRF_DEFAULT_MAX_RETRIES: ${SSRF_DEFAULT_MAX_RETRIES}\n"
    )
    env = f"{OWN}SSRF_DEFAULT_MAX_RETRIES=9\nLOG_LEVEL=INFO\n"
    assert found(checked(asked, env=env, override=override)) == []


def test_an_override_is_laid_over_an_own_compose_file(asked: Asked) -> None:
    override = "services:\n  api:\n    environment:\n      UPLOAD_FILE_SIZE_LIMIT: 1\n"
    report = checked(asked, compose=COMPOSE, override=override)
    assert [rule for rule, *_ in found(report)] == ["multiple-schedulers"]


def test_each_file_is_counted_with_its_settings(asked: Asked) -> None:
    report = checked(
        asked,
        env="A=1\nB=2\nB=3\n",
        compose=COMPOSE,
        values="api:\n  logLevel: INFO\n  replicas: 1\n",
    )
    assert [(file.path, file.what, file.settings) for file in report.files] == [
        (".env", "env", 2),
        ("docker-compose.yaml", "compose", 0),
        ("values.yaml", "values", 2),
    ]
    assert {checkout.repo: checkout.version for checkout in report.versions}["dify"] == "1.14.0"


def test_values_are_checked_by_themselves(asked: Asked) -> None:
    report = checked(asked, values="api:\n  logLevl: INFO\n")
    assert found(report) == [
        ("misspelt-key", "values.yaml", 2, "api.logLevl"),
        ("default-secret", "values.yaml", 2, "global.appSecretKey"),
    ]


def test_a_compose_file_that_cannot_be_read_is_left_out(asked: Asked) -> None:
    report = checked(asked, env=OWN, compose="services:\n  api: [\n")
    assert [rule for rule, *_ in found(report)] == ["invalid-yaml"]
    assert report.notes == ("the .env was checked without the compose files that cannot be read",)
    assert checked(asked, compose="services:\n  api: [\n").notes == ()


def test_values_that_cannot_be_read_are_not_looked_at_further(asked: Asked) -> None:
    report = checked(asked, values="api:\n  logLevl: INFO\n  x: [\n")
    assert [rule for rule, *_ in found(report)] == ["invalid-yaml"]
    assert report.files[0].what == "values"


def test_without_a_compose_file_the_user_must_give_one(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify": {}})
    report = checked(asked, env="A=1\n")
    assert report.problems == ()
    assert report.notes == (
        "docker/docker-compose.yaml is not in the workspace: "
        "pass the compose file of the deployment with --compose",
    )
    override = checked(asked, env="A=1\n", override="services: {}\n")
    assert override.notes == report.notes
    assert checked(asked, env="A=1\n", compose=COMPOSE).notes == ()


def test_one_of_several_env_files_is_checked_alone(asked: Asked) -> None:
    compose = (
        "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"
        "    env_file:\n      - ./envs/core.env\n      - ./.env\n"
    )
    report = check_files(
        asked.index,
        asked.sources,
        env=CustomerFile(
            path="docker/envs/core.env", data=b"LOG_LEVEL=loud\nSSRF_DEFAULT_MAX_RETRIES=many\n"
        ),
        compose=[CustomerFile(path="docker-compose.yaml", data=compose.encode())],
    )
    assert [(rule, line) for rule, _, line, _ in found(report)] == [
        ("invalid-value", 1),
        ("env-file-key-overridden", 1),
        ("invalid-value", 2),
    ]
    assert report.notes == (
        "docker/envs/core.env was checked without the .env of its deployment: "
        "Dify's example stands in for it",
    )


def test_a_file_that_cannot_be_read_is_named(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="gone"):
        demo_workspace.check(env=tmp_path / "gone")
    with pytest.raises(UsageError, match="no file to check"):
        demo_workspace.check()


def test_of_the_demonstrations_own_files_only_secrets_are_public(
    demo_workspace: ctxkit.Workspace,
) -> None:
    def shipped(repo: str, path: str) -> CustomerFile:
        text = "\n".join(demo_workspace.sources.lines(repo, path))
        return CustomerFile(path=path, data=text.encode())

    report = check_files(
        demo_workspace.index,
        demo_workspace.sources,
        env=shipped("dify", "docker/.env.example"),
        values=[shipped("dify-helm", "charts/dify/values.yaml")],
    )
    assert {each.rule for each in report.problems if each.severity != "note"} <= {"public-secret"}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(asked: Asked, text: str) -> None:
    file = CustomerFile(path="x", data=text.encode("utf8", "replace"))
    report = check_files(asked.index, asked.sources, env=file, values=file, compose=[file])
    assert all(problem.id in RULES and problem.line > 0 for problem in report.problems)


@pytest.mark.no_cover
def test_a_large_file_takes_seconds(asked: Asked) -> None:
    text = "".join(f"SOME_KEY_{n}_NAME=value {n}\n" for n in range(3000))
    with at_most(6):
        assert checked(asked, env=text).problems
