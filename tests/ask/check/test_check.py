"""`check` on the demo's small repositories: near misses are tested as carefully as hits."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ctxkit
from ctxkit.ask.check.check import check
from ctxkit.ask.check.catalog import RULES
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport, Problem

OWN = """SECRET_KEY=mine-own-key
CODE_EXECUTION_API_KEY=the-same-one
SANDBOX_API_KEY=the-same-one
PLUGIN_DAEMON_KEY=mine-own-key
"""
"""Secrets of one's own, below which the lines under test stand."""


def checked(workspace: ctxkit.Workspace, **texts: str) -> CheckReport:
    files = {
        name: CustomerFile(path=f"my.{name}", data=text.encode())
        for name, text in texts.items()
        if name != "compose"
    }
    compose = (
        [CustomerFile(path="compose.yaml", data=texts["compose"].encode())]
        if "compose" in texts
        else []
    )
    return check(workspace.index, workspace.sources, compose=compose, **files)


def env(workspace: ctxkit.Workspace, *lines: str, **more: str) -> list[Problem]:
    """Return what is said of `lines`, which begin on line 5."""
    return told(checked(workspace, env=OWN + "\n".join(lines) + "\n", **more))


def told(report: CheckReport) -> list[Problem]:
    """Return the problems, but for one of the demo alone: its small api declares SECRET_KEY and
    never reads it.
    """
    return [
        problem
        for problem in report.problems
        if (problem.key, problem.rule) != ("SECRET_KEY", "unread-key")
    ]


def rules(problems: list[Problem]) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in problems]


@pytest.mark.parametrize(
    ("line", "rule", "said"),
    [
        ("LOG_LEVL=INFO", "misspelt-key", "did you mean LOG_LEVEL?"),
        ("log_level=INFO", "misspelt-key", "did you mean LOG_LEVEL?"),
        ("LOGLEVEL=INFO", "misspelt-key", "did you mean LOG_LEVEL?"),
        (
            "QUITE_ANOTHER_THING=1",
            "unknown-key",
            "unknown setting QUITE_ANOTHER_THING: nothing in Dify 1.14.0 reads it",
        ),
        (
            "SSRF_DEFAULT_MAX_RETRIES=9",
            "undelivered-key",
            "dify api reads it, but the compose file does not pass it to the container",
        ),
        (
            "SERVER_KEY=x",
            "undelivered-key",
            "the compose file sets SERVER_KEY of plugin_daemon from PLUGIN_DAEMON_KEY",
        ),
        (
            "UPLOAD_FILE_SIZE_LIMIT=50MB",
            "refused-value",
            'UPLOAD_FILE_SIZE_LIMIT: "50MB" (dify api accepts a whole number',
        ),
        ("LOG_LEVEL=debug", "refused-value", "accepts one of CRITICAL"),
        (
            "PLUGIN_DAEMON_PORT=http",
            "refused-value",
            "dify-plugin-daemon accepts a whole number from 0 to 65535 for SERVER_PORT",
        ),
        ("no assignment here", "not-an-assignment", "docker compose refuses the whole file"),
        ("LOG_LEVEL=a$b", "expanded-dollar", "expands $b in LOG_LEVEL, which is not set"),
    ],
)
def test_what_is_wrong_with_a_line(
    demo_workspace: ctxkit.Workspace, line: str, rule: str, said: str
) -> None:
    problems = env(demo_workspace, line)
    found = next(problem for problem in problems if problem.rule == rule)
    assert said in found.message
    assert (found.path, found.line) == ("my.env", 5)


@pytest.mark.parametrize(
    "line",
    [
        "LOG_LEVEL=DEBUG",
        "UPLOAD_FILE_SIZE_LIMIT=0",
        "UPLOAD_FILE_SIZE_LIMIT=",  # compose's default stands in for an empty value
        "SANDBOX_WORKER_TIMEOUT=30",
        "PLUGIN_DAEMON_PORT=5002",
        "COMPOSE_PROJECT_NAME=dify",
        "# LOG_LEVL=INFO",
        "LOG_LEVEL='INFO'  # said why",
    ],
)
def test_nothing_is_wrong_with_a_line(demo_workspace: ctxkit.Workspace, line: str) -> None:
    assert env(demo_workspace, line) == []


def test_settings_that_contradict_each_other_are_told_once_with_both_lines(
    demo_workspace: ctxkit.Workspace,
) -> None:
    problems = told(
        checked(
            demo_workspace,
            env=OWN.replace("SANDBOX_API_KEY=the-same-one", "SANDBOX_API_KEY=quite-another"),
        )
    )
    assert rules(problems) == [("secrets-disagree", 2)]
    assert "see line 3" in problems[0].message


