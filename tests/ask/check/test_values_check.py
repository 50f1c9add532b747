"""A values file as a whole: of which chart it is, and what the rules say of it."""

from __future__ import annotations

from tests.ask.check.running import checked, problems
from tests.ask.literal import Asked

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


def test_of_another_chart_only_what_is_certain_is_reported(asked: Asked) -> None:
    report = checked(asked, values=ENTERPRISE)
    assert [(each.id, each.line) for each in report.problems] == [
        ("other-chart", 1),
        ("placeholder", 2),
        ("misspelt-key", 9),
        ("multiple-beat-pods", 12),
    ]


def test_another_chart_is_named(asked: Asked) -> None:
    (enterprise,) = problems(asked, "other-chart", values=ENTERPRISE)
    assert enterprise.message.startswith(
        "values of the Enterprise chart (enterprise, persistence, workerBeat, ... are unknown to "
    )
    assert (enterprise.severity, enterprise.line, enterprise.key) == ("note", 1, "")
    text = "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\n"
    (other,) = problems(asked, "other-chart", values=text)
    assert other.message.startswith("values of another chart (a, b, c, d, ... are unknown to ")


def test_a_rule_is_reported_on_its_first_line_that_the_file_has(asked: Asked) -> None:
    text = "externalRedis:\n  enabled: false\nredis:\n  enabled: false\n"
    (problem,) = problems(asked, "no-data-store", values=text)
    assert (problem.line, problem.key) == (2, "externalRedis.enabled")
    assert problem.message.endswith("Dify has no Redis (see line 4)")
    (alone,) = problems(asked, "no-data-store", values="redis:\n  enabled: false\n")
    assert (alone.line, alone.key) == (2, "redis.enabled")
    assert "see line" not in alone.message


def test_what_the_chart_ships_is_not_reported(asked: Asked) -> None:
    text = "externalPostgres:\n  enabled: true\n"  # its address is that of the chart
    assert problems(asked, "localhost-in-pod", values=text) == []
    changed = f"{text}  address: localhost\n"
    assert len(problems(asked, "localhost-in-pod", values=changed)) == 1


def test_the_paths_of_the_workspaces_chart_are_checked(asked: Asked) -> None:
    assert len(problems(asked, "misspelt-key", values="api:\n  logLevl: INFO\n")) == 1
