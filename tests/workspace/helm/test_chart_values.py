"""The values of charts of a Helm repository that no sync needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.charts import chart_values
from tests.workspace.conftest import Upstream
from tests.workspace.helm.server import Server
from tests.workspace.helm.test_sync_charts import NEW, OLD, Desk


@pytest.fixture
def desk(up: Callable[[str], Upstream], tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ws", up("dify").url)


def test_a_chart_is_fetched_by_its_version(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    desk.write(f"{{helm: {url}}}").sync()
    for version in ("3.5.3", "dify-3.5.3"):
        name, data = chart_values(desk.folder, version)
        assert (name, data.decode()) == ("values.yaml of dify-3.5.3", OLD.files["values.yaml"])
        server.pages.clear()  # by now it is here
    assert desk.read() == NEW.files["values.yaml"]


def test_a_chart_that_is_nowhere_is_told_with_the_nearest(desk: Desk, server: Server) -> None:
    desk.write(f"{{helm: {server.charts('/charts', OLD, NEW)}}}").sync()
    with pytest.raises(GitError, match=r"no version .3\.7\.5") as error:
        chart_values(desk.folder, "3.7.5")
    assert error.value.hint == "nearest: 3.7.4, 3.5.3"
    with pytest.raises(GitError):
        chart_values(desk.folder, "--upload-pack=x")


def test_git_is_asked_after_the_helm_repository(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", NEW)
    git = desk.in_git
    git.commit(
        {"charts/dify/values.yaml": "a: 1\n"}, date="2026-07-12T00:00:00Z", tag="dify-0.38.0"
    )
    desk.write(f"{{helm: {url}, git: {git.url}}}").sync()
    assert chart_values(desk.folder, "0.38.0") == ("values.yaml of dify-0.38.0", b"a: 1\n")
