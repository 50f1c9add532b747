"""What taking the migrations of a range back does: the data that it loses, what it leaves as it
was, and whether the older program still works on the newer tables.

Not here: the range itself (`migration_range.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.database.chain import MigrationStep
from ctxkit.database.costs import is_in_place
from ctxkit.database.migration_range import MigrationRange
from ctxkit.database.schema import Schema, SchemaColumn

_CHANGES_ROWS = ("update", "delete")


class Downgrade(Struct, frozen=True, kw_only=True):
    """What `downgrade()` of all migrations of a range would do.

    `tables` and `columns` are dropped with their data: what is there after the range, by its names
    then, and of the columns those whose table stays. `differences` are what is then not as it was
    before the range (`apps.icon: missing`). `without` are migrations that take nothing back.
    """

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    without: tuple[MigrationStep, ...] = ()


def downgrade_of(found: MigrationRange) -> Downgrade:
    """Return what taking the range back does."""
    schema = found.at_end()
    tables = list(schema.tables.values())
    columns = [(column, table) for table in tables for column in table.columns.values()]
    names = {id(each): each.name for each in tables}
    full_names = {id(column): f"{table.name}.{column.name}" for column, table in columns}
    for step in reversed(found.steps):
        for change in step.down:
            schema.apply(change)
    # What is renamed stays the same object, what is dropped and made again is another one.
    stays = {id(table) for table in schema.tables.values()}
    kept = {id(each) for table in schema.tables.values() for each in table.columns.values()}
    return Downgrade(
        tables=tuple(names[id(table)] for table in tables if id(table) not in stays),
        columns=tuple(
            full_names[id(column)]
            for column, table in columns
            if id(table) in stays and id(column) not in kept
        ),
        differences=tuple(_differences(found.before, schema)),
        without=tuple(step for step in found.steps if step.up and not step.down),
    )


def _differences(before: Schema, now: Schema) -> Iterator[str]:
    for name, table in before.tables.items():
        if name not in now.tables:
            yield f"{name}: missing"
            continue
        columns = now.tables[name].columns
        for each in table.columns.values():
            there = columns.get(each.name)
            if there is None:
                yield f"{name}.{each.name}: missing"
            elif _form(there) != _form(each):
                yield f"{name}.{each.name}: {' '.join(_form(there))}"
        yield from (f"{name}.{each}: added" for each in columns if each not in table.columns)
    yield from (f"{name}: added" for name in now.tables if name not in before.tables)


def _form(column: SchemaColumn) -> tuple[str, str]:
    return column.type, "null" if column.null else "not null"


def lost_rows(found: MigrationRange) -> tuple[str, ...]:
    """Return what the range itself does to data of the older version that no downgrade brings back:
    tables and columns that it drops, rows that it changes or deletes.
    """
    older = found.before.tables
    lost = [
        change.name
        for step in found.steps
        for change in step.up
        if not change.in_table and change.table in older
        if change.action in ("drop_table", "drop_column", *_CHANGES_ROWS)
    ]
    return tuple(dict.fromkeys(lost))


def refused_writes(found: MigrationRange) -> tuple[str, ...]:
    """Return why the older program cannot write to its tables as the range leaves them: what it
    writes is gone, has another type, or must not be null any more.
    """
    return tuple(_refused(found.before, found.after))


def _refused(before: Schema, after: Schema) -> Iterator[str]:
    for name, table in before.tables.items():
        now = after.tables.get(name)
        if now is None:
            yield f"{name} is gone"
            continue
        for column in table.columns.values():
            there = now.columns.get(column.name)
            if there is None:
                yield f"{name}.{column.name} is gone"
            elif column.null and not there.null and there.default is None:
                yield f"{name}.{column.name} must not be null any more"
            elif not is_in_place(column.type, there.type):
                yield f"{name}.{column.name} is now {there.type}"
        for there in now.columns.values():
            if there.name not in table.columns and not there.null and there.default is None:
                yield f"{name}.{there.name} is new and must not be null"
