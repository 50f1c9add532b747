# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.database.chain import chain_of, in_order
from ctxkit.model import Migration
from tests.ask.literal import Asked


def migration(name: str, *after: str) -> Migration:
    return Migration(name=name, line=1, end_line=1, after=after, path=f"{name}.py")


@pytest.mark.parametrize(
    ("migrations", "order"),
    [
        ([], []),
        ([migration("b", "a"), migration("a")], ["a", "b"]),
        ([migration("d", "b", "c"), migration("c", "a"), migration("b", "a"), migration("a")], ["a", "b", "c", "d"]),
        ([migration("b", "lost"), migration("c", "b")], ["b", "c"]),
        ([migration("c", "a"), migration("b", "a"), migration("a")], ["a", "b", "c"]),
        ([migration("b", "c"), migration("c", "b"), migration("a")], ["a", "b", "c"]),
        ([migration("c"), migration("b"), migration("a", "b", "c")], ["b", "c", "a"]),
    ],
)  # fmt: skip
def test_each_runs_after_those_that_it_follows(
    migrations: list[Migration], order: list[str]
) -> None:
    assert [each.name for each in in_order(migrations)] == order


def test_the_chain_of_an_index(letters: Asked) -> None:
    steps = chain_of(letters.index)
    assert [step.revision for step in steps] == ["aaa111", "bbb222", "ccc333"]
    assert [(c.action, c.name) for c in steps[1].up] == [
        ("add_column", "letters.status"),
        ("rename_column", "letters.text"),
        ("alter_column", "letters.body"),
        ("create_index", "letter_status_idx"),
        ("update", "letters"),
    ]
    assert [(c.action, c.name) for c in steps[0].down] == [
        ("drop_table", "stamps"),
        ("drop_table", "letters"),
        ("drop_table", "boxes"),
    ]
