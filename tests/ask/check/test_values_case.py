"""What a check of a values file works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.values_case import ValuesCase, is_other_chart
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.settings.graph import SettingsGraph
from tests.ask.literal import Asked, literal_index


def case_of(asked: Asked, text: str) -> ValuesCase:
    return ValuesCase(
        file=read_values(CustomerFile(path="values.yaml", data=text.encode())),
        chart=ChartPaths(asked.index),
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
        ("api: {x: 1}\nweb: {x: 1}\nbeat: {x: 1}\na: 1\nb: 1\nc: 1\n", False),
        ("api: {x: 1}\nworkerBeat: {x: 1}\n", True),
        ("enterprise: {x: 1}\n", True),
        ("", False),
    ],
)
def test_values_of_another_chart(asked: Asked, text: str, other: bool) -> None:
    case = case_of(asked, text)
    assert case.is_other_chart is other
    assert is_other_chart(case.file, case.chart) is other


def test_without_a_chart_all_values_are_of_another(asked: Asked, tmp_path: Path) -> None:
    file = case_of(asked, "api: {logLevel: INFO}\n").file
    assert is_other_chart(file, ChartPaths(literal_index(tmp_path, {"dify": {}}).index))


def test_parts_that_the_chart_does_not_have(asked: Asked) -> None:
    assert case_of(asked, "zeta: 1\napi: {x: 1}\nalpha: 1\n").unknown_parts == ["alpha", "zeta"]


def test_values_are_laid_over_those_of_the_chart(asked: Asked) -> None:
    merged = case_of(asked, "api:\n  logLevel: DEBUG\n  mail:\n    type:\n").merged
    assert merged["api.logLevel"] == "DEBUG"
    assert merged["api.limits.uploadFileSize"] == "15"
    assert merged["api.mail.type"] == ""


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
