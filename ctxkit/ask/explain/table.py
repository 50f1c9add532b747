"""`explain TABLE`: what a table of the database holds, since when, whose rows they are, and which
code reads and writes them.

The columns are those that the migrations leave; of a program without migrations, those that its
models declare. Not here: the query that is shown (`table_query.py`), settings (`explain.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.explain.table_changes import did_in_words
from ctxkit.ask.explain.table_query import errors_of, query_of, states_of
from ctxkit.database.catalog import DatabaseCatalog, catalog_of
from ctxkit.database.models import columns_of, model_of
from ctxkit.database.releases import since_in_words
from ctxkit.database.schema import SchemaColumn, SchemaPart, SchemaTable
from ctxkit.database.tenants import scope_of
from ctxkit.database.values import values_of
from ctxkit.dify.databases import database_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import (
    Column,
    Finding,
    Hit,
    Location,
    Migration,
    Question,
    SchemaChange,
    Table,
    TableUse,
)
from ctxkit.model.tables import TableAnswer, TableColumn, TableMigration
from ctxkit.regex import regex

_NAME = regex(r"(?:public\.)?([a-z][a-z0-9_]{1,80})(?:\.([a-z_][a-z0-9_]{0,80}))?")
_MODEL = regex(r"[A-Z][A-Za-z0-9]{1,80}")
_MAX_CITED = 6  # readers and writers, each

QUESTION = Question(command="explain", full_settings=True)


def explain_table(index: Index, sources: Sources, key: str) -> Finding | None:
    """Return what is known of the table `key`, also by its model (`WorkflowRun`) or one of its
    columns (`workflow_runs.status`); None if it is no table.
    """
    name = key.strip()
    asked = _NAME.fullmatch(name)
    if asked is None and not _MODEL.fullmatch(name):
        return None
    table, column = (asked[1], asked[2] or "") if asked else (name, "")
    model = model_of(index, table)
    if model is not None:
        return _found(index, sources, key, catalog_of(index, model.repo), model.name, model, column)
    changes = [c for c in index.named(SchemaChange, table) if not c.test and c.table == table]
    if not changes or asked is None:
        return None
    catalog = catalog_of(index, changes[0].repo)
    today = catalog.schema.name_today(table)
    return _found(index, sources, key, catalog, today, model_of(index, today), column)


def _found(
    index: Index,
    sources: Sources,
    key: str,
    catalog: DatabaseCatalog,
    name: str,
    model: Table | None,
    column: str,
) -> Finding | None:
    schema = catalog.schema
    table = schema.tables.get(name) or schema.dropped.get(name)
    if table is None or (column and column not in table.columns):
        return None
    uses = _uses(index, model) if model else []
    answer = _answer(index, sources, catalog, table, model, uses)
    return Finding(
        question=QUESTION,
        query=key,
        confidence="high",
        versions=tuple(index.checkouts().values()),
        hits=tuple(_hits(table, model, uses)),
        tables=(_column_first(answer, column),),
    )


def _answer(
    index: Index,
    sources: Sources,
    catalog: DatabaseCatalog,
    table: SchemaTable,
    model: Table | None,
    uses: Sequence[TableUse],
) -> TableAnswer:
    tables = catalog.schema.tables
    is_here = table.name in tables
    scope = scope_of(table.name, tables) if is_here else None
    declared = {c.name: c for c in columns_of(index, model)} if model else {}
    return TableAnswer(
        name=table.name,
        database=database_of(catalog.repo),
        model=model.model if model else "",
        location=model.location if model else None,
        columns=tuple(_columns(index, sources, table, declared)),
        indexes=tuple(_parts(table.indexes.values(), "")),
        constraints=tuple(_parts(table.constraints.values(), "unique")),
        scope=scope,
        migrations=tuple(_migrations(sources, index, catalog, table)),
        readers=_places(uses, "reads"),
        writers=_places(uses, "writes"),
        others=_places(uses, "other"),
        states=states_of(table),
        errors=errors_of(table),
        query=query_of(table, scope, tables) if scope else "",
        dropped="" if is_here else table.changes[-1].revision,
        notes=tuple(_notes(catalog, table, model, declared)),
    )


def _column_first(answer: TableAnswer, column: str) -> TableAnswer:
    """Return an answer with the column first that was asked for."""
    if not column:
        return answer
    ordered = sorted(answer.columns, key=lambda each: each.name != column)
    return replace(answer, columns=tuple(ordered))


def _columns(
    index: Index, sources: Sources, table: SchemaTable, declared: dict[str, Column]
) -> Iterator[TableColumn]:
    for column in table.columns.values():
        of_database = TableColumn(
            name=column.name,
            type=column.type,
            null=column.null,
            default=column.default,
            revision=column.changes[0].revision if column.changes else "",
            changed=_changed(column),
        )
        model = declared.get(column.name)
        yield _as_declared(index, sources, of_database, model) if model else of_database


def _as_declared(index: Index, sources: Sources, column: TableColumn, model: Column) -> TableColumn:
    """Return a column of the database with what the model says of it."""
    return replace(
        column,
        attribute=model.attribute,
        hint=model.hint,
        code_default=model.default,
        values_class=model.values,
        values=values_of(index, sources, model),
        location=model.location,
    )


def _changed(column: SchemaColumn) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.revision for change in column.changes[1:]))


def _parts(parts: Iterable[SchemaPart], usual: str) -> Iterator[str]:
    """Yield indexes or constraints in words: `unique (tenant_id, name) app_name_key`."""
    for part in parts:
        detail = part.detail or usual
        parent = f" -> {part.parent}" if part.parent else ""
        columns = f"({', '.join(part.columns)})" if part.columns else ""
        yield " ".join(filter(None, (detail, columns + parent, part.name)))


def _migrations(
    sources: Sources, index: Index, catalog: DatabaseCatalog, table: SchemaTable
) -> Iterator[TableMigration]:
    """Yield the migrations that touched a table, the oldest first."""
    changes: dict[str, list[SchemaChange]] = defaultdict(list)
    for change in table.changes:
        changes[change.revision].append(change)
    steps = [step.migration for step in catalog.steps if step.revision in changes]
    if not steps:
        return
    version = index.checkouts()[catalog.repo].version
    since = since_in_words(sources.root(catalog.repo), version, [m.path for m in steps])
    for migration in steps:
        yield TableMigration(
            revision=migration.name,
            title=migration.title,
            date=migration.date,
            since=since.get(migration.path, ""),
            did=did_in_words(changes[migration.name]),
            location=_place_of(migration, changes[migration.name]),
        )


def _place_of(migration: Migration, changes: Sequence[SchemaChange]) -> Location:
    """Return the first line of a migration that touches a table."""
    first = min(changes, key=lambda change: change.order)
    return first.location if first.path == migration.path else migration.location


def _uses(index: Index, model: Table) -> list[TableUse]:
    found = index.named(TableUse, model.model)
    return [use for use in found if use.repo == model.repo and not use.test]


def _places(uses: Sequence[TableUse], how: str) -> tuple[Location, ...]:
    return tuple(use.location for use in uses if use.how == how)


def _hits(table: SchemaTable, model: Table | None, uses: Sequence[TableUse]) -> Iterator[Hit]:
    """Yield what of the source an answer shows: the model, who writes, who reads, what made the
    table.
    """
    if model is not None:
        yield Hit(fact=model, score=1.0, why=(f"{model.model} is the model of {table.name}",))
    for how, score in (("writes", 0.8), ("reads", 0.6)):
        for use in [use for use in uses if use.how == how][:_MAX_CITED]:
            yield Hit(fact=use, score=score, why=(f"{use.symbol or use.path} {how} {table.name}",))
    if table.changes:
        first = table.changes[0]
        yield Hit(fact=first, score=0.5, why=(f"the migration {first.revision} creates it",))


def _notes(
    catalog: DatabaseCatalog, table: SchemaTable, model: Table | None, declared: dict[str, Column]
) -> Iterator[str]:
    unread = [step.revision for step in catalog.steps if not step.migration.is_whole]
    if unread:
        yield f"the migrations {', '.join(unread)} could not be followed to their end"
    if model is None:
        yield f"no model maps {table.name}: no code reads it by one"
        return
    if not catalog.steps:
        return
    missing = [name for name in declared if name not in table.columns]
    if missing:
        yield f"{model.model} declares columns that no migration makes: {', '.join(missing)}"
    unused = [name for name in table.columns if name not in declared]
    if unused:
        yield f"columns that {model.model} does not have: {', '.join(unused)}"