def test_a_secret_that_only_the_example_has_is_public(demo_workspace: ctxkit.Workspace) -> None:
    report = checked(
        demo_workspace, env=OWN.replace("DAEMON_KEY=mine-own-key", "DAEMON_KEY=demo-plugin-key")
    )
    assert rules(told(report)) == [("public-secret", 4)]


@pytest.mark.parametrize("value", ["abc123", "Password123", "aaaaaaaaaaaa"])
def test_a_secret_that_is_easily_guessed(demo_workspace: ctxkit.Workspace, value: str) -> None:
    report = checked(
        demo_workspace, env=OWN.replace("DAEMON_KEY=mine-own-key", f"DAEMON_KEY={value}")
    )
    assert rules(told(report)) == [("weak-secret", 4)]
    assert value not in str(report.problems)


def test_a_switch_is_no_weak_secret(demo_workspace: ctxkit.Workspace) -> None:
    report = checked(demo_workspace, env=OWN.replace("DAEMON_KEY=mine-own-key", "DAEMON_KEY=true"))
    assert "weak-secret" not in {rule for rule, _ in rules(told(report))}


def test_secrets_that_are_left_to_the_compose_file_are_told_together(
    demo_workspace: ctxkit.Workspace,
) -> None:
    report = checked(demo_workspace, env="LOG_LEVEL=INFO\n")
    assert rules(list(report.problems)) == [("public-secret", 1)]
    assert "SECRET_KEY" in report.problems[0].message


def test_a_key_that_stands_twice(demo_workspace: ctxkit.Workspace) -> None:
    problems = env(demo_workspace, "LOG_LEVEL=INFO", "LOG_LEVEL=DEBUG")
    assert [(p.rule, p.line, p.severity) for p in problems] == [("set-twice", 5, "warning")]
    assert [p.severity for p in env(demo_workspace, "LOG_LEVEL=INFO", "LOG_LEVEL=INFO")] == ["note"]


def test_what_dify_ships_itself_is_a_note_at_most(demo_workspace: ctxkit.Workspace) -> None:
    shipped = "\n".join(demo_workspace.sources.lines("dify", "docker/.env.example"))
    report = checked(demo_workspace, env=shipped)
    assert {p.rule for p in report.problems if p.severity != "note"} <= {"public-secret"}


COMPOSE = """
services:
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


def test_the_compose_file_of_the_user_takes_the_place_of_difys(
    demo_workspace: ctxkit.Workspace,
) -> None:
    problems = checked(
        demo_workspace, env="MY_RETRIES=0\nLOG_LEVEL=INFO\n", compose=COMPOSE
    ).problems
    assert [(p.rule, p.path, p.line, p.key) for p in problems] == [
        ("refused-value", "my.env", 1, "MY_RETRIES"),
        ("undelivered-key", "my.env", 2, "LOG_LEVEL"),
        ("refused-value", "compose.yaml", 7, "UPLOAD_FILE_SIZE_LIMIT"),
        ("scheduler-replicas", "compose.yaml", 11, "worker_beat"),
    ]


def test_an_override_is_laid_over_difys_own_compose_file(demo_workspace: ctxkit.Workspace) -> None:
    text = "services:\n  api:\n    environment:\n      SSRF_DEFAULT_MAX_RETRIES: ${SSRF_DEFAULT_MAX_RETRIES}\n"
    report = check(
        demo_workspace.index,
        demo_workspace.sources,
        env=CustomerFile(
            path=".env", data=f"{OWN}SSRF_DEFAULT_MAX_RETRIES=9\nLOG_LEVEL=INFO\n".encode()
        ),
        compose=[CustomerFile(path="docker-compose.override.yaml", data=text.encode())],
    )
    assert told(report) == []


VALUES = """api:
  logLevl: INFO
  loglevel: INFO
  logLevel: debug
  limits:
    uploadFileSize: 15MB
  extraEnv:
  - name: LOG_LEVL
    value: INFO
  - name: NO_SUCH_VARIABLE
    value: "1"
  - name: SSRF_DEFAULT_MAX_RETRIES
    value: "0"
beat:
  replicas: 2
pluginDaemon:
  auth:
    serverKey: "#REPLACE_ME#"
