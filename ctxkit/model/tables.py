"""Answers about a table of the database.

Frozen data without behaviour. Not here: how they are found (`ask/explain/table.py`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.model.facts import Location

Scope = Literal["own", "path", "global"]
"""How the rows of a table belong to a tenant: by a column of their own, by the rows of other tables
that they lead to, or not at all.
"""


class TableColumn(Struct, frozen=True, kw_only=True):
    """A column. `type`, `null` and `default` are those of the database, `hint` and `code_default`
    those of the model, `values` the words that the model allows.

    `revision` is the migration that made it, `changed` those that changed it since. `location` is
    the line of the model, None where the model has no such column.
    """

    name: str
    type: str
    null: bool
    default: str | None = None
    attribute: str = ""
    hint: str = ""
    code_default: str | None = None
    values_class: str = ""
    values: tuple[str, ...] = ()
    revision: str = ""
    changed: tuple[str, ...] = ()
    location: Location | None = None


class TenantScope(Struct, frozen=True, kw_only=True):
    """How the rows belong to a tenant. `steps` are the columns that lead there, each with the one
    that it is equal to (`messages.app_id`, `apps.id`), the last one is that of the tenant.

    `by_name`: a step follows from the name of a column alone, no foreign key says it.
    """

    kind: Scope
    steps: tuple[tuple[str, str], ...] = ()
    column: str = ""
    by_name: bool = False


class TableMigration(Struct, frozen=True, kw_only=True):
    """A migration that touched the table; `did` says how. `since` says with which version it came,
    as far as the versions at hand tell.
    """

    revision: str
    title: str
    date: str
    since: str
    did: tuple[str, ...]
    location: Location


class TableAnswer(Struct, frozen=True, kw_only=True):
    """What is known of a table.

    `database` is the one that it is in by Dify's own defaults. `dropped` is the revision that
    dropped it, empty for a table that is there. `indexes` and `constraints` are in words. `query`
    only reads.
    """

    name: str
    database: str
    model: str = ""
    location: Location | None = None
    columns: tuple[TableColumn, ...] = ()
    indexes: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    scope: TenantScope | None = None
    migrations: tuple[TableMigration, ...] = ()
    readers: tuple[Location, ...] = ()
    writers: tuple[Location, ...] = ()
    others: tuple[Location, ...] = ()
    states: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    query: str = ""
    dropped: str = ""
    notes: tuple[str, ...] = ()
