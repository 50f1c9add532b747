"""Files are replaced as a whole, with the permissions that their content needs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Event

import pytest

from ctxkit.files.atomic import (
    flush_tree,
    flushing,
    replace_file,
    write_atomically,
    write_private,
)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_permissions_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o640


@pytest.mark.parametrize("permissions", [0o600, 0o644, 0o660])
def test_a_file_has_the_permissions_of_another(tmp_path: Path, permissions: int) -> None:
    model = tmp_path / "model"
    model.touch()
    model.chmod(permissions)
    write_atomically(tmp_path / "a", b"x", mode_of=model)
    assert mode(tmp_path / "a") == permissions


def test_nobody_else_can_read_a_private_file_before_it_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "model"
    model.touch(0o644)
    seen: list[int] = []

    def chmod(self: Path, mode: int) -> None:
        seen.append(self.stat().st_mode & 0o777)

    monkeypatch.setattr(Path, "chmod", chmod)
    write_atomically(tmp_path / "a", b"x", mode_of=model)
    assert seen == [0o600]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        write_atomically(path, b"new", mode_of=tmp_path / "missing")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_finished_file_takes_the_place_of_another(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_bytes(b"new")
    old.write_bytes(b"old")
    replace_file(old, new)
    assert (old.read_bytes(), new.exists()) == (b"new", False)


def test_a_file_is_flushed_while_more_is_written_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    began, may_end = Event(), Event()
    order: list[str] = []

    def fsync(descriptor: int) -> None:
        began.set()
        assert may_end.wait(10)
        order.append("flushed")

    monkeypatch.setattr(os, "fsync", fsync)
    with flushing(path):
        assert began.wait(10)
        path.write_bytes(b"one, two")
        order.append("written")
        may_end.set()
    assert order == ["written", "flushed"]


@pytest.mark.parametrize("has_call", [True, False])
def test_a_whole_tree_is_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_call: bool
) -> None:
    called: list[str] = []
    monkeypatch.setattr(os, "sync", lambda: called.append("all"))
    if not has_call:
        monkeypatch.setattr(sys, "platform", "darwin")
    flush_tree(tmp_path)
    assert called == ([] if has_call and sys.platform == "linux" else ["all"])


def test_a_private_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    before = os.umask(0)
    try:
        write_private(path, b"one", replace=False)
    finally:
        os.umask(before)
    assert (path.read_bytes(), mode(path)) == (b"one", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_private_file_replaces_none_unless_it_may(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_private(path, b"new", replace=False)
    assert path.read_bytes() == b"old"
    write_private(path, b"new", replace=True)
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("there", [False, True])
def test_a_private_file_without_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "a"
    if there:
        path.write_bytes(b"old")
        with pytest.raises(FileExistsError):
            write_private(path, b"new", replace=False)
    else:
        write_private(path, b"old", replace=False)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
