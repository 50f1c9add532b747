# ruff: noqa: E501 - statements stay whole

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict

from ctxkit.extract.sql import SqlChange, sql_changes
from tests.pace import at_most


def told(text: str) -> list[dict[str, Any]]:
    """Return what each change says that is not empty."""
    empty = asdict(SqlChange(action="other"))
    return [
        {name: value for name, value in asdict(each).items() if value != empty[name]}
        for each in sql_changes(text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("UPDATE a SET b = 1, c.d = 'x, y' WHERE e = 2", {"action": "update", "table": "a", "columns": ("b", "d")}),
        ("update only public.a set b = (select c from d where e = 1)", {"action": "update", "table": "a", "columns": ("b",)}),
        ('UPDATE "a" SET "b" = NULL', {"action": "update", "table": "a", "columns": ("b",)}),
        ("INSERT INTO a (b, c) VALUES (1, 2)", {"action": "insert", "table": "a", "columns": ("b", "c")}),
        ("INSERT INTO a SELECT * FROM b", {"action": "insert", "table": "a"}),
        ("DELETE FROM a WHERE b = 1", {"action": "delete", "table": "a"}),
        ("TRUNCATE TABLE a", {"action": "delete", "table": "a"}),
        ("WITH r AS (SELECT id FROM b) UPDATE a SET c = r.id FROM r", {"action": "update", "table": "a", "columns": ("c",)}),
        ("WITH r AS (SELECT 1) DELETE FROM a USING r", {"action": "delete", "table": "a"}),
        ("DROP TABLE IF EXISTS a", {"action": "drop_table", "table": "a"}),
        ("ALTER TABLE a RENAME TO b", {"action": "rename_table", "table": "a", "new_name": "b"}),
        ("ALTER TABLE a RENAME COLUMN b TO c", {"action": "rename_column", "table": "a", "name": "b", "new_name": "c"}),
        ("ALTER TABLE a ADD COLUMN IF NOT EXISTS b varchar(9) NOT NULL DEFAULT 'x'", {"action": "add_column", "table": "a", "name": "b", "type": "varchar(9)", "null": False, "default": "'x'"}),
        ("ALTER TABLE a DROP COLUMN b", {"action": "drop_column", "table": "a", "name": "b"}),
        ("ALTER TABLE a DROP CONSTRAINT b", {"action": "drop_constraint", "table": "a", "name": "b"}),
        ("ALTER TABLE a ALTER COLUMN b SET NOT NULL", {"action": "alter_column", "table": "a", "name": "b", "null": False}),
        ("ALTER TABLE a ALTER b DROP NOT NULL", {"action": "alter_column", "table": "a", "name": "b", "null": True}),
        ("ALTER TABLE a ALTER COLUMN b SET DEFAULT 'x'::text", {"action": "alter_column", "table": "a", "name": "b", "default": "'x'::text"}),
        ("ALTER TABLE a ALTER COLUMN b DROP DEFAULT", {"action": "alter_column", "table": "a", "name": "b", "drops_default": True}),
        ("ALTER TABLE a ALTER COLUMN b TYPE jsonb USING b::jsonb", {"action": "alter_column", "table": "a", "name": "b", "type": "jsonb", "detail": "USING b::jsonb"}),
        ("CREATE INDEX i ON a (b, c DESC)", {"action": "create_index", "table": "a", "name": "i", "columns": ("b", "c DESC")}),
        ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a USING btree (b)", {"action": "create_index", "table": "a", "name": "i", "columns": ("b",), "detail": "unique concurrently"}),
        ("DROP INDEX CONCURRENTLY i", {"action": "drop_index", "name": "i", "detail": "concurrently"}),
        ("ALTER INDEX i RENAME TO j", {"action": "rename_index", "name": "i", "new_name": "j"}),
        ("CREATE EXTENSION IF NOT EXISTS x", {"detail": "CREATE EXTENSION IF NOT EXISTS x"}),
    ],
)  # fmt: skip
def test_statements(text: str, found: dict[str, Any]) -> None:
    assert told(text) == [{name: value for name, value in found.items() if value != "other"}]


def test_a_table_is_created_with_its_columns() -> None:
    text = "CREATE TABLE a (id uuid PRIMARY KEY, b numeric(10, 2) NOT NULL, PRIMARY KEY (id), UNIQUE (b))"
    assert [(c.action, c.name, c.type, c.null) for c in sql_changes(text)] == [
        ("create_table", "", "", None),
        ("add_column", "id", "uuid", False),
        ("add_column", "b", "numeric(10, 2)", False),
    ]


@pytest.mark.parametrize(
    "text",
    ["", ";;", "SELECT * FROM a", "-- UPDATE a SET b = 1", "/* DELETE FROM a; */", "WITH r AS (SELECT 1) SELECT 2"],
)  # fmt: skip
def test_what_changes_nothing(text: str) -> None:
    assert told(text) == []


def test_several_statements_and_a_semicolon_in_a_text() -> None:
    text = (
        "UPDATE a SET b = 'x; DROP TABLE c'; DELETE FROM d; DO $do$ BEGIN DELETE FROM e; END $do$"
    )
    assert [(c.action, c.table) for c in sql_changes(text)] == [
        ("update", "a"),
        ("delete", "d"),
        ("other", ""),
    ]


@pytest.mark.parametrize(
    "part", ["(", "'", '"', "$a$", "/*", "UPDATE ", "a,", "ALTER TABLE a ADD ", "; "]
)
@pytest.mark.no_cover
def test_the_time_is_linear_in_the_text(part: str) -> None:
    with at_most(1):
        list(sql_changes(part * 200_000))
