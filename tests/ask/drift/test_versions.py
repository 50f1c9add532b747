"""Two versions of the demo's sources, compared in one index."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctxkit.ask.drift.versions import VersionDrift, drift_of_versions
from ctxkit.errors import WorkspaceError
from ctxkit.index.reader import Index
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.lockfile import read_lock


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> WorkspaceConfig:
    return load_workspace(Path(shutil.copytree(demo_folder, tmp_path / "ws", symlinks=True)))


def drift(
    workspace: WorkspaceConfig, old: str, new: str | None = None, **more: object
) -> VersionDrift:
    with Index.open(workspace.state_folder) as index:
        indexed = index.checkouts().values()
    return drift_of_versions(workspace, indexed, old, new, **more)  # type: ignore[arg-type]


def added(found: VersionDrift) -> list[str]:
    return [change.setting.name for change in found.changes.added]


def test_an_older_version_and_that_of_the_workspace(workspace: WorkspaceConfig) -> None:
    steps: list[str] = []
    found = drift(workspace, "1.13.3", progress=lambda what, done, total: steps.append(what))
    assert added(found) == ["SSRF_RETRY_PAUSE"]
    assert [(c.repo, c.version) for c in found.old][:1] == [("dify", "1.13.3")]
    assert [(c.repo, c.version) for c in found.new][:1] == [("dify", "1.14.0")]
    assert found.own is None
    assert set(steps) == {"indexing"}


def test_sources_are_in_the_order_of_the_workspace(workspace: WorkspaceConfig) -> None:
    found = drift(workspace, "1.13.3", "1.14.0")
    for checkouts in (found.old, found.new):
        assert [checkout.repo for checkout in checkouts] == list(workspace.sources)


def test_the_same_version_does_not_drift_and_needs_no_git(
    workspace: WorkspaceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("git was asked")

    monkeypatch.setattr("ctxkit.index.two_versions.checkouts_at", asked)
    assert not drift(workspace, "1.14.0").changes
    assert not drift(workspace, "1.14.0", "1.14.0").changes
    with pytest.raises(AssertionError, match="git was asked"):
        drift(workspace, "1.13.3")


def test_a_workspace_that_names_its_version_otherwise_needs_no_git(
    workspace: WorkspaceConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    from msgspec.structs import replace

    monkeypatch.setattr("ctxkit.index.two_versions.checkouts_at", lambda *_: None)
    branch = replace(workspace, dify="main")
    with pytest.raises(WorkspaceError, match=r"asks for dify main, but dify 1\.14\.0 is"):
        drift(branch, "1.14.0")
    monkeypatch.setattr(
        "ctxkit.index.two_versions.read_lock",
        lambda folder: replace(read_lock(folder), dify="main"),
    )
    assert not drift(branch, "1.14.0").changes
    assert not drift(branch, "main", "1.14.0").changes


def test_only_the_users_own_settings(workspace: WorkspaceConfig) -> None:
    assert added(drift(workspace, "1.13.3", own={"SSRF_RETRY_PAUSE": "2"})) == ["SSRF_RETRY_PAUSE"]
    found = drift(workspace, "1.13.3", own={"OTHER": "2"})
    assert not found.changes
    assert found.own == {"OTHER": "2"}
    assert not drift(workspace, "1.13.3", own={}).changes
