"""The files of a clone are brought to a commit, and nothing of the user's is lost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.work_tree import _duration, check_out, local_changes
from tests.workspace.conftest import Upstream, git


class Fixture:
    """A clone of two versions, at the older one."""

    def __init__(self, folder: Path) -> None:
        upstream = Upstream(folder / "up" / "dify")
        dates = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
        self.old, self.new = (
            upstream.commit({"a.py": date, "b.py": date}, date=date, tag=date[:7]) for date in dates
        )
        self.folder, self.url = folder, str(upstream.path)
        self.steps: list[str] = []
        clone = self.open()
        for commit, tag in ((self.new, "2026-02"), (self.old, "2026-01")):
            clone.obtain(commit, f"refs/tags/{tag}")
        assert check_out(clone, self.old) is True
        clone.settle()
        self.root = folder / "dify"

    def open(self) -> Clone:
        return Clone(
            self.folder, "dify", self.url, Runner(), lambda action, _: self.steps.append(action)
        )

    @property
    def head(self) -> str:
        return git(self.root, "rev-parse", "HEAD")


@pytest.fixture
def fixture(tmp_path: Path) -> Fixture:
    return Fixture(tmp_path)


def test_a_switch_says_whether_it_changed_anything(fixture: Fixture) -> None:
    clone = fixture.open()
    fixture.steps.clear()
    assert check_out(clone, fixture.old) is False
    assert fixture.steps == []
    assert check_out(clone, fixture.new) is True
    assert (fixture.head, fixture.steps) == (fixture.new, ["checking out"])
    assert clone.notes == []
    assert not (fixture.root / ".git" / "ctxkit-switch").exists()


def test_both_versions_are_noted_while_git_writes(
    fixture: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = fixture.open()
    real = clone.git

    def refuse(*arguments: str, **options: object) -> str:
        if arguments[0] == "checkout":
            raise GitError("killed")
        return real(*arguments, **options)

    monkeypatch.setattr(clone, "git", refuse)
    with pytest.raises(GitError, match="killed"):
        check_out(clone, fixture.new)
    note = (fixture.root / ".git" / "ctxkit-switch").read_text()
    assert note == f"{fixture.old} {fixture.new}\n"


@pytest.mark.parametrize(
    ("names", "changes"),
    [
        ([], ""),
        (["a.py"], "1 changed file, such as a.py"),
        (["a.py", "b.py"], "2 changed files, such as a.py"),
        (["new.py"], ""),
    ],
)
def test_local_changes(fixture: Fixture, names: list[str], changes: str) -> None:
    for name in names:
        (fixture.root / name).write_text("mine")
    clone = fixture.open()
    assert local_changes(clone) == changes
    if changes:
        with pytest.raises(GitError, match="left unchanged") as caught:
            check_out(clone, fixture.new)
        assert caught.value.hint == (
            "commit, stash or undo the changes in dify, then run: ctxkit sync"
        )
        assert fixture.head == fixture.old


@pytest.mark.parametrize(
    ("file", "operation"),
    [
        ("MERGE_HEAD", "a merge"),
        ("CHERRY_PICK_HEAD", "a cherry-pick"),
        ("REVERT_HEAD", "a revert"),
        ("BISECT_LOG", "a bisection"),
        ("rebase-merge", "a rebase"),
        ("rebase-apply", "a rebase"),
    ],
)
def test_an_operation_in_progress(fixture: Fixture, file: str, operation: str) -> None:
    (fixture.root / ".git" / file).mkdir()
    assert local_changes(fixture.open()) == f"{operation} is in progress"


def test_a_commit_that_nobody_else_has_is_kept_on_a_branch(fixture: Fixture) -> None:
    git(fixture.root, "commit", "-q", "--allow-empty", "-m", "mine")
    mine, clone = fixture.head, fixture.open()
    check_out(clone, fixture.new)
    assert clone.notes == [f"your commit {mine[:12]} was kept on branch kept/{mine[:12]}"]
    assert git(fixture.root, "rev-parse", f"kept/{mine[:12]}") == mine


def test_a_commit_that_a_tag_or_branch_has_is_not_kept_again(fixture: Fixture) -> None:
    git(fixture.root, "commit", "-q", "--allow-empty", "-m", "mine")
    git(fixture.root, "tag", "mine")
    clone = fixture.open()
    check_out(clone, fixture.new)
    assert clone.notes == []
    assert git(fixture.root, "branch", "--list").count("\n") == 0


def test_a_branch_that_was_checked_out_is_named(fixture: Fixture) -> None:
    git(fixture.root, "switch", "-q", "-c", "fix")
    clone = fixture.open()
    check_out(clone, fixture.new)
    assert clone.notes == ["branch fix was checked out; it is left as it is"]


def test_a_lock_file_is_reported_with_its_age(fixture: Fixture) -> None:
    lock = fixture.root / ".git" / "index.lock"
    lock.touch()
    os.utime(lock, (time.time() - 190, time.time() - 190))
    with pytest.raises(GitError) as caught:
        check_out(fixture.open(), fixture.new)
    assert caught.value.message == (
        "dify: .git/index.lock exists (3 minutes old): another git process is running, or one was "
        "killed"
    )
    assert caught.value.hint == "if no git process is running, delete dify/.git/index.lock"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (60, "1 minute"),
        (119, "1 minute"), (120, "2 minutes"), (3599, "59 minutes"), (3600, "1 hour"),
        (86_399, "23 hours"), (86_400, "1 day"), (200_000, "2 days"),
    ],
)  # fmt: skip
def test_an_age_in_words(seconds: int, text: str) -> None:
    assert _duration(seconds) == text
