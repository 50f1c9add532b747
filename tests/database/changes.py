"""Changes of a schema that a test writes itself."""

from __future__ import annotations

from ctxkit.database.schema import Schema, schema_after
from ctxkit.model import SchemaChange
from ctxkit.model.vocabulary import SchemaAction


def change(action: SchemaAction, table: str, part: str = "", **fields: object) -> SchemaChange:
    """Return a change; `part` is a column, or the name of an index or a constraint."""
    is_column = action.endswith("column")
    name = f"{table}.{part}" if is_column else part or table
    return SchemaChange(
        name=name,
        line=1,
        end_line=1,
        action=action,
        revision="r",
        table=table,
        **fields,  # type: ignore[arg-type]
    )


def schema(*changes: SchemaChange) -> Schema:
    """Return a schema with table `a` of column `b`, after further changes."""
    first = [
        change("create_table", "a"),
        change("add_column", "a", "b", type="text", null=True, in_table=True),
    ]
    return schema_after([*first, *changes])
