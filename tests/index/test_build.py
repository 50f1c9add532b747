from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import MagicMock

import pytest

from ctxkit.index import build
from ctxkit.index.build import build_index, index_beside
from ctxkit.index.freshness import is_fresh
from ctxkit.index.jobs import Job, Result
from ctxkit.index.reader import Index
from ctxkit.index.schema import DATABASE
from ctxkit.model import Symbol
from tests.index.repositories import Repository, git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "dify")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / ".ctxkit"


def functions(state: Path) -> list[str]:
    with Index.open(state) as index:
        return [f.name for f in index.all(Symbol)]


def test_a_build_reads_only_what_is_new(repository: Repository, state: Path) -> None:
    roots = {"dify": repository.root}
    first = repository.commit(a="def one(): ...\n", b="def two(): ...\n")
    assert build_index(state, [first], roots).parsed == 2
    assert functions(state) == ["one", "two"]
    second = repository.commit(b="def three(): ...\n")
    report = build_index(state, [second], roots)
    assert (report.files, report.parsed) == (2, 1)
    assert functions(state) == ["one", "three"]
    # Back again: nothing to read at all.
    git(repository.root, "checkout", "-q", first.commit)
    assert build_index(state, [first], roots).parsed == 0
    assert functions(state) == ["one", "two"]


def test_nothing_new_touches_nothing(repository: Repository, state: Path) -> None:
    checkout = repository.commit(a="def one(): ...\n")
    build_index(state, [checkout], {"dify": repository.root})
    before = {p.name: p.stat().st_mtime_ns for p in state.iterdir()}
    build_index(state, [checkout], {"dify": repository.root})
    assert {p.name: p.stat().st_mtime_ns for p in state.iterdir()} == before
    assert is_fresh(state, [checkout])


def test_the_commit_is_indexed_and_not_the_edited_work_tree(
    repository: Repository, state: Path
) -> None:
    checkout = repository.commit(a="def one(): ...\n", b="def two(): ...\n")
    (repository.root / "a.py").write_text("def edited(): ...\n")
    (repository.root / "b.py").unlink()
    build_index(state, [checkout], {"dify": repository.root})
    assert functions(state) == ["one", "two"]


