from __future__ import annotations

import sqlite3
from hashlib import blake2b

from ctxkit.index.schema import SCHEMA, TABLES


def test_the_tables_are_sql() -> None:
    db = sqlite3.connect(":memory:")
    db.executescript(TABLES)
    names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"meta", "tree", "file", "member", "fact", "word", "tree_word", "view"} <= names


def test_other_tables_have_another_identity() -> None:
    assert blake2b(TABLES.encode()).hexdigest().startswith(SCHEMA)
    assert len(SCHEMA) == 16
