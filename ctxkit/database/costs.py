"""What a change of the schema costs a PostgreSQL in use: locks, scans, rewrites, rows written.

By the documentation of PostgreSQL (https://www.postgresql.org/docs/current/explicit-locking.html
and sql-altertable.html); a benchmark compares it with `pg_locks`. Not here: the tables
(`schema.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from ctxkit.database.schema import Schema, SchemaTable, column_of
from ctxkit.model import SchemaChange
from ctxkit.regex import regex

Lock = Literal[
    "ACCESS EXCLUSIVE",
    "SHARE ROW EXCLUSIVE",
    "SHARE",
    "SHARE UPDATE EXCLUSIVE",
    "ROW EXCLUSIVE",
    "",
]
"""The strongest first: closed to readers and writers, twice to writers, to other changes of the
schema, and open; "" of another database.
"""

Work = Literal["rewrites", "scans", "builds index", "writes", "removes data", ""]
"""What takes time with the number of rows, or loses them."""


class Cost(Struct, frozen=True, kw_only=True):
    """What a change does to a table that was there before the migration."""

    table: str
    lock: Lock
    work: Work = ""
    change: SchemaChange


_STABLE = regex(
    r"'(?:[^']|'')*'|-?[\d.]+|true|false|null|current_timestamp(?:\(\d\))?|now\(\)|localtimestamp"
    r"|uuid_nil\(\)|current_date",
    re.IGNORECASE,
)
_CAST = regex(r"::[\w ]{1,40}(?:\(\d{1,4}\))?(?:\[\])?$")
_TEXT_TYPE = regex(r"character varying(?:\((\d+)\))?$|text$")
_NUMERIC = regex(r"numeric(?:\((\d+)(?:,(\d+))?\))?$")


def costs_of(change: SchemaChange, schema: Schema) -> Iterator[Cost]:
    """Yield what a change costs, given the schema before it. Nothing if it changes nothing."""
    if change.action == "create_table":
        return
    table = schema.table_of(change)
    if change.in_table:
        if change.parent in schema.tables and change.parent != change.table:
            yield Cost(table=change.parent, lock="SHARE ROW EXCLUSIVE", change=change)
        return
    if table is None:
        if change.action in ("insert", "update", "delete") and change.table:
            yield Cost(table=change.table, lock="ROW EXCLUSIVE", work="writes", change=change)
        return
    if change.action == "drop_column" and column_of(change) not in table.columns:
        return
    if change.action == "add_column" and column_of(change) in table.columns:
        return
    lock, work = _lock_and_work(change, table)
    if lock is None:
        return
    yield Cost(table=table.name, lock=lock, work=work, change=change)
    for parent in _parents(change, table):
        yield Cost(table=parent[0], lock=parent[1], change=change)


def _lock_and_work(change: SchemaChange, table: SchemaTable) -> tuple[Lock | None, Work]:
    action = change.action
    alone = "concurrently" in change.detail.split()
    if action in ("insert", "update", "delete"):
        return "ROW EXCLUSIVE", "writes"
    if action == "create_index":
        return ("SHARE UPDATE EXCLUSIVE" if alone else "SHARE"), "builds index"
    if action == "drop_index":
        return ("SHARE UPDATE EXCLUSIVE" if alone else "ACCESS EXCLUSIVE"), ""
    if action in ("rename_index", "other"):
        return None, ""
    if action == "add_constraint":
        return _LOCK_OF_CONSTRAINT.get(change.detail, ("ACCESS EXCLUSIVE", "scans"))
    if action in ("drop_table", "drop_column"):
        return "ACCESS EXCLUSIVE", "removes data"
    if action == "add_column":
        return "ACCESS EXCLUSIVE", "" if is_stable(change.default) else "rewrites"
    if action == "alter_column":
        return "ACCESS EXCLUSIVE", _work_of_alteration(change, table)
    return "ACCESS EXCLUSIVE", ""


_LOCK_OF_CONSTRAINT: dict[str, tuple[Lock, Work]] = {
    "foreign key": ("SHARE ROW EXCLUSIVE", "scans"),
    "primary key": ("ACCESS EXCLUSIVE", "builds index"),
    "unique": ("ACCESS EXCLUSIVE", "builds index"),
}


def _parents(change: SchemaChange, table: SchemaTable) -> Iterator[tuple[str, Lock]]:
    """Yield the tables at the other end of foreign keys that a change makes or removes."""
    if change.action == "add_constraint" and change.parent:
        yield change.parent, "SHARE ROW EXCLUSIVE"
    elif change.action == "drop_table":
        for key in table.foreign_keys:
            if key.parent != table.name:
                yield key.parent, "ACCESS EXCLUSIVE"
    elif change.action == "drop_constraint":
        key_or_none = table.constraints.get(change.name)
        if key_or_none is not None and key_or_none.parent:
            yield key_or_none.parent, "ACCESS EXCLUSIVE"


def _work_of_alteration(change: SchemaChange, table: SchemaTable) -> Work:
    column = table.columns.get(column_of(change))
    if column is None:
        return "rewrites" if change.type else ""
    if change.type and not is_in_place(column.type, change.type):
        return "rewrites"
    if change.null is False and column.null:
        return "scans"
    return ""


def is_stable(default: str | None) -> bool:
    """Return whether a column with this default is added without a look at the rows: one value
    serves them all.
    """
    if default is None:
        return True
    text = default.strip().strip("()")
    return bool(_STABLE.fullmatch(_CAST.sub("", default.strip())) or _STABLE.fullmatch(text))


def is_in_place(old: str, new: str) -> bool:
    """Return whether PostgreSQL changes a type without rewriting the table."""
    if old == new:
        return True
    before, after = _TEXT_TYPE.match(old), _TEXT_TYPE.match(new)
    if before and after:
        return after[1] is None or (before[1] is not None and int(after[1]) >= int(before[1]))
    numbers = _NUMERIC.match(old), _NUMERIC.match(new)
    if numbers[0] and numbers[1]:
        (digits, scale), (more, same) = numbers[0].groups(), numbers[1].groups()
        return more is None or (digits is not None and int(more) >= int(digits) and scale == same)
    return False
