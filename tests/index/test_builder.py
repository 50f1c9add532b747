from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.index.schema import DATABASE
from ctxkit.model import Symbol
from tests.index.trees import OID, add_beside, build, checkout, log, names, symbol


def test_a_blob_known_from_another_version_is_not_read_again(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("old")]})
    with building(tmp_path, digest="d") as builder:
        files = [
            SourceFile("api/a.py", OID, False),
            SourceFile("api/b.py", OID, False),
            SourceFile("api/c.py", OID, True),
        ]
        new = builder.add_tree("dify", "b" * 40, files)
        assert new == [(2, files[1]), (3, files[2])]
        builder.set_view([checkout("b" * 40)])
    with Index.open(tmp_path) as index:
        assert names(index.all(Symbol)) == ["old"]
        assert index.checkouts()["dify"].commit == "b" * 40
        assert [(f.path, f.test) for f in index.files()] == [
            ("api/a.py", False),
            ("api/b.py", False),
            ("api/c.py", True),
        ]


def test_the_same_path_and_blob_of_another_repository_is_another_file(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("f")]})
    with building(tmp_path, digest="d") as builder:
        assert builder.add_tree("dify-helm", "b" * 40, [SourceFile("a.py", OID, False)]) != []


def test_an_index_of_other_extractors_is_begun_anew(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("f")]})
    with building(tmp_path, digest="other") as builder:
        assert not builder.has_tree(checkout())
        builder.set_view([])
    with Index.open(tmp_path, digest="other") as index:
        assert index.checkouts() == {}


def test_what_was_broken_is_named(tmp_path: Path) -> None:
    with building(tmp_path, digest="d") as builder:
        ((number, _),) = builder.add_tree("dify", "a" * 40, [SourceFile("a.py", OID, False)])
        builder.add_facts(number, [encode(symbol("f"))], "half of it")
        builder.set_view([checkout()], "stamp")
    with Index.open(tmp_path) as index:
        assert index.broken_files() == [("dify", "a.py", "half of it")]
        assert index.stamp() == "stamp"
        assert names(index.all(Symbol)) == ["f"]


def test_a_view_of_a_tree_that_was_not_added_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="dify"), building(tmp_path, digest="d") as builder:
        builder.set_view([checkout()])


def table(folder: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(folder / DATABASE)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def commits(folder: Path) -> set[str]:
    return {str(row[0])[0] for row in table(folder, "SELECT commit_id FROM tree")}


def test_versions_long_unused_are_forgotten(tmp_path: Path) -> None:
    for number in range(8):
        tree = {"api/a.py": [symbol(f"f{number}"), log(f"word{number}")]}
        build(tmp_path, tree, checkout(f"{number}" * 40), oid=bytes([number]) * 20)
    assert commits(tmp_path) == set("234567")
    assert len(table(tmp_path, "SELECT * FROM fact")) == 12
    assert len(table(tmp_path, "SELECT * FROM file")) == 6
    assert len(table(tmp_path, "SELECT * FROM member")) == 6
    assert sorted(table(tmp_path, "SELECT word FROM word")) == [(f"word{n}",) for n in range(2, 8)]
    assert len(table(tmp_path, "SELECT * FROM tree_word")) == 6


def test_a_version_that_is_used_again_is_kept(tmp_path: Path) -> None:
    for number in (0, 1, 2, 3, 4, 5, 0, 6):
        tree = {"a.py": [symbol(f"f{number}")]}
        build(tmp_path, tree, checkout(f"{number}" * 40), oid=bytes([number]) * 20)
    assert commits(tmp_path) == set("023456")


def test_trees_beside_the_view_never_push_it_out(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("f")]})
    for number in range(9):
        other = checkout(f"{number}" * 40)
        add_beside(tmp_path, {"a.py": [symbol("g")]}, other, oid=bytes([number]) * 20)
    assert commits(tmp_path) == set("a45678")
    with Index.open(tmp_path) as index:
        assert names(index.all(Symbol)) == ["f"]


def test_words_are_counted_once_a_tree(tmp_path: Path) -> None:
    tree = {"a.py": [log("one two"), log("two")]}
    build(tmp_path, tree)
    build(tmp_path, tree)
    assert table(tmp_path, "SELECT * FROM tree_word") == [("one", 1, 1), ("two", 1, 2)]


def test_words_of_a_file_that_two_trees_share_count_in_both(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log("one")], "b.py": [log("one")]})
    build(tmp_path, {"a.py": [log("one")]}, checkout("b" * 40))
    assert table(tmp_path, "SELECT * FROM tree_word") == [("one", 1, 2), ("one", 2, 1)]


def test_words_of_new_files_and_of_old_ones_count_together(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log("one two")]})
    with building(tmp_path, digest="d") as builder:
        files = [SourceFile(path, OID, False) for path in ("a.py", "b.py")]
        (new,) = builder.add_tree("dify", "b" * 40, files)
        builder.add_tree("dify", "c" * 40, [files[1]])  # its facts are still to come
        builder.add_facts(new[0], [encode(log("two"))] * 2)
        builder.add_tree("dify", "e" * 40, [files[1]])  # and there they are
        builder.keep([checkout(commit * 40) for commit in "bce"])
    assert table(tmp_path, "SELECT * FROM tree_word") == [
        *(("one", 1, 1), ("one", 2, 1)),
        *(("two", 1, 1), ("two", 2, 3), ("two", 3, 2), ("two", 4, 2)),
    ]


def test_a_failed_build_leaves_the_old_index(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("f")]})
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(RuntimeError, match="half way"), building(tmp_path, digest="d") as builder:
        builder.add_tree("dify", "b" * 40, [])
        raise RuntimeError("half way")
    assert (tmp_path / DATABASE).read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [DATABASE]


def test_a_good_build_leaves_nothing_else(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("f")]})
    assert [p.name for p in tmp_path.iterdir()] == [DATABASE]


def test_mentions_of_forgotten_files_are_forgotten(tmp_path: Path) -> None:
    for number in range(8):
        of = checkout(f"{number:x}" * 40)
        with building(tmp_path, digest="d") as builder:
            ((file, _),) = builder.add_tree(
                of.repo, of.commit, [SourceFile(f"{number}.py", OID, False)]
            )
            builder.add_mentions(file, calls=["send"], writes=["send"])
            builder.set_view([of])
    rows = table(tmp_path, "SELECT name, how, files FROM mention")
    assert [row[:2] for row in rows] == [("send", 0), ("send", 1)]
    assert [len(json.loads(files)) for *_, files in rows] == [6, 6]
    with Index.open(tmp_path) as index:
        assert index.paths_mentioning("send", "writes", "dify") == ["7.py"]
