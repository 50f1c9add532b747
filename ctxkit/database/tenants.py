"""To which tenant the rows of a table belong: by a column of their own, by a path to a table that
has one, or to none.

A path follows foreign keys, and where there are none, the names of columns: `app_id` is the id of a
row of `apps`. Not here: the tables (`schema.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from ctxkit.database.schema import SchemaTable
from ctxkit.model.tables import TenantScope

TENANT = "tenant_id"
TENANTS = "tenants"
_MAX_STEPS = 4


def scope_of(name: str, tables: Mapping[str, SchemaTable]) -> TenantScope:
    """Return how the rows of a table belong to a tenant, by the shortest path; of several, by the
    one whose columns come first. A column that may be null leads there only where no other does:
    a query that joins by it loses the rows without it.
    """
    if name == TENANTS:
        return TenantScope(kind="own", column="tenants.id")
    paths = (_path(name, tables, may_be_null=each) for each in (False, True))
    return next(filter(None, paths), TenantScope(kind="global"))


def _path(name: str, tables: Mapping[str, SchemaTable], *, may_be_null: bool) -> TenantScope | None:
    """Return the shortest path, None if there is none; `may_be_null`: columns may be."""
    waiting: deque[tuple[str, tuple[tuple[str, str], ...], bool]] = deque([(name, (), False)])
    seen = {name}
    while waiting:
        table, steps, by_name = waiting.popleft()
        if TENANT in tables[table].columns:
            return TenantScope(
                kind="path" if steps else "own",
                steps=steps,
                column=f"{table}.{TENANT}",
                by_name=by_name,
            )
        if len(steps) == _MAX_STEPS:
            continue
        for column, parent, is_key in links_of(tables[table], tables):
            if parent in seen or (tables[table].columns[column].null and not may_be_null):
                continue
            seen.add(parent)
            step = (f"{table}.{column}", f"{parent}.id")
            waiting.append((parent, (*steps, step), by_name or not is_key))
    return None


def links_of(
    table: SchemaTable, tables: Mapping[str, SchemaTable]
) -> Iterator[tuple[str, str, bool]]:
    """Yield (column, table that it leads to, whether a foreign key says so)."""
    keys = {part.columns[0]: part.parent for part in table.foreign_keys if len(part.columns) == 1}
    for column in table.columns:
        if keys.get(column) in tables:
            yield column, keys[column], True
            continue
        parent = _named_parent(column, tables)
        if parent:
            yield column, parent, False


def _named_parent(column: str, tables: Mapping[str, SchemaTable]) -> str:
    """Return the table whose row `<thing>_id` names, empty if none is called so."""
    thing = column.removesuffix("_id")
    if thing == column or not thing:
        return ""
    for name in (f"{thing}s", f"{thing}es", f"{thing.removesuffix('y')}ies", thing):
        if name in tables and "id" in tables[name].columns:
            return name
    return ""
