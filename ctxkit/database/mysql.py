"""What a change of the schema does to a table of MySQL 8 in use, as far as its manual says it for
sure: a copy, a rebuild in place, an index built in place, or an instant.

By https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html, of the default
algorithm, which is the cheapest that there is for the operation. MariaDB 10.11, asked with
`ALGORITHM=` for each of them, does the same; a longer VARCHAR is an instant there, which is
`unknown` here. No MySQL was asked. Not here: PostgreSQL (`costs.py`).

The facts are of the branch of a migration that runs on PostgreSQL; where a migration asks which
database it is, another type or another change may be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from ctxkit.database.costs import Cost, Work
from ctxkit.database.migration_range import MigrationRange
from ctxkit.model import SchemaChange

MySqlWork = Literal["copies", "rebuilds", "builds index", "instant", "unknown"]
"""`copies`: closed to writers, open to readers. `rebuilds` and `builds index`: open to both.
`instant` is of MySQL 8.0.29 or newer: before, columns are dropped, and added elsewhere than at the
end, by a rebuild.
"""

_INSTANT = frozenset(
    {"add_column", "drop_column", "rename_column", "rename_table", "rename_index", "drop_index"}
)
_OF_ROWS = frozenset({"create_table", "drop_table", "insert", "update", "delete", "other"})
"""Changes of no definition of a table that stays."""


def mysql_work(change: SchemaChange) -> MySqlWork | None:
    """Return what a change does to its table, None if it changes no definition of it."""
    if change.action in _OF_ROWS or change.in_table:
        return None
    if change.action in _INSTANT:
        return "instant"
    if change.action == "create_index":
        return "builds index"
    if change.action == "alter_column":
        return _work_of_alteration(change)
    if change.action == "add_constraint" and change.detail == "unique":
        return "builds index"
    # A foreign key is added in place only with foreign_key_checks=0; a primary key has cases.
    return "unknown"


def _work_of_alteration(change: SchemaChange) -> MySqlWork:
    if change.type:
        # A longer VARCHAR is changed in place, if its length takes as many bytes as before.
        return "unknown" if change.type.startswith("character varying") else "copies"
    return "instant" if change.null is None else "rebuilds"


_AS_WORK: dict[MySqlWork, Work] = {
    "copies": "rewrites",
    "rebuilds": "rewrites",
    "builds index": "builds index",
}


def mysql_cost(cost: Cost) -> Cost:
    """Return a cost as it is on MySQL, which has no locks of PostgreSQL's names."""
    work = mysql_work(cost.change)
    if work is None:
        return replace(cost, lock="")
    told = "" if cost.table == cost.change.parent else _AS_WORK.get(work, "")
    return replace(cost, lock="", work="removes data" if cost.work == "removes data" else told)


def mysql_tables(found: MigrationRange) -> dict[MySqlWork, tuple[str, ...]]:
    """Return the tables of the older version by the work of a range on them, each under all of its
    works.
    """
    return {
        work: tuple(dict.fromkeys(table for each, table in _works(found) if each == work))
        for work in ("copies", "rebuilds", "builds index", "instant", "unknown")
    }


def _works(found: MigrationRange) -> Iterator[tuple[MySqlWork, str]]:
    for step in found.migrations:
        for cost in step.costs:
            work = mysql_work(cost.change)
            if work is not None and cost.table != cost.change.parent:
                yield work, cost.table
