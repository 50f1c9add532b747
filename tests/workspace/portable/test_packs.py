"""The objects of a repository in one pack: just what is wanted, and nothing that harms."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctxkit.workspace.git_objects import run_git
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.portable import packs
from ctxkit.workspace.portable.manifest import ImportRefusedError
from ctxkit.workspace.portable.packs import check_trees, make_pack, name_objects, take_pack
from tests.workspace.conftest import Upstream, git


class Taken:
    """A new repository that takes a pack."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git_dir = root / ".git"
        root.mkdir()
        git(root, "init", "-q", "--template=")
        self._runner = Runner()

    def git(self, *arguments: str, **options: object) -> str:
        return self._runner.run(self.root, *arguments, name="dify", **options)  # type: ignore[arg-type]

    def take(self, pack: Path, refs: dict[str, str]) -> None:
        take_pack(self.git, self.git_dir, pack, partial=False)
        name_objects(self.git, self.git_dir, refs, shallow=True)


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    made = Upstream(tmp_path / "dify")
    made.commit({"a": "1", "folder/b": "2"}, date="2026-01-01T00:00:00Z")
    made.commit(
        {"a": "3"}, date="2026-02-01T00:00:00Z", tag="1.0.0", annotated="2026-02-01T00:00:00Z"
    )
    return made


@pytest.fixture
def taken(tmp_path: Path) -> Taken:
    return Taken(tmp_path / "taken")


def packed(upstream: Upstream, folder: Path, *oids: str) -> Path:
    folder.mkdir(exist_ok=True)
    return make_pack(upstream.path, ".git", oids, folder)


def test_a_commit_comes_without_its_history(
    upstream: Upstream, taken: Taken, tmp_path: Path
) -> None:
    tag, commit = git(upstream.path, "rev-parse", "1.0.0"), upstream.at()
    pack = packed(upstream, tmp_path / "packs", tag)
    taken.take(pack, {"refs/tags/1.0.0": tag})
    assert git(taken.root, "rev-list", "--all").split() == [commit]
    assert git(taken.root, "show", "1.0.0:a") == "3"
    assert git(taken.root, "show", "1.0.0:folder/b") == "2"
    assert git(taken.root, "fsck", "--strict", "--no-dangling") == ""
    assert (taken.git_dir / "shallow").read_text() == f"{commit}\n"


def test_the_same_repository_gives_the_same_bytes(upstream: Upstream, tmp_path: Path) -> None:
    made = [packed(upstream, tmp_path / str(n), upstream.at()).read_bytes() for n in range(2)]
    assert made[0] == made[1]


def test_a_damaged_pack_is_refused(upstream: Upstream, taken: Taken, tmp_path: Path) -> None:
    pack = packed(upstream, tmp_path / "packs", upstream.at())
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    pack.chmod(0o644)
    pack.write_bytes(data)
    with pytest.raises(ImportRefusedError, match="the archive is damaged"):
        taken.take(pack, {"refs/tags/1.0.0": upstream.at()})


