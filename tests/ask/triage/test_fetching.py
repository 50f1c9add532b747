"""Objects of a store become files in a folder, which none leaves, within bounds."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any

import pytest

from ctxkit.ask.triage import fetching
from ctxkit.ask.triage.archives import Limits
from ctxkit.ask.triage.fetching import fetch
from ctxkit.ask.triage.given_files import MAX_FILES
from ctxkit.files.stores import StoredObject


class Shelf:
    """In the place of a store."""

    url = "s3://bucket/logs"

    def __init__(self, contents: dict[str, bytes | Exception]) -> None:
        self._contents = contents

    def objects(self) -> list[StoredObject]:
        return [StoredObject(name, name, 3) for name in self._contents]

    def open(self, item: StoredObject) -> IO[bytes]:
        content = self._contents[item.path]
        if isinstance(content, Exception):
            raise content
        return io.BytesIO(content)


def fetched(
    folder: Path, contents: dict[str, Any], limits: Limits | None = None, progress: Any = None
) -> tuple[dict[str, bytes], list[str]]:
    shelf: Any = Shelf(contents)
    left = fetch(shelf, shelf.objects(), folder, limits or Limits(folder), progress)
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}, left


def test_objects_are_files(tmp_path: Path) -> None:
    contents = {"api.log": b"a", "sub/x/worker.log.gz": b"b", ".env": b"A=1"}
    seen: list[tuple[str, int, int]] = []
    found = fetched(tmp_path, contents, progress=lambda *each: seen.append(each))
    assert found == (contents, [])
    assert seen[0] == ("s3://bucket/logs api.log", 3, 3)


@pytest.mark.parametrize(
    "name", ["../out.log", "a/../../x", "/etc/x.log", "..", "C:/x", "..\\x", "a\0b"]
)
def test_no_name_leaves_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    files, left = fetched(tmp_path / "in", {name: b"x", "fine": b"y"})
    assert files == {"fine": b"y"}
    assert ["leaves the folder" in each for each in left] == [True]
    assert [each.name for each in tmp_path.iterdir()] == ["in"]


def test_names_are_plain(tmp_path: Path) -> None:
    files, left = fetched(tmp_path, {"a\x1b[31m\n`b`.log": b"x", "a\x07\x07": b"y"})
    assert set(files) == {"a--31m--b-.log", "a--"}
    _, left = fetched(tmp_path, {"../\x1b]0;x\x07": b"x"})
    assert left == ["../-]0-x-: its path leaves the folder"] or "\x1b" not in left[0]


def test_what_cannot_be_read_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    contents = {"a.log": PermissionError("AKIA secret"), "b.log": b"b", "c/d": b"c", "c": b"no"}
    files, left = fetched(tmp_path, contents)
    assert files == {"b.log": b"b", "c/d": b"c"}
    assert left == [
        "a.log: it could not be read (PermissionError)",
        "c: another object has this name",
    ]


class Breaking(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionError
        return super().read(1)


def test_nothing_is_left_of_a_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shelf, "open", lambda self, item: Breaking(b"xyz"))
    assert fetched(tmp_path, {"a.log": b""}) == (
        {},
        ["a.log: it could not be read (ConnectionError)"],
    )


def test_objects_and_bytes_are_bounded(tmp_path: Path) -> None:
    limits = Limits(tmp_path)
    limits.members = 2
    files, left = fetched(tmp_path, {"a": b"a", "b": b"b", "c": b"c"}, limits)
    assert (set(files), left) == (
        {"a", "b"},
        ["the rest: there are too many objects, or too much text"],
    )
    limits = Limits(tmp_path)
    limits.bytes = 5
    files, left = fetched(tmp_path, {"d": b"ddd", "e": b"eee", "f": b"f"}, limits)
    assert (files["d"], files["e"], "f" in files) == (b"ddd", b"ee", False)
    assert left == [
        "e: its end: there is too much text",
        "the rest: there are too many objects, or too much text",
    ]
    assert Limits(tmp_path).members > MAX_FILES == fetching.MAX_FILES


def test_nothing_is_fetched_any_more_when_stopped(tmp_path: Path) -> None:
    assert fetched(tmp_path, {"a": b"a"}, Limits(tmp_path, lambda: True)) == ({}, [])
