"""What nothing needs is found and removed; what is the user's is left alone, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.git_objects import list_files, read_blobs
from ctxkit.workspace.lockfile import Lock, read_lock
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.unused import LeftAlone, Unused, remove, unused_of_workspace
from ctxkit.workspace.unused_objects import UnusedObjects, remove_objects, unused_objects
from tests.workspace.conftest import NAMES, Desk, Upstream, git
from tests.workspace.git_server import git_server
from tests.workspace.test_lean import LEFT_OUT, Line, add_pictures


def lock_of(folder: Path) -> Lock:
    found = read_lock(folder)
    assert found is not None
    return found


HISTORY = "history/dify-official-plugins.git"
"""What goes with the source, in tests that take it out of workspace.yaml."""


def unused(desk: Desk) -> list[str]:
    """Return what is unused, and what is left alone in brackets."""
    found = unused_of_workspace(load_workspace(desk.folder), lock_of(desk.folder))
    names = (f"[{each.name}]" if isinstance(each, LeftAlone) else each.name for each in found)
    return [name for name in names if name != HISTORY]


def remove_all(desk: Desk) -> None:
    for each in unused_of_workspace(load_workspace(desk.folder), lock_of(desk.folder)):
        if isinstance(each, Unused):
            remove(each)


# Folders


def test_a_workspace_in_order_has_nothing_unused(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    assert unused(desk) == []


def test_what_was_kept_for_a_source_that_is_gone(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    state = desk.folder / ".ctxkit"
    for name in ("charts/dify-helm.git", "charts/dify-helm.git.tmp-1", "history/old.git"):
        (state / name).mkdir(parents=True)
    (state / "versions" / b"1.8.1".hex()).mkdir(parents=True)
    (state / "versions" / "mine").mkdir()
    assert unused(desk) == [
        *("resolved version 1.8.1", "charts/dify-helm.git", "charts/dify-helm.git.tmp-1"),
        "history/old.git",
    ]
    remove_all(desk)
    assert unused(desk) == []
    assert (state / "history" / "dify-official-plugins.git").is_dir()


def test_a_clone_whose_source_is_gone(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    desk.write("1.14.0", NAMES[:-1]).sync()
    assert unused(desk) == ["clone dify-official-plugins"]
    (desk.folder / "notes").mkdir()
    git(desk.folder / "notes", "init", "-q")
    assert unused(desk) == ["clone dify-official-plugins"]  # the user's own repository is not ours
    remove_all(desk)
    assert not (desk.folder / "dify-official-plugins").exists()
    assert (desk.folder / "notes" / ".git").is_dir()


def _write(root: Path) -> None:
    (root / "mine.txt").write_text("x")


def _ignore(root: Path) -> None:
    (root / ".git" / "info" / "exclude").write_text("mine.txt\n")
    _write(root)


def _change(root: Path) -> None:
    (root / "models/x/manifest.yaml").write_text("mine: 1\n")


def _commit(root: Path) -> None:
    _change(root)
    git(root, "commit", "-aqm", "mine")


def _branch(root: Path) -> None:
    git(root, "branch", "mine")


def _stash(root: Path) -> None:
    _change(root)
    git(root, "stash")


@pytest.mark.parametrize("work", [_write, _ignore, _change, _commit, _branch, _stash])
def test_a_clone_with_work_of_the_user_is_left_alone(desk: Desk, work: object) -> None:
    desk.write("1.14.0").sync()
    desk.write("1.14.0", NAMES[:-1]).sync()
    assert callable(work)
    work(desk.folder / "dify-official-plugins")
    assert unused(desk) == ["[dify-official-plugins]"]
    remove_all(desk)
    assert (desk.folder / "dify-official-plugins" / ".git").is_dir()


def test_files_in_a_clone_without_a_checkout_are_the_users(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    desk.write("1.14.0", NAMES[:-1]).sync()
    root = desk.folder / "dify-official-plugins"
    git(root, "symbolic-ref", "HEAD", "refs/heads/none")
    git(root, "rm", "-rqf", "--cached", ".")
    assert unused(desk) == ["[dify-official-plugins]"]


# Objects


def objects(desk: Desk, *wanted: str) -> UnusedObjects | None:
    return unused_objects(desk.folder / "dify", "dify", frozenset(wanted))


def has(root: Path, *names: str) -> list[bool]:
    """Return of each object whether it is here."""
    here = git(root, "cat-file", "--batch-check", "--batch-all-objects")
    return [name in here for name in names]


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A workspace of 1.14.0 that has the objects of 1.13.3, which nothing wants."""
    desk.write("1.13.3").sync()
    desk.write("1.14.0").sync()
    return desk


