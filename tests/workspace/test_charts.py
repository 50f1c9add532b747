"""The values of charts that nobody checked out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.errors import GitError, UsageError
from ctxkit.workspace.charts import all_chart_values, chart_values, older_chart_values
from tests.workspace.conftest import Desk, Upstream, chart


@pytest.fixture
def helm(up: Callable[[str], Upstream]) -> Upstream:
    helm = up("dify-helm")
    for version in ("0.38.0", "0.39.0"):
        files = {**chart(version, "1.15.0"), "charts/dify/values.yaml": f"version: {version}\n"}
        helm.commit(files, date="2026-08-01T00:00:00Z", tag=f"dify-{version}")
    return helm


def test_a_chart_that_a_sync_had_no_need_of_is_fetched(helm: Upstream, desk: Desk) -> None:
    desk.write(dify_helm="dify-0.39.0").sync()
    head = desk.head("dify-helm")
    assert chart_values(desk.folder, "0.38.0") == (
        "values.yaml of dify-0.38.0",
        b"version: 0.38.0\n",
    )
    assert desk.head("dify-helm") == head
    desk.go_offline()
    assert chart_values(desk.folder, "dify-0.38.0")[1] == b"version: 0.38.0\n"
    assert [name for name, _ in all_chart_values(desk.folder)] == [
        "values.yaml of dify-0.38.0",
        "values.yaml of dify-0.39.0",
    ]


def test_a_chart_that_is_nowhere_is_told_with_the_nearest(helm: Upstream, desk: Desk) -> None:
    desk.write(dify_helm="dify-0.39.0").sync()
    with pytest.raises(UsageError, match=r"has no tag '0\.38\.1'") as raised:
        chart_values(desk.folder, "0.38.1")
    near = ("dify-0.38.0", "dify-0.37.0", "dify-0.39.0", "dify-0.36.0")  # and not dify-0.29.0
    assert raised.value.hint == f"nearest: {', '.join(near)}"
    desk.go_offline()
    with pytest.raises(GitError, match=r"locally, and the server does not respond") as refused:
        chart_values(desk.folder, "0.38.0")
    assert refused.value.hint == "nearest: dify-0.39.0"


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
