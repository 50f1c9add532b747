"""What a migration did to a table, in words."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.explain.table_changes import did_in_words
from ctxkit.model import SchemaChange
from tests.database.changes import change


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (change("add_constraint", "a", "u", detail="unique", columns=("b", "c")), "adds a unique constraint on b, c"),
        (change("add_constraint", "a", "u", detail="ADD CONSTRAINT u CHECK (b > 0)"), "adds the constraint u"),
        (change("add_constraint", "a", detail="ADD CHECK (b > 0)"), "adds a constraint"),
        (change("drop_constraint", "a", "u"), "drops the constraint u"),
        (change("add_column", "a", "b"), "adds b"),
        (change("alter_column", "a", "b"), "changes b: as before"),
        (change("delete", "a", is_doubtful=True), "deletes rows where needed"),
        (change("other", "a"), "a statement that could not be read"),
    ],
)  # fmt: skip
def test_a_change_in_words(done: SchemaChange, words: str) -> None:
    assert did_in_words([done]) == (words,)
