"""Opening an index, and views of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ctxkit.errors import IndexMissingError
from ctxkit.index.database import marks, open_database, select_view, tree_of
from ctxkit.index.reader import Index
from ctxkit.index.schema import DATABASE
from ctxkit.model import Symbol
from tests.index.trees import add_beside, build, checkout, names, symbol


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="no index in") as caught:
        open_database(tmp_path)
    assert caught.value.hint == "run: ctxkit index"


def test_an_index_of_other_extractors_is_refused(tmp_path: Path) -> None:
    build(tmp_path, {})
    open_database(tmp_path).close()
    open_database(tmp_path, digest="d").close()
    with pytest.raises(IndexMissingError, match="another version of ctxkit"):
        open_database(tmp_path, digest="other")


def test_an_index_of_other_tables_is_refused_whatever_its_extractors(tmp_path: Path) -> None:
    build(tmp_path, {})
    with sqlite3.connect(tmp_path / DATABASE) as db:
        db.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
    db.close()
    for digest in (None, "d"):
        with pytest.raises(IndexMissingError, match="another version of ctxkit"):
            open_database(tmp_path, digest=digest)


def test_a_damaged_index_is_refused_and_rebuilt(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database" * 1000)
    with pytest.raises(IndexMissingError, match="damaged"):
        open_database(tmp_path)
    build(tmp_path, {"api/a.py": [symbol("f")]})
    with Index.open(tmp_path) as index:
        assert len(index.all(Symbol)) == 1


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    build(tmp_path, {})
    db = open_database(tmp_path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM meta")
    db.close()


def test_a_view_lasts_as_long_as_its_connection(tmp_path: Path) -> None:
    old, new = checkout("a" * 40, "1.0.0"), checkout("b" * 40, "2.0.0")
    build(tmp_path, {"a.py": [symbol("f")]}, old)
    add_beside(tmp_path, {"b.py": [symbol("g")]}, new)
    with Index.open(tmp_path, checkouts=[new]) as index:
        assert index.checkouts() == {"dify": new}
        assert names(index.all(Symbol)) == ["g"]
    with Index.open(tmp_path) as index:
        assert index.checkouts() == {"dify": old}
        assert names(index.all(Symbol)) == ["f"]


def test_a_view_of_a_tree_that_is_not_there_is_refused(tmp_path: Path) -> None:
    build(tmp_path, {})
    db = open_database(tmp_path)
    with pytest.raises(IndexMissingError, match=r"has no files of dify at c{10}$"):
        select_view(db, [checkout("c" * 40)])
    db.close()


def test_a_tree_is_known_by_repository_and_commit(tmp_path: Path) -> None:
    build(tmp_path, {})
    db = open_database(tmp_path)
    assert tree_of(db, checkout()) == 1
    assert tree_of(db, checkout("b" * 40)) is None
    assert tree_of(db, checkout(repo="dify-helm")) is None
    db.close()


def test_the_stamp_is_that_of_the_view(tmp_path: Path) -> None:
    build(tmp_path, {})
    with Index.open(tmp_path) as index:
        assert index.stamp() == ""


def test_marks() -> None:
    assert (marks([]), marks("a"), marks("abc")) == ("", "?", "?,?,?")