def test_objects_of_a_version_that_is_wanted_stay(two: Desk) -> None:
    old = git(two.folder / "dify", "rev-parse", "1.13.3")
    assert objects(two, old) is None
    assert objects(two) is not None


def test_objects_of_a_version_that_is_not_wanted_go(two: Desk) -> None:
    root = two.folder / "dify"
    old, new = (git(root, "rev-parse", version) for version in ("1.13.3", "1.14.0"))
    blob = git(root, "rev-parse", "1.13.3:api/version.py")
    found = objects(two)
    assert found is not None
    assert found.bytes > 0
    assert set(found.refs) == {"refs/tags/1.13.3", f"refs/ctxkit/at/{old}"}
    remove_objects(root, found)
    assert has(root, old, blob, new) == [False, False, True]
    assert git(root, "fsck", "--full") == ""
    assert git(root, "status", "--porcelain") == ""
    assert objects(two) is None
    report = sync_workspace(load_workspace(two.folder), also=["1.13.3"])
    assert not report.errors
    assert has(root, old, blob) == [True, True]


@pytest.mark.parametrize("packed", [False, True])
def test_work_on_that_version_keeps_what_it_needs(two: Desk, packed: bool) -> None:
    root = two.folder / "dify"
    old = git(root, "rev-parse", "1.13.3")
    git(root, "checkout", "-q", "1.13.3")
    (root / "api" / "mine.py").write_text("mine = 1\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "mine")
    mine = git(root, "rev-parse", "HEAD")
    git(root, "checkout", "-q", "1.14.0")  # in the reflog alone
    if packed:
        git(root, "repack", "-adq")
    found = objects(two)
    if found is not None:
        remove_objects(root, found)
    assert git(root, "show", f"{mine}:api/version.py") == "VERSION = '1.13.3'"
    assert has(root, old, mine) == [True, True]


def test_a_changed_clone_is_left_as_it_is(two: Desk) -> None:
    (two.folder / "dify" / "api" / "version.py").write_text("mine = 1\n")
    assert objects(two) is None


def test_a_clone_that_shares_objects_is_left_as_it_is(two: Desk) -> None:
    (two.folder / "dify/.git/objects/info/alternates").write_text("")
    assert objects(two) is None


def test_all_releases_of_a_program_that_is_released_apart_stay(two: Desk) -> None:
    for name in ("dify-helm", "dify-sandbox", "dify-plugin-daemon"):
        assert unused_objects(two.folder / name, name, frozenset()) is None


def test_a_tag_of_the_users_stays(two: Desk) -> None:
    root = two.folder / "dify"
    old = git(root, "rev-parse", "1.13.3")
    git(root, "tag", "look-here", old)
    found = objects(two)
    assert found is not None
    assert "refs/tags/look-here" not in found.refs
    remove_objects(root, found)
    assert git(root, "show", "look-here:api/version.py") == "VERSION = '1.13.3'"


@pytest.fixture
def line(desk: Desk, tmp_path: Path) -> Iterator[Line]:
    add_pictures(Upstream(tmp_path / "up" / "dify"))
    with git_server(tmp_path / "up") as server:
        yield Line(desk, server)


def test_a_lean_clone_stays_lean_and_whole(line: Line) -> None:
    line.write("2.0.0").sync()
    line.write("2.1.0").sync()
    before = {file.path for file in list_files(line.root, "HEAD")}
    old = git(line.root, "rev-parse", "2.0.0")
    found = unused_objects(line.root, "dify", frozenset())
    assert found is not None
    remove_objects(line.root, found)
    assert has(line.root, old) == [False]
    assert {file.path for file in list_files(line.root, "HEAD")} == before
    assert line.lacks() == set(LEFT_OUT)
    assert line.is_clean()
    asked = line.asked
    assert not line.sync().error
    assert line.asked == asked + 2  # which releases there are, of each source
    assert not line.write("2.0.0").sync().error
    assert line.lacks() == set(LEFT_OUT)
    files = [file for file in list_files(line.root, "HEAD") if file.path not in LEFT_OUT]
    assert None not in list(read_blobs(line.root, [file.oid for file in files]))
