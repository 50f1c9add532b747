from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ctxkit.errors import IndexMissingError
from ctxkit.index.reader import Index
from ctxkit.model import Symbol
from tests.index.trees import build, checkout, names, symbol


def test_an_open_index_knows_its_folder_and_extractors(tmp_path: Path) -> None:
    build(tmp_path, {})
    with Index.open(tmp_path, digest="d") as index:
        assert (index.folder, index.digest) == (tmp_path, "d")


def test_a_closed_index_answers_nothing(tmp_path: Path) -> None:
    build(tmp_path, {})
    with Index.open(tmp_path) as index:
        pass
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        index.files()


def test_another_view_must_have_been_added(tmp_path: Path) -> None:
    build(tmp_path, {})
    with pytest.raises(IndexMissingError, match="has no files of dify at cccccccccc"):
        Index.open(tmp_path, checkouts=[checkout("c" * 40)])


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("old")]})
    with Index.open(tmp_path) as index:
        build(tmp_path, {"api/a.py": [symbol("new")]}, checkout("b" * 40), oid=bytes(20))
        assert names(index.all(Symbol)) == ["old"]
