"""Files of the user's folder: read below it, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxkit.errors import UsageError
from ctxkit.files.user_files import MAX_FILE_BYTES, MAX_FOLDERS, UserFolder, read_user_file


@pytest.fixture
def folder(tmp_path: Path) -> UserFolder:
    (tmp_path / "outside.env").write_text("SECRET=1\n")
    inside = tmp_path / "docker"
    (inside / "envs" / "core").mkdir(parents=True)
    for name in ("envs/core/api.env", "envs/a.env", "envs/a.env.example"):
        (inside / name).write_text(f"NAME={name}\n")
    (inside / "link.env").symlink_to("../outside.env")
    (inside / "near.env").symlink_to("envs/a.env")
    (inside / "loop.env").symlink_to("loop.env")
    os.mkfifo(inside / "pipe.env")
    return UserFolder(inside)


def test_a_file_below_it_is_read(folder: UserFolder) -> None:
    assert folder.read("./envs/a.env") == b"NAME=envs/a.env\n"
    assert folder.read("near.env") == b"NAME=envs/a.env\n"
    assert folder.shown("envs/a.env").endswith("docker/envs/a.env")


@pytest.mark.parametrize(
    "path",
    [
        "../outside.env",
        "link.env",
        "loop.env",
        "pipe.env",
        "envs",
        "no.env",
        "nul\0.env",
        "/etc/passwd",
    ],
)
def test_nothing_else_is_read(folder: UserFolder, path: str) -> None:
    assert folder.read(path) is None


def test_a_file_that_is_too_large_is_not_read(folder: UserFolder) -> None:
    large = folder.path / "large.env"
    large.write_bytes(b"x" * MAX_FILE_BYTES)
    assert folder.read("large.env") is not None
    large.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    assert folder.read("large.env") is None
    with pytest.raises(UsageError, match="larger than 2,000,000 bytes"):
        read_user_file(large)


def test_files_are_listed_in_order_up_to_a_limit(folder: UserFolder) -> None:
    assert folder.names("envs", ".env", 9) == ["a.env", "core/api.env"]
    assert folder.names("envs", ".env", 1) == ["a.env"]
    assert folder.names("..", ".env", 9) == folder.names("no", ".env", 9) == []


def test_folders_are_searched_up_to_a_depth(tmp_path: Path) -> None:
    deep = [tmp_path / "envs" / "/".join("a" * depth) for depth in (1, 10, 11)]
    for folder in deep:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "x.env").touch()
    found = UserFolder(tmp_path).names("envs", ".env", 9)
    assert [path.count("/") for path in found] == [1, 10]


def test_so_many_folders_are_searched(tmp_path: Path) -> None:
    for number in range(MAX_FOLDERS + 10):
        folder = tmp_path / "envs" / f"{number:03}"
        folder.mkdir(parents=True)
        (folder / "x.env").touch()
    assert len(UserFolder(tmp_path).names("envs", ".env", 9_999)) == MAX_FOLDERS - 1
