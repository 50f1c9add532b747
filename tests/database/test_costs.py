# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import pytest

from ctxkit.database.costs import costs_of, is_in_place, is_stable
from ctxkit.model import SchemaChange
from tests.database.changes import change, schema

EXCLUSIVE = "ACCESS EXCLUSIVE"


@pytest.mark.parametrize(
    ("done", "lock", "work"),
    [
        (change("add_column", "a", "c"), EXCLUSIVE, ""),
        (change("add_column", "a", "c", default="'x'::text"), EXCLUSIVE, ""),
        (change("add_column", "a", "c", default="uuid_generate_v4()"), EXCLUSIVE, "rewrites"),
        (change("drop_column", "a", "b"), EXCLUSIVE, "removes data"),
        (change("drop_table", "a"), EXCLUSIVE, "removes data"),
        (change("rename_table", "a", new_name="c"), EXCLUSIVE, ""),
        (change("rename_column", "a", "b", new_name="c"), EXCLUSIVE, ""),
        (change("alter_column", "a", "b", null=False), EXCLUSIVE, "scans"),
        (change("alter_column", "a", "b", null=True), EXCLUSIVE, ""),
        (change("alter_column", "a", "b", default="1"), EXCLUSIVE, ""),
        (change("alter_column", "a", "b", type="jsonb"), EXCLUSIVE, "rewrites"),
        (change("alter_column", "a", "b", type="character varying"), EXCLUSIVE, ""),
        (change("create_index", "a", "i"), "SHARE", "builds index"),
        (change("create_index", "a", "i", detail="unique concurrently"), "SHARE UPDATE EXCLUSIVE", "builds index"),
        (change("drop_index", "a", "i"), EXCLUSIVE, ""),
        (change("drop_index", "a", "i", detail="concurrently"), "SHARE UPDATE EXCLUSIVE", ""),
        (change("add_constraint", "a", "u", detail="unique"), EXCLUSIVE, "builds index"),
        (change("add_constraint", "a", "u", detail="check"), EXCLUSIVE, "scans"),
        (change("add_constraint", "a", "u", detail="foreign key"), "SHARE ROW EXCLUSIVE", "scans"),
        (change("drop_constraint", "a", "u"), EXCLUSIVE, ""),
        (change("update", "a"), "ROW EXCLUSIVE", "writes"),
        (change("insert", "a"), "ROW EXCLUSIVE", "writes"),
        (change("delete", "a"), "ROW EXCLUSIVE", "writes"),
    ],
)  # fmt: skip
def test_locks_and_work(done: SchemaChange, lock: str, work: str) -> None:
    [cost] = costs_of(done, schema())
    assert (cost.table, cost.lock, cost.work) == ("a", lock, work)


@pytest.mark.parametrize(
    "done",
    [
        change("create_table", "c"),
        change("add_column", "a", "b"),
        change("drop_column", "a", "x"),
        change("add_column", "a", "c", in_table=True),
        change("rename_index", "a", "i"),
        change("other", "a"),
        change("drop_table", "x"),
    ],
)
def test_what_costs_nothing(done: SchemaChange) -> None:
    assert list(costs_of(done, schema())) == []


def test_foreign_keys_close_the_other_table_too() -> None:
    parent = change("create_table", "p")
    key = change("add_constraint", "a", "f", detail="foreign key", columns=("b",), parent="p")
    assert [(c.table, c.lock) for c in costs_of(key, schema(parent))] == [
        ("a", "SHARE ROW EXCLUSIVE"),
        ("p", "SHARE ROW EXCLUSIVE"),
    ]
    with_key = schema(parent, key)
    for done in (change("drop_table", "a"), change("drop_constraint", "a", "f")):
        assert [(c.table, c.lock) for c in costs_of(done, with_key)] == [("a", EXCLUSIVE), ("p", EXCLUSIVE)]  # fmt: skip
    new = change("add_constraint", "n", "f", detail="foreign key", parent="p", in_table=True)
    assert [(c.table, c.lock) for c in costs_of(new, with_key)] == [("p", "SHARE ROW EXCLUSIVE")]


@pytest.mark.parametrize(
    ("default", "found"),
    [
        (None, True),
        ("0", True),
        ("-1.5", True),
        ("'x'", True),
        ("'it''s'::character varying(9)", True),
        ("false", True),
        ("CURRENT_TIMESTAMP", True),
        ("CURRENT_TIMESTAMP(0)", True),
        ("now()", True),
        ("(0)", True),
        ("uuid_generate_v4()", False),
        ("uuidv7()", False),
        ("nextval('s')", False),
        ("random()", False),
        ("generated always as (b)", False),
    ],
)
def test_defaults_that_need_no_look_at_the_rows(default: str | None, found: bool) -> None:
    assert is_stable(default) is found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("text", "text", True),
        ("character varying(9)", "text", True),
        ("character varying(9)", "character varying(10)", True),
        ("character varying(9)", "character varying(8)", False),
        ("character varying", "character varying(9)", False),
        ("text", "character varying(9)", False),
        ("numeric(10,4)", "numeric(12,4)", True),
        ("numeric(10,4)", "numeric(12,5)", False),
        ("numeric(10,4)", "numeric(9,4)", False),
        ("numeric(10,4)", "numeric", True),
        ("integer", "bigint", False),
        ("json", "jsonb", False),
    ],
)
def test_types_that_change_in_place(old: str, new: str, found: bool) -> None:
    assert is_in_place(old, new) is found