def test_a_link_is_not_followed(repository: Repository, state: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("def secret(): ...\n")
    (repository.root / "link.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "c.py").write_text("def away(): ...\n")
    (repository.root / "folder").mkdir()
    (repository.root / "folder" / "c.py").write_text("def inside(): ...\n")
    checkout = repository.commit(a="def one(): ...\n")
    (repository.root / "folder" / "c.py").unlink()
    (repository.root / "folder").rmdir()
    (repository.root / "folder").symlink_to(tmp_path / "away")
    build_index(state, [checkout], {"dify": repository.root})
    assert functions(state) == ["one", "inside"]


def test_a_missing_blob_is_named(repository: Repository, state: Path) -> None:
    checkout = repository.commit(a="def one(): ...\n", b="def two(): ...\n")
    oid = git(repository.root, "rev-parse", "HEAD:a.py")
    (repository.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    (repository.root / "a.py").unlink()
    report = build_index(state, [checkout], {"dify": repository.root})
    assert report.broken == (("dify", "a.py", "its blob is missing from the repository"),)
    assert functions(state) == ["two"]


KILLED = """
import sys
from pathlib import Path
import ctxkit.index.build as build
from ctxkit.model import Checkout
from ctxkit.index.builder import Builder
def stop(*_):
    print("half way", flush=True)
    import time; time.sleep(60)
Builder.set_view = stop
root, state, commit = sys.argv[1:]
checkout = Checkout(repo="dify", version="2", commit=commit, match="tag")
build.build_index(Path(state), [checkout], {"dify": Path(root)})
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
def test_a_killed_build_leaves_the_old_index_and_no_rubbish(
    repository: Repository, state: Path
) -> None:
    roots = {"dify": repository.root}
    build_index(state, [repository.commit(a="def one(): ...\n")], roots)
    second = repository.commit(a="def two(): ...\n")
    command = [sys.executable, "-c", KILLED, str(repository.root), str(state), second.commit]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half way\n"
        process.send_signal(signal.SIGKILL)
    assert functions(state) == ["one"]
    build_index(state, [second], roots)
    assert functions(state) == ["two"]
    assert not list(state.glob("*.tmp-*"))


def test_two_builds_at_once_both_end_well(repository: Repository, state: Path) -> None:
    checkout = repository.commit(**{f"m{i}": f"def f{i}(): ...\n" for i in range(60)})
    code = (
        "import sys; from pathlib import Path;"
        "from ctxkit.index.build import build_index; from ctxkit.model import Checkout;"
        "checkout = Checkout(repo='dify', version='1', commit=sys.argv[3], match='tag');"
        "build_index(Path(sys.argv[2]), [checkout], {'dify': Path(sys.argv[1])})"
    )
    command = [sys.executable, "-c", code, str(repository.root), str(state), checkout.commit]
    started = time.monotonic()
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(timeout=60) for process in running] == [0, 0, 0]
    assert time.monotonic() - started < 60
    assert len(functions(state)) == 60


def test_a_version_beside_is_added_once_and_the_view_stays(
    repository: Repository, state: Path
) -> None:
    roots = {"dify": repository.root}
    old = repository.commit(a="def one(): ...\n")
    new = repository.commit(a="def two(): ...\n")
    build_index(state, [new], roots)
    index_beside(state, [old], roots)
    assert functions(state) == ["two"]
    with Index.open(state, checkouts=[old]) as index:
        assert [f.name for f in index.all(Symbol)] == ["one"]
    before = (state / DATABASE).stat().st_ino
    index_beside(state, [old, new], roots)
    assert (state / DATABASE).stat().st_ino == before


def test_progress_is_reported_every_two_hundred_files_and_at_the_end() -> None:
    jobs = [Job(number, "dify", "", "a.py", b"", False) for number in range(450)]
    results = [Result(job.number, [], "", False) for job in jobs]
    readers = MagicMock(results=lambda: results)
    heard: list[tuple[str, int, int]] = []
    build._store_all(MagicMock(), readers, jobs, lambda *event: heard.append(event))
    assert heard == [("indexing", 200, 450), ("indexing", 400, 450), ("indexing", 450, 450)]


def test_files_that_mention_a_name(repository: Repository, state: Path) -> None:
    roots = {"dify": repository.root}
    first = repository.commit(a="def one(): ...\n", b="one()\n", c="Client(timeout=5)\n")
    build_index(state, [first], roots)
    second = repository.commit(b="two()\n", d="one()\nself.timeout = 3\n")
    build_index(state, [second], roots)
    with Index.open(state) as index:
        called = index.paths_mentioning("one", "calls", "dify")
        written = index.paths_mentioning("timeout", "writes", "dify")
        assert called == ["a.py", "d.py"]
        assert written == ["c.py", "d.py"]
        assert index.paths_mentioning("one", "writes", "dify") == []
        assert index.paths_mentioning("one", "calls", "dify-sandbox") == []
        assert index.paths_mentioning("nobody", "calls", "dify") == []
        counted = [index.mentions_at_most("one", "calls", "dify", most) for most in (0, 1, 2, 3)]
        assert counted == [False, False, True, True]
        assert index.mentions_at_most("one", "calls", "dify-sandbox", 0)
        assert index.mentions_at_most("nobody", "calls", "dify", 0)
    # The blobs of the first version are known, and so are their mentions.
    git(repository.root, "checkout", "-q", first.commit)
    assert build_index(state, [first], roots).parsed == 0
    with Index.open(state) as index:
        called = index.paths_mentioning("one", "calls", "dify")
        assert called == ["a.py", "b.py"]
