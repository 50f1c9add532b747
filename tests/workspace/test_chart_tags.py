"""The values of the charts whose tags are here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.workspace.chart_tags import all_chart_values, older_chart_values
from ctxkit.workspace.charts import chart_values
from tests.workspace.conftest import Desk, Upstream, chart


@pytest.fixture
def helm(up: Callable[[str], Upstream]) -> Upstream:
    helm = up("dify-helm")
    for version in ("0.38.0", "0.39.0"):
        files = {**chart(version, "1.15.0"), "charts/dify/values.yaml": f"version: {version}\n"}
        helm.commit(files, date="2026-08-01T00:00:00Z", tag=f"dify-{version}")
    return helm


def test_without_a_workspace_there_are_no_charts(tmp_path: Path) -> None:
    assert list(all_chart_values(tmp_path)) == []


def test_older_charts_come_newest_first(helm: Upstream, desk: Desk) -> None:
    desk.write(dify_helm="dify-0.39.0").sync()
    chart_values(desk.folder, "0.38.0")  # fetches it
    root = desk.folder / "dify-helm"
    names = [name for name, _ in older_chart_values(root, "dify-0.39.0")]
    assert names == ["values.yaml of dify-0.38.0"]
    every = [name for name, _ in older_chart_values(root, "a commit")]
    assert every == ["values.yaml of dify-0.39.0", "values.yaml of dify-0.38.0"]
    assert list(older_chart_values(desk.folder / "none", "dify-0.39.0")) == []


def test_a_check_does_not_pay_for_importing_gitpython() -> None:
    code = "import sys, ctxkit.ask.check.check; sys.exit('git' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
