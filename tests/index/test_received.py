"""An index that came from elsewhere: only one with our tables is taken."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ctxkit.index.received import index_fault
from ctxkit.index.schema import DATABASE
from tests.index.trees import build


@pytest.fixture
def file(tmp_path: Path) -> Path:
    build(tmp_path, {})
    return tmp_path / DATABASE


def run(file: Path, statement: str) -> None:
    db = sqlite3.connect(file)
    db.executescript(statement)
    db.close()


def test_ours_is_taken_and_not_changed(file: Path) -> None:
    before = file.read_bytes()
    assert index_fault(file, "d") == ""
    assert file.read_bytes() == before
    assert list(file.parent.glob(f"{DATABASE}-*")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM fact; END",
        "CREATE VIEW v AS SELECT load_extension('x')",
        "DROP TABLE checkout; CREATE VIEW checkout AS SELECT 1 AS repo",
        "CREATE TABLE other (a)",
        "CREATE INDEX more ON meta (value)",
        "DROP INDEX fact_name",
        "ALTER TABLE meta ADD COLUMN more",
    ],
)
def test_other_tables_are_refused(file: Path, statement: str) -> None:
    run(file, statement)
    assert index_fault(file, "d") == "it has other tables"


def test_another_ctxkit_is_refused(file: Path) -> None:
    assert index_fault(file, "e") == "it was built by another ctxkit"
    run(file, "UPDATE meta SET value = 'x' WHERE key = 'schema'")
    assert index_fault(file, "d") == "it was built by another ctxkit"


def test_what_is_damaged_is_refused(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:-4096])
    assert index_fault(file, "d").startswith("it is damaged")
    file.write_bytes(b"\0" * len(data))
    assert index_fault(file, "d").startswith("it is damaged")
    file.write_bytes(b"")
    assert index_fault(file, "d") == "it has other tables"


@pytest.mark.parametrize("values", ["word VALUES ('sent', '[1')", "mention VALUES ('send', 0, '')"])
def test_a_list_of_numbers_that_is_none_is_refused(file: Path, values: str) -> None:
    run(file, f"INSERT INTO {values}")
    assert index_fault(file, "d") == "it is damaged: a list of numbers is none"
