"""The operations of Alembic, and the statements that migrations execute, as changes of the schema.

Not here: in which order a migration calls them (`evaluation.py`), statements of SQL
(`extract/sql.py`), files (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import asdict, replace

from ctxkit.extract.python.migration.column_types import sql_of, type_of
from ctxkit.extract.python.migration.columns import change, column_changes, table_changes
from ctxkit.extract.python.migration.values import (
    UNKNOWN,
    Attribute,
    ForeignCall,
    ForeignName,
    Value,
    text_of,
    texts_of,
)
from ctxkit.extract.sql import SqlChange, sql_changes
from ctxkit.model import SchemaAction, SchemaChange

_BATCH = "batch_alter_table"
_ROWS: dict[str, SchemaAction] = {"insert": "insert", "update": "update", "delete": "delete"}
_MAX_CHAIN = 100  # of methods, as in `.where(...).values(...)`
_UNCHANGED = "unchanged"  # no default of Alembic's is this text


def steps_of(call: ForeignCall) -> Iterator[SchemaChange]:
    """Yield what a call changes; nothing for a call of anything but Alembic or a connection.

    Only the fields that a call decides are filled.
    """
    if call.function == "execute":
        yield from _executed(call)
        return
    table = _table_of_batch(call.target)
    maker = _OPERATIONS.get(call.function)
    if maker is not None and (table is not None or _is_alembic(call.target)):
        yield from maker(call if table is None else _with_table(call, table))


def is_autocommit(value: Value) -> bool:
    """Return whether a `with` block has this value to leave the migration's transaction."""
    return isinstance(value, ForeignCall) and value.function == "autocommit_block"


def _table_of_batch(target: Value) -> Value | None:
    """Return the table of `with op.batch_alter_table("apps") as batch_op`, None for others."""
    if isinstance(target, ForeignCall) and target.function == _BATCH:
        return target.get(0, "table_name", default=UNKNOWN)
    return None


def _is_alembic(target: Value) -> bool:
    return isinstance(target, ForeignName) and target.last == "op"


def _with_table(call: ForeignCall, table: Value) -> ForeignCall:
    """Return a call of a batch as the one of `op` with the same effect."""
    at = 1 if call.function in _NAME_FIRST else 0
    args = list(call.args)
    if at == 1 and not args:
        args = [next((call.named[n] for n in _PART_NAMES if n in call.named), None)]
    args.insert(at, table)
    return replace(call, args=tuple(args))


_NAME_FIRST = frozenset(
    (
        *("create_index", "drop_index", "drop_constraint", "create_foreign_key"),
        *("create_unique_constraint", "create_primary_key", "create_check_constraint"),
    )
)
"""Operations whose first argument is the name of the part, the second the table."""
_PART_NAMES = ("index_name", "constraint_name")


def _add_column(call: ForeignCall) -> Iterator[SchemaChange]:
    column = call.get(1, "column")
    if isinstance(column, ForeignCall):
        yield from column_changes(column, call.get(0, "table_name"))
    else:
        yield change(call, "add_column", call.get(0, "table_name"))


def _alter_column(call: ForeignCall) -> Iterator[SchemaChange]:
    table, column = call.get(0, "table_name"), text_of(call.get(1, "column_name"))
    name = f"{text_of(table)}.{column}"
    type_ = call.named.get("type_")
    null = call.named.get("nullable")
    default = call.named.get("server_default", _UNCHANGED)
    drops = default is None
    is_new = default is not _UNCHANGED and default is not False and not drops
    if type_ is not None or null is not None or drops or is_new:
        yield change(
            call,
            "alter_column",
            table,
            name,
            type=type_of(type_),
            null=null if isinstance(null, bool) else None,
            default=sql_of(default) if is_new else None,
            drops_default=drops,
            detail=text_of(call.named.get("postgresql_using")),
        )
    new_name = text_of(call.named.get("new_column_name"))
    if new_name:
        yield change(call, "rename_column", table, name, new_name=new_name)


def _create_index(call: ForeignCall) -> Iterator[SchemaChange]:
    columns = call.get(2, "columns")
    parts = columns if isinstance(columns, (list, tuple)) else ()
    words = [
        "unique" if call.named.get("unique") is True else "",
        "concurrently" if call.named.get("postgresql_concurrently") is True else "",
    ]
    yield change(
        call,
        "create_index",
        call.get(1, "table_name"),
        call.get(0, "index_name"),
        columns=tuple(each if isinstance(each, str) else sql_of(each) for each in parts),
        detail=" ".join(filter(None, words)),
    )


