# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.model import SchemaChange
from tests.database.changes import change, schema


def columns(*changes: SchemaChange) -> dict[str, tuple[str, bool, str | None]]:
    table = schema(*changes).tables["a"]
    return {c.name: (c.type, c.null, c.default) for c in table.columns.values()}


@pytest.mark.parametrize(
    ("done", "found"),
    [
        (change("add_column", "a", "c", type="uuid", null=False, default="f()"), {"b": ("text", True, None), "c": ("uuid", False, "f()")}),
        (change("add_column", "a", "b", type="uuid"), {"b": ("text", True, None)}),
        (change("drop_column", "a", "b"), {}),
        (change("drop_column", "a", "x"), {"b": ("text", True, None)}),
        (change("alter_column", "a", "b", type="jsonb"), {"b": ("jsonb", True, None)}),
        (change("alter_column", "a", "b", null=False), {"b": ("text", False, None)}),
        (change("alter_column", "a", "b", default="'x'"), {"b": ("text", True, "'x'")}),
        (change("alter_column", "a", "x", null=False), {"b": ("text", True, None)}),
        (change("rename_column", "a", "b", new_name="c"), {"c": ("text", True, None)}),
        (change("rename_column", "a", "b", new_name=""), {"b": ("text", True, None)}),
        (change("create_table", "a"), {"b": ("text", True, None)}),
        (change("add_constraint", "a", "p", columns=("b",), detail="primary key"), {"b": ("text", False, None)}),
        (change("update", "a"), {"b": ("text", True, None)}),
    ],
)  # fmt: skip
def test_columns(done: SchemaChange, found: dict[str, tuple[str, bool, str | None]]) -> None:
    assert columns(done) == found


def test_a_default_is_taken_away() -> None:
    given = change("alter_column", "a", "b", default="'x'")
    assert columns(given, change("alter_column", "a", "b", drops_default=True))["b"][2] is None


def test_tables_come_and_go() -> None:
    made = schema(change("create_table", "c"), change("drop_table", "a"))
    assert (set(made.tables), set(made.dropped)) == ({"c"}, {"a"})
    renamed = schema(change("rename_table", "a", new_name="c"))
    assert set(renamed.tables) == {"c"}
    assert renamed.tables["c"].name == "c"
    assert set(schema(change("create_table", "c"), change("rename_table", "a", new_name="c")).tables) == {"a", "c"}  # fmt: skip


def test_what_names_a_thing_follows_it_to_its_new_name() -> None:
    index = change("create_index", "a", "i", columns=("b",))
    key = change("add_constraint", "c", "f", columns=("a_id",), detail="foreign key", parent="a")
    made = schema(
        index,
        change("create_table", "c"),
        key,
        change("rename_column", "a", "b", new_name="d"),
        change("rename_table", "a", new_name="e"),
    )
    assert [made.name_today(name) for name in "aex"] == ["e", "e", "x"]
    assert made.tables["e"].indexes["i"].columns == ("d",)
    assert made.tables["c"].constraints["f"].parent == "e"


def test_a_name_that_a_table_has_again() -> None:
    away, back = (
        change("rename_table", "a", new_name="c"),
        change("rename_table", "c", new_name="a"),
    )
    assert [schema(away, back).name_today(name) for name in "ac"] == ["a", "a"]
    gone = schema(away, back, change("drop_table", "a"))
    assert [gone.name_today(name) for name in "ac"] == ["a", "a"]
    new = schema(away, change("create_table", "a"))
    assert [new.name_today(name) for name in "ac"] == ["a", "c"]


def test_indexes_and_constraints() -> None:
    index = change("create_index", "a", "i", columns=("b",))
    unique = change("add_constraint", "a", "u", columns=("b",), detail="unique")
    table = schema(index, unique).tables["a"]
    assert (list(table.indexes), list(table.constraints)) == (["i"], ["u"])
    renamed = schema(index, SchemaChange(name="i", line=1, end_line=1, action="rename_index", revision="r", new_name="j"))  # fmt: skip
    assert list(renamed.tables["a"].indexes) == ["j"]
    dropped = schema(index, unique, change("drop_index", "", "i"), change("drop_constraint", "a", "u"))  # fmt: skip
    assert not dropped.tables["a"].indexes
    assert not dropped.tables["a"].constraints
    gone = schema(index, unique, change("drop_column", "a", "b")).tables["a"]
    assert not gone.indexes
    assert not gone.constraints


@pytest.mark.parametrize(
    ("detail", "name"),
    [("unique", "a_b_key"), ("foreign key", "a_b_fkey"), ("primary key", "a_pkey"), ("check", "a_b_check")],
)  # fmt: skip
def test_a_constraint_without_a_name_has_the_one_that_postgresql_gives_it(
    detail: str, name: str
) -> None:
    table = schema(change("add_constraint", "a", columns=("b",), detail=detail)).tables["a"]
    assert list(table.constraints) == [name]


def test_a_table_knows_its_changes() -> None:
    done = [change("update", "a"), change("alter_column", "a", "b", null=False)]
    table = schema(*done).tables["a"]
    assert [each.action for each in table.changes] == ["create_table", "add_column", "update", "alter_column"]  # fmt: skip
    assert [each.action for each in table.columns["b"].changes] == ["add_column", "alter_column"]
