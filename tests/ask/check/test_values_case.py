"""What a check of a values file works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.values_case import ValuesCase, is_other_chart
from ctxkit.ask.check.values_moved import MovedValues
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.settings.graph import SettingsGraph
from tests.ask.check.running import checked
from tests.ask.literal import Asked, literal_index


def layer(text: str, path: str = "values.yaml") -> ValuesFile:
    return read_values(CustomerFile(path=path, data=text.encode()))


def case_of(asked: Asked, text: str, *above: ValuesFile) -> ValuesCase:
    file = layer(text)
    return ValuesCase(
        file=file,
        layers=(file, *above),
        chart=ChartPaths(asked.index),
        moved=MovedValues(asked.sources, asked.index.checkouts().get("dify-helm")),
        walker=SettingsGraph(asked.index),
        sources=asked.sources,
        enumerations=Enumerations(asked.index, asked.sources),
        reporter=Reporter(),
        compose=True,
    )


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("api: {logLevel: INFO}\n", False),
        ("api: {}\na: 1\nb: 1\n", False),  # additions of the user's
        ("api: {x: 1}\na: 1\nb: 1\nc: 1\n", True),
        ("api: {x: 1}\nweb: {x: 1}\nbeat: {x: 1}\na: 1\nb: 1\nc: 1\n", True),
        ("api: {x: 1, y: 1, z: 1, w: 1}\nweb: {x: 1}\n", False),  # mistakes in few parts
        (
            "api: {x: 1}\na: 1\nb: 1\nc: 1\nweb: {replicas: 1}\nbeat: {replicas: 1}\n"
            "worker: {replicas: 1}\n",
            False,
        ),
        ("api: {repicas: 1}\nweb: {repicas: 1}\nbeat: {repicas: 1}\nworker: {repicas: 1}\n", False),
        ("redis: {x: 1, y: 1}\na: 1\nb: 1\nc: 1\n", False),  # a subchart takes anything
        ("redis: {x: 1, y: 1}\na: 1\nb: 1\nc: 1\nd: 1\n", True),
        ("api: {x: 1}\nworkerBeat: {x: 1}\n", True),
        ("api: {replicas: 1}\nworkerBeat: {x: 1}\n", False),  # one part may be the user's own
        ("api: {replicas: 1}\nworkerBeat: {x: 1}\ngateway: {x: 1}\n", True),
        ("enterprise: {x: 1}\n", True),
        ("", False),
    ],
)
def test_values_of_another_chart(asked: Asked, text: str, other: bool) -> None:
    case = case_of(asked, text)
    assert case.is_other_chart is other
    assert is_other_chart(case.given, case.chart) is other


def test_without_a_chart_all_values_are_of_another(asked: Asked, tmp_path: Path) -> None:
    given = case_of(asked, "api: {logLevel: INFO}\n").given
    assert is_other_chart(given, ChartPaths(literal_index(tmp_path, {"dify": {}}).index))


def test_parts_that_the_chart_does_not_have(asked: Asked) -> None:
    assert case_of(asked, "zeta: 1\napi: {x: 1}\nalpha: 1\n").unknown_parts == ["alpha", "zeta"]


def test_values_are_laid_over_those_of_the_chart(asked: Asked) -> None:
    merged = case_of(asked, "api:\n  logLevel: DEBUG\n  mail:\n    type:\n").merged
    assert merged["api.logLevel"] == "DEBUG"
    assert merged["api.limits.uploadFileSize"] == "15"
    assert merged["api.mail.type"] == ""


def test_a_later_layer_wins(asked: Asked) -> None:
    text = "api:\n  logLevel: DEBUG\n  replicas: 2\n"
    above = layer("api:\n\n  logLevel: ERROR\n", "above.yaml")
    case = case_of(asked, text, above)
    assert (case.merged["api.logLevel"], case.merged["api.replicas"]) == ("ERROR", "2")
    assert not case.counts(case.file.leaves["api.logLevel"])
    assert case.counts(case.file.leaves["api.replicas"])
    assert case.spot_of_given("web.replicas") is None
    spots = [case.spot_of_given(path) for path in ("api.logLevel", "api.replicas")]
    assert [(spot.path, spot.line) for spot in spots if spot] == [
        ("above.yaml", 3),
        ("values.yaml", 3),
    ]


def test_an_existing_secret_stands_for_the_values_beside_and_below_it(asked: Asked) -> None:
    case = case_of(asked, "redis:\n  auth:\n    existingSecret: ours\nweb:\n  existingSecret: ''\n")
    assert case.has_own_secret("redis.auth.password")
    assert case.has_own_secret("redis.auth.below.password")
    assert not case.has_own_secret("redis.password")
    assert not case.has_own_secret("web.password")


def test_values_of_another_chart_stand_alone(asked: Asked) -> None:
    assert dict(case_of(asked, "enterprise: {x: 1}\n").merged) == {"enterprise.x": "1"}


def test_where_a_value_and_a_variable_are_set(asked: Asked) -> None:
    case = case_of(asked, "api:\n  logLevel: |\n    a\n    b\n")
    spot = case.spot(case.file.leaves["api.logLevel"])
    assert (spot.path, spot.key, spot.line, spot.end_line) == ("values.yaml", "api.logLevel", 2, 4)


def test_names_of_a_program_are_those_that_it_declares(asked: Asked) -> None:
    case = case_of(asked, "")
    assert "LOG_LEVEL" in case.names_of("api").known
    assert "LOG_LEVEL" not in case.names_of("sandbox").known
    assert case.names_of("api") is case.names_of("api")


MANIFEST = """apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    chart: NAME
    helm:
      valuesObject:
"""


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("grafana", "        replicas: 2\n", ["other-chart"]),
        ("dify", "        replicas: 2\n", ["default-secret", "unknown-key"]),
        # A copy of the chart under another name.
        (
            "platform",
            "        api: {logLevel: INFO}\n        worker: {logLevel: INFO}\n        a: 1\n",
            ["default-secret", "unknown-key"],
        ),
    ],
)
def test_a_manifest_that_names_another_chart(
    asked: Asked, name: str, values: str, expected: list[str]
) -> None:
    text = MANIFEST.replace("NAME", name) + values
    assert sorted({each.id for each in checked(asked, values=text).problems}) == expected