def _drop_index(call: ForeignCall) -> Iterator[SchemaChange]:
    alone = call.named.get("postgresql_concurrently") is True
    yield change(
        call,
        "drop_index",
        call.get(1, "table_name", default=""),
        call.get(0, "index_name"),
        detail="concurrently" if alone else "",
    )


def _add_constraint(detail: str) -> Callable[[ForeignCall], Iterator[SchemaChange]]:
    def read(call: ForeignCall) -> Iterator[SchemaChange]:
        table = call.get(1, "table_name", "source_table")
        columns = texts_of(call.get(2, "columns"))
        parent = ""
        if detail == "foreign key":
            parent = text_of(call.get(2, "referent_table"))
            columns = texts_of(call.get(3, "local_cols"))
        name = call.get(0, "constraint_name")
        yield change(
            call, "add_constraint", table, name, columns=columns, detail=detail, parent=parent
        )

    return read


def _drop_constraint(call: ForeignCall) -> Iterator[SchemaChange]:
    detail = (
        text_of(call.get(2, "type_"))
        .replace("foreignkey", "foreign key")
        .replace("primary", "primary key")
    )
    name = call.get(0, "constraint_name")
    yield change(call, "drop_constraint", call.get(1, "table_name"), name, detail=detail)


def _drop_table(call: ForeignCall) -> Iterator[SchemaChange]:
    yield change(call, "drop_table", call.get(0, "table_name"))


def _rename_table(call: ForeignCall) -> Iterator[SchemaChange]:
    new_name = text_of(call.get(1, "new_table_name"))
    yield change(call, "rename_table", call.get(0, "old_table_name"), new_name=new_name)


def _drop_column(call: ForeignCall) -> Iterator[SchemaChange]:
    table = call.get(0, "table_name")
    column = text_of(call.get(1, "column_name"))
    yield change(call, "drop_column", table, f"{text_of(table)}.{column}")


def _bulk(call: ForeignCall) -> Iterator[SchemaChange]:
    yield change(call, "insert", _table_named(call.get(0, "table")))


_OPERATIONS: dict[str, Callable[[ForeignCall], Iterator[SchemaChange]]] = {
    "add_column": _add_column,
    "alter_column": _alter_column,
    "bulk_insert": _bulk,
    "create_check_constraint": _add_constraint("check"),
    "create_foreign_key": _add_constraint("foreign key"),
    "create_index": _create_index,
    "create_primary_key": _add_constraint("primary key"),
    "create_table": table_changes,
    "create_unique_constraint": _add_constraint("unique"),
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "drop_index": _drop_index,
    "drop_table": _drop_table,
    "rename_table": _rename_table,
}


def _executed(call: ForeignCall) -> Iterator[SchemaChange]:
    """`op.execute("UPDATE ...")`, `conn.execute(sa.update(apps).values(...))`."""
    statement = call.get(0, "sqltext", "statement")
    if isinstance(statement, ForeignCall) and statement.function in ("text", "DDL"):
        statement = statement.get(0, "text", "statement")
    if isinstance(statement, str):
        for each in sql_changes(statement):
            yield _of_sql(call, each)
    elif isinstance(statement, (ForeignCall, Attribute)):
        yield from _built(call, statement)
    else:
        yield change(call, "other", "")


def _of_sql(call: ForeignCall, found: SqlChange) -> SchemaChange:
    is_column = found.action in ("add_column", "alter_column", "drop_column", "rename_column")
    name = f"{found.table}.{found.name}" if is_column else found.name
    return change(call, **asdict(replace(found, name=name)))


def _built(call: ForeignCall, statement: Value) -> Iterator[SchemaChange]:
    """Yield what a statement of SQLAlchemy writes: `table.update().where(...).values(...)`."""
    columns: dict[str, None] = {}
    for _ in range(_MAX_CHAIN):
        if isinstance(statement, Attribute):
            statement = statement.target
            continue
        if not isinstance(statement, ForeignCall):
            break
        if statement.function == "values":
            columns |= dict.fromkeys(statement.named)
            columns |= dict.fromkeys(statement.get(0) if isinstance(statement.get(0), dict) else ())
        action = _ROWS.get(statement.function)
        if action:
            table = statement.get(0, "table") if statement.args else statement.target
            yield change(call, action, _table_named(table), columns=tuple(columns))
            return
        if statement.function in ("select", "exists"):
            return
        statement = statement.target
    yield change(call, "other", "")


def _table_named(value: Value) -> str:
    """Return the name of the table that `sa.table("apps", ...)` stands for, else empty."""
    if isinstance(value, ForeignCall) and value.function in ("table", "Table"):
        return text_of(value.get(0, "name"))
    return ""
