"""The tables of each program's database, as its migrations leave it, or as its models declare it
where the program has no migrations.

Not here: one table in full (`ask/explain/table.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.database.chain import MigrationStep, chain_of
from ctxkit.database.models import columns_of
from ctxkit.database.schema import Schema, SchemaColumn, SchemaTable, schema_after
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import Column, Table


class DatabaseCatalog(Struct, frozen=True, kw_only=True):
    """The tables of the program in `repo`; `steps` are its migrations, none if it has none.

    Kept with the index: nobody changes it.
    """

    repo: str
    schema: Schema
    steps: tuple[MigrationStep, ...] = ()


@kept(2)
def catalog_of(index: Index, repo: str) -> DatabaseCatalog:
    """Return the tables of the program in a source."""
    steps = [step for step in chain_of(index) if step.migration.repo == repo]
    if not steps:
        return DatabaseCatalog(repo=repo, schema=_declared(index, repo))
    schema = schema_after(change for step in steps for change in step.up)
    return DatabaseCatalog(repo=repo, schema=schema, steps=tuple(steps))


def _declared(index: Index, repo: str) -> Schema:
    schema = Schema()
    for model in index.all(Table):
        if model.repo == repo and not model.test:
            schema.tables[model.name] = _table(index, model)
    return schema


def _table(index: Index, model: Table) -> SchemaTable:
    columns = {
        column.name: SchemaColumn(
            name=column.name,
            type=column.type or column.hint,
            null=_may_be_null(column),
            default=column.default,
            changes=[],
        )
        for column in columns_of(index, model)
    }
    return SchemaTable(name=model.name, columns=columns)


def _may_be_null(column: Column) -> bool:
    """Return whether a column may be null: by what the model says, or else by its type in the code,
    as SQLAlchemy takes it.
    """
    if column.null is not None or column.is_key:
        return bool(column.null) and not column.is_key
    return not column.hint or "None" in column.hint or "Optional" in column.hint