@pytest.mark.parametrize("data", [b"", b"PACK", b"x" * 1000])
def test_what_is_no_pack_is_refused(taken: Taken, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(ImportRefusedError):
        taken.take(tmp_path / "x", {"refs/tags/1.0.0": "1" * 40})


def test_a_ref_to_what_is_not_there_is_refused(
    upstream: Upstream, taken: Taken, tmp_path: Path
) -> None:
    pack = packed(upstream, tmp_path / "packs", upstream.at())
    with pytest.raises(ImportRefusedError, match="lacks a commit"):
        taken.take(pack, {"refs/tags/1.0.0": "1" * 40})


def test_a_ref_to_a_file_is_refused(upstream: Upstream, taken: Taken, tmp_path: Path) -> None:
    blob = git(upstream.path, "rev-parse", "HEAD:a")
    pack = packed(upstream, tmp_path / "packs", upstream.at())
    with pytest.raises(ImportRefusedError, match="lacks a commit"):
        taken.take(pack, {"refs/tags/1.0.0": blob})


def test_a_tree_with_a_git_folder_is_refused(
    upstream: Upstream, taken: Taken, tmp_path: Path
) -> None:
    blob = git(upstream.path, "rev-parse", "HEAD:a")
    stream = b"100644 config\0" + bytes.fromhex(blob)
    inner = _object(upstream.path, "tree", stream)
    outer = _object(upstream.path, "tree", b"40000 .git\0" + bytes.fromhex(inner))
    commit = git(upstream.path, "commit-tree", "-m", "x", outer)
    pack = packed(upstream, tmp_path / "packs", commit)
    with pytest.raises(ImportRefusedError, match=r"hasDotgit|\.git"):
        taken.take(pack, {"refs/tags/1.0.0": commit})


def _object(root: Path, kind: str, data: bytes) -> str:
    arguments = ("hash-object", "-t", kind, "-w", "--stdin", "--literally")
    return run_git(root, *arguments, data=data).decode().strip()


def bomb(root: Path, levels: int, width: int = 10) -> str:
    """Return a commit whose tree names WIDTH ** LEVELS files, and has few objects."""
    below = bytes.fromhex(_object(root, "blob", b"x" * 1000))
    mode = b"100644"
    for _ in range(levels):
        rows = b"".join(b"%s %d\0%s" % (mode, n, below) for n in range(width))
        below, mode = bytes.fromhex(_object(root, "tree", rows)), b"40000"
    return git(root, "commit-tree", "-m", "bomb", below.hex())


def test_a_tree_that_names_more_files_than_any_disk_holds_is_refused(
    upstream: Upstream, taken: Taken, tmp_path: Path
) -> None:
    commit = bomb(upstream.path, levels=5)
    taken.take(packed(upstream, tmp_path / "a", commit), {"refs/tags/1": commit})
    check_trees(taken.root, ".git")  # 100,000 files of 1,000 bytes
    other = Taken(tmp_path / "other")
    # Packing walks each tree once, too.
    commit = bomb(upstream.path, levels=12)
    other.take(packed(upstream, tmp_path / "b", commit), {"refs/tags/1": commit})
    with pytest.raises(ImportRefusedError, match="files of"):
        check_trees(other.root, ".git")


def test_trees_have_a_limit_of_depth_and_bytes(
    upstream: Upstream, taken: Taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = bomb(upstream.path, levels=200, width=1)
    taken.take(packed(upstream, tmp_path / "a", commit), {"refs/tags/1": commit})
    check_trees(taken.root, ".git")
    monkeypatch.setattr(packs, "MAX_TREE_BYTES", 999)
    with pytest.raises(ImportRefusedError, match="1000 bytes"):
        check_trees(taken.root, ".git")
    monkeypatch.undo()
    other = Taken(tmp_path / "other")
    commit = bomb(upstream.path, levels=201, width=1)
    other.take(packed(upstream, tmp_path / "b", commit), {"refs/tags/1": commit})
    with pytest.raises(ImportRefusedError, match="files of"):
        check_trees(other.root, ".git")


def test_an_object_that_takes_too_much_memory_is_refused(
    upstream: Upstream, taken: Taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file is streamed; a tree is not.
    rows = b"".join(b"100644 %06d\0%s" % (n, b"x" * 20) for n in range(100_000))
    tree = _object(upstream.path, "tree", rows)
    commit = git(upstream.path, "commit-tree", "-m", "x", tree)
    (tmp_path / "p").mkdir()
    data = f"{commit}\n{tree}\n".encode()
    name = run_git(upstream.path, "pack-objects", "-q", str(tmp_path / "p" / "pack"), data=data)
    pack = tmp_path / "p" / f"pack-{name.decode().strip()}.pack"
    shutil.copy(pack, tmp_path / "copy")
    monkeypatch.setattr(packs, "_LIMIT", {"GIT_ALLOC_LIMIT": "1m"})
    with pytest.raises(ImportRefusedError, match="alloc"):
        taken.take(pack, {"refs/tags/1": commit})
