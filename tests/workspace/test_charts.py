"""The values of charts that nobody checked out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.errors import GitError, UsageError
from ctxkit.workspace.chart_tags import all_chart_values
from ctxkit.workspace.charts import chart_values
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
