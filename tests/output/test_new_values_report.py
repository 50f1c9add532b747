"""The report of a new values file: where each value is from, and no secret."""

from __future__ import annotations

import json

import pytest

from ctxkit.ask.new_values.new_values import NewValues, new_values
from ctxkit.files.values import parse_values
from ctxkit.output.new_values_report import new_values_dict, new_values_report
from ctxkit.output.tables import to_markdown
from tests.ask.new_values.charts import ENTERPRISE, chart
from tests.conftest import assert_golden

MINE = b"api: {secretKey: my-app-secret-key}\nexternalPostgres: {password: my-pg-password}\n"


def new_file(*sets: str) -> NewValues:
    return new_values("ha", chart(), parse_values("old.yaml", MINE), sets)


def test_the_report() -> None:
    report = new_values_report(new_file("api.replicas=5"), "values.yaml of chart-1", "new.yaml")
    assert_golden("new-values/report.md", to_markdown(report))


def test_the_json_form() -> None:
    data = new_values_dict(new_file("postgresql.enabled=true"), "values.yaml of chart-1")
    assert_golden("new-values/report.json", json.dumps(data, indent=1) + "\n")


@pytest.mark.parametrize("text", [None, ENTERPRISE])
def test_no_secret_is_shown(text: str | None) -> None:
    base = chart(text) if text else chart()
    given = "global.appSecretKey=given-on-the-line"
    listed = ["weaviate.authentication.apikey.allowed_keys=[given-in-a-list]"] * (text is None)
    new = new_values("ha", base, parse_values("old.yaml", MINE), [given, *listed])
    shown = to_markdown(new_values_report(new, "chart", "out")) + json.dumps(
        new_values_dict(new, "chart")
    )
    made = [each.value for _, each in new.of("made")]
    assert made or text
    for secret in (*made, "my-app-secret-key", "my-pg-password", "given-on-the-line", "given-in"):
        assert secret not in shown
