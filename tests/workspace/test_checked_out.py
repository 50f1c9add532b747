"""What is read of a checkout without git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.checked_out import head_commit, read_file
from tests.workspace.conftest import Upstream, git


@pytest.fixture
def repository(tmp_path: Path) -> Upstream:
    upstream = Upstream(tmp_path / "dify")
    upstream.commit({"a.py": "one\n"}, date="2026-01-01T00:00:00Z", tag="1.0")
    return upstream


def test_a_file_is_read_from_the_work_tree_where_it_is_the_same(repository: Upstream) -> None:
    oid = git(repository.path, "rev-parse", "1.0:a.py")
    (repository.path / ".git").rename(repository.path / "hidden")
    assert read_file(repository.path, "a.py", oid) == b"one\n"
    (repository.path / "hidden").rename(repository.path / ".git")
    (repository.path / "a.py").write_text("edited")
    assert read_file(repository.path, "a.py", oid) == b"one\n"
    with pytest.raises(GitError, match=f"blob {'1' * 40} of a.py is missing") as caught:
        read_file(repository.path, "a.py", "1" * 40)
    assert caught.value.hint == "run: ctxkit sync"


def test_the_commit_that_is_checked_out(repository: Upstream, tmp_path: Path) -> None:
    root, commit = repository.path, repository.at()
    assert head_commit(root) == commit  # a branch
    git(root, "branch", "maintenance/main")
    git(root, "pack-refs", "--all")
    assert head_commit(root) == commit  # a packed branch
    git(root, "checkout", "-q", "--detach")
    assert head_commit(root) == commit
    assert head_commit(tmp_path) is None
    (root / ".git" / "HEAD").write_text("")
    assert head_commit(root) is None
    (root / ".git" / "HEAD").write_text("ref: refs/heads/gone\n")
    assert head_commit(root) is None


def test_a_branch_whose_name_ends_another_is_not_taken_for_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    rows = f"# pack-refs\n{'1' * 40} refs/remotes/refs/heads/main\n{'2' * 40} refs/heads/main\n"
    (tmp_path / ".git" / "packed-refs").write_text(rows)
    assert head_commit(tmp_path) == "2" * 40


def test_no_process_is_started_for_the_commit(
    repository: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    assert head_commit(repository.path)
