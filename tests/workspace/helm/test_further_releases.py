"""Further releases in the workspace of an Enterprise release: each is what its own chart says."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.maintenance import status, sync
from ctxkit.errors import UsageError
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.lockfile import Lock, read_lock
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.sync import sync_workspace
from tests.workspace.helm.test_sync_enterprise import Desk, desk, values

__all__ = ["desk"]  # a fixture


def bring(desk: Desk, *also: str, **options: bool) -> dict[str, str]:
    """Return what was wrong with each further version."""
    config = load_workspace(desk.folder)
    report = sync_workspace(config, also=also, **options)
    assert not any(result.error for result in report.results)
    return {each.version: each.error.message if each.error else "" for each in report.further}


def locked(folder: Path, version: str) -> Lock:
    lock = read_lock(folder)
    assert lock is not None
    return lock.also[version]


def name_in_yaml(desk: Desk, *versions: str) -> None:
    file = desk.folder / "workspace.yaml"
    file.write_text(file.read_text() + f"also: [{', '.join(versions)}]\n")


def test_another_release_is_brought_as_its_own_workspace_would_be(
    desk: Desk, tmp_path: Path
) -> None:
    desk.write(values(desk.up("dify").at("1.13.3")))
    assert bring(desk, "3.6.2") == {"3.6.2": ""}
    found = locked(desk.folder, "3.6.2")
    assert {name: (each.version, each.match) for name, each in found.sources.items()} == {
        "dify": ("1.8.1", "tag"),
        "dify-sandbox": ("0.2.14", "tag"),
        "dify-plugin-daemon": ("0.5.3", "tag"),
        "dify-official-plugins": ("2025-09-01", "as-of"),
        "dify-helm": ("dify-3.6.2", "exact"),
    }
    other = Desk(tmp_path / "other", desk.up, desk.server).write(values("1.13.3"))
    file = other.folder / "workspace.yaml"
    file.write_text(file.read_text().replace("3.7.4", "3.6.2"))
    other.sync()
    plain = read_lock(other.folder)
    assert plain
    assert plain.sources == found.sources


def test_what_dify_is_pinned_to_is_of_the_own_release_alone(desk: Desk) -> None:
    desk.write(values("1.13.3"), dify="1.13.3", dify_sandbox="0.2.12")
    bring(desk, "3.6.2")
    found = locked(desk.folder, "3.6.2").sources
    assert (found["dify"].version, found["dify-sandbox"].version) == ("1.8.1", "0.2.12")


def test_later_syncs_keep_a_release_and_need_no_server_for_it(desk: Desk, tmp_path: Path) -> None:
    desk.write(values("1.13.3"))
    bring(desk, "v3.6.2")
    before = locked(desk.folder, "v3.6.2")
    (tmp_path / "up").rename(tmp_path / "gone")
    desk.server.pages.clear()
    assert bring(desk) == {"v3.6.2": ""}
    assert locked(desk.folder, "v3.6.2") == before
    assert bring(desk, locked=True) == {"v3.6.2": ""}
    assert checkouts_at(load_workspace(desk.folder), "3.6.2") == before.checkouts()


def test_workspace_yaml_names_releases_and_versions_of_dify(desk: Desk) -> None:
    desk.write(values("1.13.3"))
    name_in_yaml(desk, '"3.7.4"', '"3.6.2"', '"1.8.1"')
    assert bring(desk) == {"3.6.2": "", "1.8.1": ""}
    found = locked(desk.folder, "1.8.1").sources
    assert (found["dify"].version, found["dify-helm"].version) == ("1.8.1", "dify-3.7.4")


def test_a_release_that_the_repository_lacks_stops_no_other(desk: Desk) -> None:
    desk.write(values("1.13.3"))
    found = bring(desk, "3.0.0", "3.6.2")
    assert found["3.6.2"] == ""
    assert found["3.0.0"].startswith("--also 3.0.0: dify-helm: ")
    assert "no version '3.0.0' of the chart" in found["3.0.0"]


def test_a_question_names_the_release(desk: Desk) -> None:
    """Both releases may have the same Dify, whose number is then that of the workspace's own."""
    desk.write(values("1.8.1"))
    sync(desk.folder, also=("3.6.2",))
    assert status(desk.folder).ok
    for name, label, chart in (
        ("3.6.2", "3.6.2", "dify-3.6.2"),
        ("v3.6.2", "3.6.2", "dify-3.6.2"),
        ("3.7.4", "", "dify-3.7.4"),
        ("1.8.1", "", "dify-3.7.4"),
    ):
        with ctxkit.open_workspace(desk.folder, version=name) as workspace:
            assert (workspace.version, workspace.checkouts["dify-helm"].version) == (label, chart)
    with pytest.raises(UsageError, match=r"no version '3\.5\.5', only 3\.7\.4, 3\.6\.2") as refused:
        ctxkit.open_workspace(desk.folder, version="3.5.5")
    assert refused.value.hint == "run: ctxkit sync --also 3.5.5"


def test_drift_is_of_the_releases_and_not_of_the_dify_that_they_share(desk: Desk) -> None:
    desk.write(values("1.8.1"))
    sync(desk.folder)
    with ctxkit.open_workspace(desk.folder) as workspace:
        found = [workspace.drift("v3.6.2"), workspace.drift("1.8.1", "3.6.2")]
    assert [each.markdown.splitlines()[0] for each in found] == [
        "# ctxkit drift enterprise 3.6.2 to enterprise 3.7.4",
        "# ctxkit drift 1.8.1 to enterprise 3.6.2",
    ]
