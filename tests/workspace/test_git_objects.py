from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.checked_out import read_file
from ctxkit.workspace.git_objects import (
    git_ceiling,
    git_environment,
    list_files,
    read_blobs,
    read_named,
    run_git,
)
from tests.workspace.conftest import Upstream, git


@pytest.fixture
def repository(tmp_path: Path) -> Upstream:
    upstream = Upstream(tmp_path / "dify")
    files = {"a.py": "one\n", "folder/b.py": "two\n", "folder/é ü.py": "three\n"}
    upstream.commit(files, date="2026-01-01T00:00:00Z", tag="1.0")
    return upstream


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("GIT_DIR", False),
        ("GIT_INDEX_FILE", False),
        ("GIT_CONFIG_PARAMETERS", False),
        ("GIT_CONFIG_GLOBAL", True),
        ("GIT_SSH", True),
        ("GIT_SSH_COMMAND", True),
        ("GIT_SSL_CAINFO", True),
        ("GIT_PROXY_COMMAND", True),
        ("GIT_HTTP_USER_AGENT", True),
        ("GIT_EXEC_PATH", True),
        ("XGIT_DIR", True),
    ],
)
def test_only_how_servers_are_reached_is_inherited(
    monkeypatch: pytest.MonkeyPatch, name: str, kept: bool
) -> None:
    monkeypatch.setenv(name, "x")
    assert (name in git_environment()) is kept


def test_git_asks_nobody_and_speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    environment = git_environment()
    assert (environment["GIT_TERMINAL_PROMPT"], environment["LC_ALL"]) == ("0", "C")
    assert environment["GIT_ALLOW_PROTOCOL"] == "file:https:http:ssh:git"


def test_a_repository_around_the_folder_is_not_taken(repository: Upstream) -> None:
    inside = repository.path / "folder"
    assert git_ceiling(inside) == {"GIT_CEILING_DIRECTORIES": str(repository.path)}
    with pytest.raises(GitError, match="not a git repository"):
        run_git(inside, "status")


def test_a_refusal_has_gits_own_words(repository: Upstream) -> None:
    with pytest.raises(GitError, match=r"^dify: git cat-file: "):
        run_git(repository.path, "cat-file", "blob", "0" * 40)


def test_regular_files_are_listed(repository: Upstream) -> None:
    (repository.path / "link").symlink_to("a.py")
    git(repository.path, "add", "-A")
    git(repository.path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    git(repository.path, "commit", "-q", "-m", "more")
    files = {file.path: file.oid for file in list_files(repository.path, "HEAD")}
    assert list(files) == ["a.py", "folder/b.py", "folder/é ü.py"]
    assert files["a.py"].hex() == git(repository.path, "rev-parse", "HEAD:a.py")
    some = list_files(repository.path, "1.0", "folder")
    assert [file.path for file in some] == ["folder/b.py", "folder/é ü.py"]
    assert list(list_files(repository.path, "1.0", "missing")) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"caf\xe9.py", "caf\\xe9.py"),
        (b"\n## Asked\nrm\n.py", "\\u000a## Asked\\u000arm\\u000a.py"),
        (b"a\x1b]52;c;x\x07.py", "a\\u001b]52;c;x\\u0007.py"),
    ],
)
def test_a_name_that_is_no_plain_text_is_written_with_escapes(
    tmp_path: Path, name: bytes, shown: str
) -> None:
    upstream = Upstream(tmp_path / "dify")
    (upstream.path / os.fsdecode(name)).write_text("text\n")
    commit = upstream.commit({}, date="2026-01-01T00:00:00Z")
    (file,) = list_files(upstream.path, commit)
    assert file.path == shown
    assert read_file(upstream.path, file.path, file.oid.hex()) == b"text\n"


def test_blobs_are_read_in_the_order_asked_for(repository: Upstream) -> None:
    names = ["1.0:folder/b.py", "1.0:missing", "1.0:a.py", "1.0:folder"]
    found = list(read_named(repository.path, names))
    assert found[:3] == [b"two\n", None, b"one\n"]
    assert list(read_named(repository.path, [])) == []
    oid = bytes.fromhex(git(repository.path, "rev-parse", "1.0:a.py"))
    assert list(read_blobs(repository.path, [oid, b"\1" * 20])) == [b"one\n", None]
