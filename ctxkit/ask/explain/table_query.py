"""A query that only reads, for the rows of a table that matter: states and errors, of one tenant,
the newest first.

Not here: to which tenant rows belong (`database/tenants.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctxkit.database.schema import SchemaTable
from ctxkit.model.tables import TenantScope
from ctxkit.regex import regex

_STATE = regex(r"(?:^|_)(?:status|state|phase|stage|enabled|disabled|archived)$|^is_\w{1,40}$")
_ERROR = regex(
    r"(?:^|_)(?:error|errors|exceptions|exceptions_count|failure|failed|reason|stopped_by)(?:_|$)"
)
_TIMES = ("created_at", "updated_at", "started_at", "timestamp")
_MAX_COLUMNS = 8
_MAX_ROWS = 50
TENANT = "<tenant id>"
"""What the reader puts in."""


def states_of(table: SchemaTable) -> tuple[str, ...]:
    """Return the columns that say in which state a row is."""
    return tuple(name for name in table.columns if _STATE.search(name) and not _ERROR.search(name))


def errors_of(table: SchemaTable) -> tuple[str, ...]:
    """Return the columns that say what went wrong."""
    return tuple(name for name in table.columns if _ERROR.search(name))


def query_of(table: SchemaTable, scope: TenantScope, tables: Mapping[str, SchemaTable]) -> str:
    """Return the query."""
    times = [name for name in _TIMES if name in table.columns][:1]
    ids = ["id"] if "id" in table.columns else []
    wanted = [*ids, *states_of(table), *errors_of(table), *times][:_MAX_COLUMNS]
    prefix = f"{table.name}." if scope.steps else ""  # or the name of a column may be of two tables
    shown = ", ".join(f"{prefix}{name}" for name in wanted) or f"{prefix}*"
    parts = [f"SELECT {shown} FROM {table.name}"]
    parts += _joins(scope.steps, tables)
    if scope.kind != "global":
        column = scope.column if scope.steps else scope.column.partition(".")[2]
        parts.append(f"WHERE {column} = '{TENANT}'")
    if times:
        parts.append(f"ORDER BY {prefix}{times[0]} DESC")
    return " ".join([*parts, f"LIMIT {_MAX_ROWS}"])


def _joins(steps: Sequence[tuple[str, str]], tables: Mapping[str, SchemaTable]) -> list[str]:
    joins: list[str] = []
    for left, right in steps:
        parent = right.partition(".")[0]
        ends = [left, right]
        if len({_type_of(end, tables) for end in ends}) > 1:
            ends = [f"{end}::text" for end in ends]
        joins.append(f"JOIN {parent} ON {ends[1]} = {ends[0]}")
    return joins


def _type_of(column: str, tables: Mapping[str, SchemaTable]) -> str:
    table, _, name = column.partition(".")
    return tables[table].columns[name].type
