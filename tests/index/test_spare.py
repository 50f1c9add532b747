"""Where the search index goes when the workspace cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from ctxkit.errors import IndexMissingError
from ctxkit.index import search as subject
from ctxkit.index.reader import Index
from ctxkit.index.search import search
from ctxkit.index.spare import spare_folder
from ctxkit.text.words import stem
from tests.index.trees import build, symbol

WORDS = [[(stem("retry"), 1.0)]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with a home of their own."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return folder


def test_it_is_among_the_caches_and_closed_to_others(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = spare_folder()
    assert folder == home / ".cache" / "ctxkit"
    assert folder.stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert spare_folder() == tmp_path / "caches" / "ctxkit"


def test_without_a_home_it_is_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nonexistent")
    assert spare_folder() == tmp_path / f"ctxkit-{os.geteuid()}"


@pytest.mark.parametrize("theirs", ["open to all", "a link"])
def test_a_folder_that_others_can_change_is_not_taken(
    theirs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nonexistent")
    place = tmp_path / f"ctxkit-{os.geteuid()}"
    if theirs == "a link":
        (tmp_path / "elsewhere").mkdir()
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
        place.chmod(0o777)
    with pytest.raises(OSError, match="belongs to others"):
        spare_folder()


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index in a folder in which nothing can be made or removed, for root neither."""
    folder = tmp_path / "state"
    folder.mkdir()
    build(folder, {"api/a.py": [symbol("retry_policy", 3, 9)]})
    make, remove = subject._build, shutil.rmtree

    def refused(wanted: Path, index: Index) -> None:
        if wanted.parent == folder:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        make(wanted, index)

    def kept(path: Path, **options: bool) -> None:
        if folder not in Path(path).parents:
            remove(path, **options)

    monkeypatch.setattr(subject, "_build", refused)
    monkeypatch.setattr(subject.shutil, "rmtree", kept)
    return folder


def test_a_search_in_a_folder_that_cannot_be_written_finds_the_same(
    read_only: Path, home: Path
) -> None:
    with Index.open(read_only) as index:
        names = [found.name for found in search(read_only, index, WORDS, limit=5).found]
        made = list((home / ".cache" / "ctxkit").iterdir())
        search(read_only, index, WORDS, limit=5)
    assert names == ["retry_policy"]
    assert len(made) == 1
    assert list((home / ".cache" / "ctxkit").iterdir()) == made  # made once
    assert not list(read_only.glob("search-*"))


def test_a_damaged_one_there_is_left_and_made_elsewhere(
    read_only: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(read_only) as index:
        search(read_only, index, WORDS, limit=5)
        (made,) = (home / ".cache" / "ctxkit").iterdir()
        shutil.copytree(made, read_only / made.name)
        for file in (read_only / made.name).iterdir():
            file.write_bytes(b"")
        assert search(read_only, index, WORDS, limit=5).found


def test_where_nothing_can_be_written_that_is_said(
    read_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/nonexistent")
    (tmp_path / f"ctxkit-{os.geteuid()}").write_text("in the way")
    with Index.open(read_only) as index:
        with pytest.raises(IndexMissingError, match="cannot write the search index") as raised:
            search(read_only, index, WORDS, limit=5)
    assert raised.value.hint == "make state writable: the search index is built once per version"