"""


def test_what_is_wrong_with_values(demo_workspace: ctxkit.Workspace) -> None:
    assert rules(list(checked(demo_workspace, values=VALUES).problems)) == [
        ("misspelt-key", 2),
        ("misspelt-key", 3),
        ("refused-value", 4),
        ("refused-value", 6),
        ("misspelt-key", 8),
        ("unknown-key", 10),
        ("refused-value", 12),
        ("scheduler-replicas", 15),
        ("placeholder", 18),
    ]


def test_the_charts_own_values_are_right_but_for_their_public_secrets(
    demo_workspace: ctxkit.Workspace,
) -> None:
    shipped = "\n".join(demo_workspace.sources.lines("dify-helm", "charts/dify/values.yaml"))
    assert {
        p.rule for p in checked(demo_workspace, values=shipped).problems if p.severity != "note"
    } == {"public-secret"}


ENTERPRISE = """enterprise:
  appSecretKey: "#REPLACE_ME#"
  anything: at all
api:
  logLevl: INFO
  extraEnv:
  - name: NO_SUCH_VARIABLE
    value: "1"
  - name: LOG_LEVL
    value: INFO
workerBeat:
  replicas: 2
persistence:
  type: local
  s3:
    secretKey: "#REPLACE_ME#"
"""


def test_of_another_chart_only_what_is_certain_is_told(demo_workspace: ctxkit.Workspace) -> None:
    assert rules(list(checked(demo_workspace, values=ENTERPRISE).problems)) == [
        ("other-chart", 1),
        ("placeholder", 2),
        ("misspelt-key", 9),
        ("scheduler-replicas", 12),
    ]


def test_no_secret_stands_in_a_report(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    secret = "s3cr3tV4lue"
    (tmp_path / ".env").write_text(
        f"SECRET_KEY={secret}\nSECRET_KEYS={secret}\nSANDBOX_API_KEY={secret}1\nCODE_EXECUTION_API_KEY={secret}2\n"
        f"UPLOAD_FILE_SIZE_LIMIT=redis://:{secret}@redis\nLOG_LEVEL=https://user:{secret}@host\nPLUGIN_DAEMON_KEY=a$b{secret}\n"
    )
    (tmp_path / "values.yaml").write_text(
        f"api:\n  secretKey: {secret}\n  extraEnv:\n  - name: API_TOKEN\n    value: {secret}\n"
    )
    found = demo_workspace.check(env=tmp_path / ".env", values=tmp_path / "values.yaml")
    assert found.report.problems
    assert secret not in found.text + str(found.to_dict()) + str(found.sarif())


def test_a_file_that_cannot_be_read_is_named(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="gone"):
        demo_workspace.check(env=tmp_path / "gone")
    with pytest.raises(UsageError, match="no file to check"):
        demo_workspace.check()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
def test_no_text_makes_it_fail(demo_workspace: ctxkit.Workspace, text: str) -> None:
    file = CustomerFile(path="x", data=text.encode("utf8", "replace"))
    report = check(
        demo_workspace.index, demo_workspace.sources, env=file, values=file, compose=[file]
    )
    assert all(problem.id in RULES and problem.line > 0 for problem in report.problems)


@pytest.mark.no_cover
def test_a_large_file_takes_seconds(demo_workspace: ctxkit.Workspace) -> None:
    text = "".join(f"SOME_KEY_{n}_NAME=value {n}\n" for n in range(3000))
    began = time.process_time()
    assert checked(demo_workspace, env=text).problems
    assert time.process_time() - began < 6


def test_a_variable_of_a_container_that_is_fed_from_another_key(
    demo_workspace: ctxkit.Workspace,
) -> None:
    text = "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_USER: ${DB_USERNAME:-postgres}\n"
    (problem,) = checked(demo_workspace, env="POSTGRES_USER=dify\n", compose=text).problems
    assert (problem.rule, problem.fix) == ("undelivered-key", "set DB_USERNAME instead")


def test_secrets_that_come_from_a_vault_are_not_missed_in_the_values(
    demo_workspace: ctxkit.Workspace,
) -> None:
    text = "mail:\n  type: resend\n  resend:\n    apiKey: ''\npluginDaemon:\n  auth:\n    serverKey: demo-plugin-key\n"
    here = checked(demo_workspace, values=text)
    vault = checked(demo_workspace, values=f"{text}externalSecret:\n  enabled: true\n")
    assert {p.rule for p in here.problems} > {"chosen-but-empty", "public-secret"}
    assert not {p.rule for p in vault.problems} & {"chosen-but-empty", "public-secret"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("api:\n\tlogLevel: INFO\n", [("not-yaml", 2, "error")]),
        ("api:\n  logLevel: INFO\napi:\n  logLevel: INFO\n", [("set-twice", 1, "warning")]),
        ("api:\n  logLevel: INFO\n---\nbeat:\n  replicas: 2\n", [("not-yaml", 3, "warning")]),
        ("base: &base\n  replicas: 2\nbeat:\n  <<: *base\n", [("scheduler-replicas", 2, "error")]),
        ("base: &base\n  replicas: 1\nbeat: *base\n", []),
    ],
)
def test_the_form_of_a_values_file(
    demo_workspace: ctxkit.Workspace, text: str, found: list[tuple[str, int, str]]
) -> None:
    assert [
        (p.rule, p.line, p.severity) for p in checked(demo_workspace, values=text).problems
    ] == found


def test_a_compose_file_that_cannot_be_read(demo_workspace: ctxkit.Workspace) -> None:
    report = checked(demo_workspace, env=OWN, compose="services:\n  api: [\n")
    assert [(p.rule, p.path) for p in told(report)] == [("not-yaml", "compose.yaml")]
    assert "without the compose files" in report.notes[0]


def test_the_values_of_another_chart_are_looked_at_by_what_they_most_likely_feed(
    demo_workspace: ctxkit.Workspace,
) -> None:
    text = "enterprise:\n  enabled: true\napi:\n  limits:\n    uploadFileSizeLimit: 15MB\n    uploadFileSize: 20\n"
    (problem,) = [
        p for p in checked(demo_workspace, values=text).problems if p.rule == "refused-value"
    ]
    assert (problem.line, problem.severity) == (5, "warning")
    assert "most likely this is UPLOAD_FILE_SIZE_LIMIT" in problem.message


def test_a_variable_that_other_lines_put_in_is_no_unknown_key(
    demo_workspace: ctxkit.Workspace,
) -> None:
    assert env(demo_workspace, "MY_LEVEL=DEBUG", "LOG_LEVEL=${MY_LEVEL}") == []


def test_the_env_of_a_program_that_runs_from_its_sources(demo_workspace: ctxkit.Workspace) -> None:
    text = "SSRF_DEFAULT_MAX_RETRIES=0\nLOG_LEVL=INFO\nSANDBOX_WORKER_TIMEOUT=1\nCODE_EXECUTION_ENDPOINT=http://127.0.0.1:8194\n"
    file = CustomerFile(path="dify/api/.env", data=text.encode())
    report = check(demo_workspace.index, demo_workspace.sources, env=file)
    assert rules(list(report.problems)) == [
        ("refused-value", 1),
        ("misspelt-key", 2),
        ("unknown-key", 3),
    ]
    assert "run from its sources" in report.notes[0]


@pytest.mark.parametrize(
    ("api", "web", "lines"),
    [("1.14.0", "1.14.0", []), ("1.14.0", "1.13.3", [5]), ("1.13.3", "1.13.3", [3])],
)
def test_the_images_of_the_compose_file(
    demo_workspace: ctxkit.Workspace, api: str, web: str, lines: list[int]
) -> None:
    text = f"services:\n  api:\n    image: langgenius/dify-api:{api}\n  web:\n    image: langgenius/dify-web:{web}\n"
    problems = checked(demo_workspace, env="", compose=text).problems
    assert [p.line for p in problems if p.rule == "versions-differ"] == lines


def test_a_switch_that_is_called_like_a_secret_is_none(demo_workspace: ctxkit.Workspace) -> None:
    text = "services:\n  api:\n    environment:\n      FORCE_VERIFYING_SIGNATURE: ${FORCE_VERIFYING_SIGNATURE:-true}\n"
    problems = checked(
        demo_workspace, env="FORCE_VERIFYING_SIGNATURE=false\n", compose=text
    ).problems
    assert not {"weak-secret", "public-secret"} & {problem.rule for problem in problems}


def test_one_of_several_env_files_reaches_the_services_that_name_it(
    demo_workspace: ctxkit.Workspace,
) -> None:
    compose = b"""services:
  api:
    image: langgenius/dify-api:1.14.0
    env_file:
      - ./envs/core-services.env
      - ./.env
"""
    report = check(
        demo_workspace.index,
        demo_workspace.sources,
        env=CustomerFile(
            path="docker/envs/core-services.env",
            data=b"LOG_LEVEL=LOUD\nSSRF_DEFAULT_MAX_RETRIES=many\n",
        ),
        compose=[CustomerFile(path="docker-compose.yaml", data=compose)],
    )
    assert rules(told(report)) == [("refused-value", 1), ("refused-value", 2)]
    assert "checked alone" in report.notes[0]
