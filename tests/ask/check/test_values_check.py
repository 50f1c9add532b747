"""A values file as a whole: of which chart it is, and what the rules say of it."""

from __future__ import annotations

from ctxkit.files.user_files import CustomerFile
from ctxkit.model import Problem
from tests.ask.check.running import check_files, checked, problems
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


def layered(asked: Asked, **texts: str) -> list[Problem]:
    """Return the problems of values files over each other, without what they leave to defaults."""
    files = [CustomerFile(path=f"{name}.yaml", data=text.encode()) for name, text in texts.items()]
    found = check_files(asked.index, asked.sources, values=files).problems
    return [each for each in found if each.id != "default-secret"]


BASE = "redis: {enabled: false}\n"
EXTERNAL = "externalRedis: {enabled: true, host: redis.example, password: my-own-secret}\n"


def test_what_one_layer_lacks_may_stand_in_another(asked: Asked) -> None:
    assert layered(asked, base=BASE, prod=EXTERNAL) == []
    (problem,) = layered(asked, prod=EXTERNAL, last="externalRedis: {enabled: false}\n" + BASE)
    assert (problem.id, problem.path, problem.line) == ("no-data-store", "last.yaml", 1)


def test_a_base_alone_is_only_a_note(asked: Asked) -> None:
    text = f"{BASE}externalRedis: {{enabled: false}}\n"
    severities = {
        name: [each.severity for each in layered(asked, **{name: text})]
        for name in ("base", "values_common", "prod", "database")
    }
    assert severities == {
        "base": ["note"],
        "values_common": ["note"],
        "prod": ["error"],
        "database": ["error"],
    }


def test_places_in_another_layer_are_named_with_their_file(asked: Asked) -> None:
    (problem,) = layered(asked, one="externalRedis: {enabled: false}\n", two=f"\n{BASE}")
    assert (problem.path, problem.line) == ("one.yaml", 1)
    assert problem.message.endswith("(see two.yaml:2)")


def test_each_layer_is_checked_and_a_secret_that_is_overridden_is_not(asked: Asked) -> None:
    secret = "global: {appSecretKey: difyai123456}\n"
    own = "global: {appSecretKey: my-own-secret}\n"
    assert layered(asked, one=secret, two=own) == []
    assert [each.id for each in layered(asked, one=own, two=secret)] == ["public-secret"]
    found = layered(asked, one="api: {logLevl: INFO}\n", two="web: {replcas: 1}\n")
    assert [(each.path, each.id) for each in found] == [
        ("one.yaml", "misspelt-key"),
        ("two.yaml", "misspelt-key"),
    ]


def test_values_inside_a_manifest_have_its_lines(asked: Asked) -> None:
    manifest = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n"
        "    api:\n      # ctxkit: ignore[misspelt-key]\n      logLevl: INFO\n      replcas: 2\n"
        "---\napiVersion: v1\nkind: Secret\n"
    )
    found = layered(asked, release=manifest)
    assert [(each.id, each.line, each.key) for each in found] == [
        ("misspelt-key", 8, "api.replcas")
    ]
