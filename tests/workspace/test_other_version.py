"""The sources at another version: found as a sync finds them, with no file touched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.errors import GitError, UsageError, WorkspaceError
from ctxkit.workspace import other_version
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.other_version import checkouts_at
from tests.workspace.conftest import Desk, Upstream, git


def at(desk: Desk, version: str) -> dict[str, tuple[str, str, str]]:
    return {
        c.repo: (c.version, c.match, c.commit)
        for c in checkouts_at(load_workspace(desk.folder), version)
    }


def test_the_versions_are_those_that_a_sync_would_bring(desk: Desk) -> None:
    desk.write("1.13.3").sync()
    for version in ("1.8.1", "1.14.0"):
        found = at(desk, version)
        synced = {name: result.checkout for name, result in desk.write(version).sync().items()}
        assert found == {name: (c.version, c.match, c.commit) for name, c in synced.items() if c}
        desk.write("1.13.3").sync()


def test_neither_work_tree_nor_lock_is_touched(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    before = desk.lock, desk.head("dify"), git(desk.folder / "dify", "status", "--porcelain")
    (desk.folder / "dify" / "api" / "mine.py").write_text("mine = 1\n")
    at(desk, "1.8.1")
    (desk.folder / "dify" / "api" / "mine.py").unlink()
    assert (
        desk.lock,
        desk.head("dify"),
        git(desk.folder / "dify", "status", "--porcelain"),
    ) == before


def test_a_version_that_was_looked_at_needs_no_server_again(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    online = at(desk, "1.8.1")
    desk.go_offline()
    assert at(desk, "1.8.1") == online
    remove_tree(desk.folder / ".ctxkit" / "versions")
    assert at(desk, "1.8.1")["dify"] == online["dify"]  # its tag and its files are here


def test_a_version_that_is_not_here_needs_the_server(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    desk.go_offline()
    message = r"dify: the version that matches dify 1\.8\.1 has not been fetched, and the server"
    with pytest.raises(GitError, match=message) as raised:
        at(desk, "1.8.1")
    assert "ctxkit sync" in raised.value.hint


def test_a_version_that_does_not_exist_is_told_with_the_nearest(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    with pytest.raises(UsageError, match=r"^version '1\.14\.1' has no tag") as raised:
        at(desk, "1.14.1")
    assert "1.14.0" in raised.value.hint


@pytest.mark.parametrize("version", ["--upload-pack=x", "a b", "", "../x"])
def test_what_is_no_version_reaches_no_git(desk: Desk, version: str) -> None:
    desk.write("1.14.0").sync()
    with pytest.raises(UsageError, match="invalid version"):
        at(desk, version)


def test_a_pinned_source_stays_what_it_is_locked_at(
    desk: Desk, up: Callable[[str], Upstream]
) -> None:
    desk.write("1.14.0", dify_official_plugins="main").sync()
    before = desk.head("dify-official-plugins")
    up("dify-official-plugins").commit({"new.yaml": "a: 1\n"}, date="2026-09-01T00:00:00Z")
    assert at(desk, "1.13.3")["dify-official-plugins"][2] == before


def test_a_branch_is_looked_up_each_time(desk: Desk, up: Callable[[str], Upstream]) -> None:
    desk.write("1.14.0").sync()
    before = at(desk, "main")["dify"][2]
    after = up("dify").commit({"api/new.py": "a = 1\n"}, date="2026-09-01T00:00:00Z")
    assert at(desk, "main")["dify"][2] == after != before


def test_a_source_that_was_never_cloned_is_for_a_sync(desk: Desk) -> None:
    with pytest.raises(GitError, match="dify: not cloned yet"):
        at(desk.write("1.14.0"), "1.13.3")


def test_where_nothing_can_be_written_a_version_is_as_it_was_looked_at_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("1.14.0").sync()
    before = at(desk, "1.8.1")
    # Root may write everywhere but to a read-only mount.
    monkeypatch.setattr(other_version.os, "access", lambda *_: False)
    assert at(desk, "1.8.1") == before
    with pytest.raises(WorkspaceError, match=r"which has not all of dify 1\.13\.3"):
        at(desk, "1.13.3")
