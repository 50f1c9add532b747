from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.index.builder import building
from ctxkit.index.reader import Index
from ctxkit.model import Raise
from tests.index.trees import OID, add_beside, build, checkout, log, names, symbol

OLD, NEW = checkout("a" * 40, "1.0.0"), checkout("b" * 40, "2.0.0")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of version 2.0.0 that has seen 1.0.0, whose statement is three lines higher."""
    build(tmp_path, {"api/a.py": [log("Sent mail", 7), symbol("old")]}, OLD, oid=bytes(20))
    build(tmp_path, {"api/a.py": [log("Sent mail", 10), symbol("new")], "api/b.py": []}, NEW)
    return tmp_path


def test_trees_that_are_kept(folder: Path) -> None:
    with Index.open(folder) as index:
        assert index.has_trees([])
        assert index.has_trees([OLD, NEW])
        assert not index.has_trees([OLD, checkout("c" * 40)])
        assert index.versions() == {("dify", OLD.commit): "1.0.0", ("dify", NEW.commit): "2.0.0"}


def test_a_tree_beside_the_view_has_no_name(folder: Path) -> None:
    other = checkout("c" * 40, "3.0.0")
    add_beside(folder, {"api/a.py": [log("Sent mail", 7)]}, other, oid=bytes([3]) * 20)
    with Index.open(folder) as index:
        assert index.versions()["dify", other.commit] == ""
        assert [version for version, _ in index.elsewhere("dify", "api/a.py")] == ["1.0.0"]
        fact = index.in_file("dify", "api/a.py")[1]
        assert index.versions_with(fact, 7) == ["1.0.0"]


def test_the_version_that_has_a_statement_at_a_line(folder: Path) -> None:
    with Index.open(folder) as index:
        fact = index.in_file("dify", "api/a.py")[1]
        assert index.versions_with(fact, 7) == ["1.0.0"]
        assert index.versions_with(fact, 8) == []
        assert index.versions_with(fact, 10) == []  # the view itself
        assert index.versions_with(replace(fact, template="Sent nothing"), 7) == []
        assert index.versions_with(replace(fact, path="api/c.py"), 7) == []
        assert index.versions_with(replace(fact, path="moved/a.py"), 7) == ["1.0.0"]
        assert index.versions_with(replace(fact, repo="dify-helm"), 7) == []
        error = Raise(
            name="E", template="Sent mail", repo="dify", path="api/a.py", line=1, end_line=1
        )
        assert index.versions_with(error, 7) == []


def test_a_file_of_other_versions(folder: Path) -> None:
    with Index.open(folder) as index:
        ((version, file),) = index.elsewhere("dify", "api/a.py")
        assert (version, file.path, file.oid) == ("1.0.0", "api/a.py", bytes(20).hex())
        assert index.elsewhere("dify", "api/b.py") == []
        assert index.elsewhere("dify-helm", "api/a.py") == []
        assert names(index.symbols_of(file)) == ["old"]
        assert names(index.symbols_of(replace(file, oid=OID.hex()))) == ["new"]
        assert index.symbols_of(replace(file, path="api/b.py")) == []
        assert index.symbols_of(replace(file, repo="dify-helm")) == []


def test_lines_of_a_template_in_all_versions(folder: Path) -> None:
    with Index.open(folder) as index:
        assert sorted(index.template_lines(["Sent mail", "unheard of"])) == [
            ("dify", OLD.commit, "a.py", "Sent mail", 7, 7),
            ("dify", NEW.commit, "a.py", "Sent mail", 10, 10),
        ]
        assert list(index.template_lines(["Sent"])) == []
        assert list(index.template_lines([])) == []


def test_tests_and_errors_are_no_log_statements(tmp_path: Path) -> None:
    error = Raise(name="E", template="Sent mail", line=1, end_line=1)
    build(tmp_path, {"tests/a.py": [log("Sent mail")], "a.py": [error]})
    with Index.open(tmp_path) as index:
        assert list(index.template_lines(["Sent mail"])) == []


def test_a_version_is_named_once(tmp_path: Path) -> None:
    build(tmp_path, {"x/a.py": [log("m", 7)], "y/a.py": [log("m", 7)]}, OLD, oid=bytes(20))
    build(tmp_path, {"x/a.py": [log("m", 9)]}, NEW)
    with Index.open(tmp_path) as index:
        assert index.versions_with(index.in_file("dify", "x/a.py")[0], 7) == ["1.0.0"]


def test_versions_come_in_the_order_in_which_they_were_indexed(tmp_path: Path) -> None:
    for number, of in enumerate((NEW, OLD, checkout("c" * 40, "3.0.0"))):
        build(tmp_path, {"a.py": [symbol(f"f{number}")]}, of, oid=bytes([number]) * 20)
    with building(tmp_path, digest="d") as builder:
        builder.set_view([checkout("c" * 40, "3.0.0")])
    with Index.open(tmp_path) as index:
        assert [version for version, _ in index.elsewhere("dify", "a.py")] == ["2.0.0", "1.0.0"]
