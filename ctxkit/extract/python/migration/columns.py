"""Columns, constraints and indexes as SQLAlchemy describes them (`sa.Column("name", sa.Text())`).

Not here: types and defaults (`column_types.py`), operations on tables that exist (`operations.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ctxkit.extract.python.migration.column_types import sql_of, type_of
from ctxkit.extract.python.migration.values import ForeignCall, Value, text_of, texts_of
from ctxkit.model import SchemaChange
from ctxkit.model.vocabulary import SchemaAction

_CONSTRAINTS = {
    "CheckConstraint": "check",
    "ForeignKeyConstraint": "foreign key",
    "PrimaryKeyConstraint": "primary key",
    "UniqueConstraint": "unique",
}
_NUMBERED = ("bigint", "integer", "smallint")


def change(
    call: ForeignCall, action: SchemaAction, table: Value, name: Value = "", **values: Any
) -> SchemaChange:
    """Return a change of `table`, or of the part `name` of it."""
    return SchemaChange(
        name=text_of(name) or text_of(table),
        revision="",
        action=action,
        table=text_of(table),
        line=call.line,
        end_line=call.end_line,
        **values,
    )


def table_changes(call: ForeignCall) -> Iterator[SchemaChange]:
    """Yield what `op.create_table("apps", sa.Column(...), ...)` makes."""
    table = call.get(0, "table_name")
    yield change(call, "create_table", table)
    parts = [part for part in call.args[1:] if isinstance(part, ForeignCall)]
    columns = [part for part in parts if part.function == "Column"]
    keys = [text_of(part.get(0, "name")) for part in columns if _is_true(part, "primary_key")]
    for part in parts:
        if part.function == "PrimaryKeyConstraint":
            keys += texts_of(part.args)
    for part in parts:
        if part.function == "Column":
            yield from column_changes(part, table, keys=keys, in_table=True)
        elif part.function in _CONSTRAINTS:
            yield _constraint(part, table)
        elif part.function == "Index":
            name, columns_of = part.get(0, "name"), texts_of(part.args[1:])
            yield change(part, "create_index", table, name, columns=columns_of, in_table=True)


def column_changes(
    column: ForeignCall, table: Value, *, keys: list[str] | None = None, in_table: bool = False
) -> Iterator[SchemaChange]:
    """Yield a column, and the constraints that it brings; `keys` are those of the primary key of
    the table that it is created with.
    """
    name = text_of(column.get(0, "name"))
    is_key = _is_true(column, "primary_key")
    nullable = column.named.get("nullable", not is_key)
    if name in (keys or ()):
        nullable = False
    yield change(
        column,
        "add_column",
        table,
        f"{text_of(table)}.{name}",
        type=type_of(column.get(1, "type_")),
        null=nullable if isinstance(nullable, bool) else None,
        default=_default_of(column, table, keys or []),
        in_table=in_table,
    )
    for detail, is_given in (("primary key", is_key), ("unique", _is_true(column, "unique"))):
        if is_given:
            yield change(
                column, "add_constraint", table, columns=(name,), detail=detail, in_table=in_table
            )
    if _is_true(column, "index"):
        index = f"ix_{text_of(table)}_{name}"
        yield change(column, "create_index", table, index, columns=(name,), in_table=in_table)
    for part in _parts(column, "ForeignKey"):
        yield change(
            part,
            "add_constraint",
            table,
            part.named.get("name"),
            columns=(name,),
            detail="foreign key",
            parent=text_of(part.get(0, "column")).rpartition(".")[0],
            in_table=in_table,
        )


def _default_of(column: ForeignCall, table: Value, keys: list[str]) -> str | None:
    """Return the default of a column; PostgreSQL numbers the rows of a table by a sequence where
    the primary key is one number without any other default.
    """
    computed = _parts(column, "Computed", "Identity")
    default = column.named.get("server_default")
    if computed or default is not None:
        return sql_of(computed[0] if computed else default)
    name = text_of(column.get(0, "name"))
    is_numbered = (
        keys == [name]
        and type_of(column.get(1, "type_")) in _NUMBERED
        and column.named.get("autoincrement", True) in (True, "auto")
        and not _parts(column, "ForeignKey")
    )
    return f"nextval('{text_of(table)}_{name}_seq')" if is_numbered else None


def _constraint(part: ForeignCall, table: Value) -> SchemaChange:
    detail = _CONSTRAINTS[part.function]
    columns, parent = texts_of(part.args), ""
    if detail == "foreign key":
        columns = texts_of(part.get(0, "columns"))
        parent = next(iter(texts_of(part.get(1, "refcolumns"))), "").rpartition(".")[0]
    return change(
        part,
        "add_constraint",
        table,
        part.named.get("name"),
        columns=columns,
        detail=detail,
        parent=parent,
        in_table=True,
    )


def _parts(column: ForeignCall, *functions: str) -> list[ForeignCall]:
    """Return the arguments of a column that such calls make."""
    return [
        arg for arg in column.args[1:] if isinstance(arg, ForeignCall) and arg.function in functions
    ]


def _is_true(call: ForeignCall, name: str) -> bool:
    return call.named.get(name) is True
