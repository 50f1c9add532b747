from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from ctxkit.index.builder import building
from ctxkit.index.digest import digest
from ctxkit.index.freshness import is_fresh, is_unchanged, stamp_of
from ctxkit.model import Checkout
from ctxkit.workspace.folder import state_folder

COMMIT = "a" * 40


def workspace(home: Path) -> None:
    """A workspace folder with one checkout and its index, made without git."""
    (home / "workspace.yaml").write_text('dify: "1.0.0"\n')
    (home / "workspace.lock").write_text("format: '1'\n")
    (home / "dify" / ".git").mkdir(parents=True)
    (home / "dify" / ".git" / "HEAD").write_text(COMMIT + "\n")
    state_folder(home).mkdir()
    with building(state_folder(home), digest=digest()) as builder:
        builder.add_tree("dify", COMMIT, [])
        builder.set_view(
            [Checkout(repo="dify", version="1.0.0", commit=COMMIT, match="tag")], stamp_of(home)
        )


def test_a_workspace_is_unchanged_after_its_build(tmp_path: Path) -> None:
    workspace(tmp_path)
    assert is_unchanged(tmp_path)


def test_an_edit_of_either_file_or_another_commit_is_a_change(tmp_path: Path) -> None:
    workspace(tmp_path)
    for name in ("workspace.yaml", "workspace.lock", "dify/.git/HEAD"):
        before = (tmp_path / name).read_text()
        (tmp_path / name).write_text("b" * 40)
        assert not is_unchanged(tmp_path), name
        (tmp_path / name).write_text(before)
    assert is_unchanged(tmp_path)


def test_no_index_is_a_change(tmp_path: Path) -> None:
    assert not is_unchanged(tmp_path)


def test_an_index_is_fresh_for_its_own_checkouts_and_stamp(tmp_path: Path) -> None:
    workspace(tmp_path)
    folder, stamp = state_folder(tmp_path), stamp_of(tmp_path)
    own = Checkout(repo="dify", version="1.0.0", commit=COMMIT, match="tag")
    assert is_fresh(folder, [own])
    assert is_fresh(folder, [own], stamp)
    assert not is_fresh(folder, [own], "another")
    assert not is_fresh(folder, [])
    for changed in ({"version": "2"}, {"commit": "b" * 40}, {"match": "guess"}, {"url": "u"}):
        assert not is_fresh(folder, [replace(own, **changed)])  # type: ignore[arg-type]
    assert not is_fresh(tmp_path, [own])
