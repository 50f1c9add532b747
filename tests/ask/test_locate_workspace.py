"""The index of the tests of `locate` is the one that `build_index` makes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from ctxkit.index.schema import DATABASE
from tests.ask.locate_workspace import FILES, SERVICES, Tree, build, build_committed

PARTS = {
    part: f"SELECT * FROM {part}" for part in ("checkout", "file", "member", "mention", "view")
} | {
    # By what they say: a fact gets its number in the order in which processes end.
    "key": "SELECT fold, file_id, line FROM key JOIN fact ON fact.id = fact_id",
    "word": "SELECT word, file_id, line FROM word, json_each(facts) JOIN fact ON fact.id = value",
    "tree_word": "SELECT * FROM tree_word",
    "fact": "SELECT file_id, kind, name, line, end_line, symbol, data, names_setting FROM fact",
}


def contents(state: Path) -> dict[str, list[Any]]:
    db = sqlite3.connect(state / DATABASE)
    found = {part: sorted(db.execute(query).fetchall()) for part, query in PARTS.items()}
    db.close()
    return found


@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize("tree", [FILES, SERVICES], ids=["FILES", "SERVICES"])
def test_it_is_that_of_a_real_build(tree: Tree, tmp_path: Path) -> None:
    build(tmp_path / "made", changed=tree)[0].close()
    build_committed(tmp_path / "built", changed=tree)[0].close()
    made = contents(tmp_path / "made/.ctxkit")
    assert all(made.values())
    assert made == contents(tmp_path / "built/.ctxkit")
