"""The tables that a chain of migrations leaves, put together from what each of them changes.

Not here: the changes (`extract/python/migration/`), their order (`chain.py`), locks (`costs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from ctxkit.model import SchemaChange

_CONSTRAINT_ENDS = {"primary key": "pkey", "unique": "key", "foreign key": "fkey", "check": "check"}
_MAX_NAME = 63  # of PostgreSQL


class SchemaColumn(Struct, kw_only=True):
    """A column. `changes` are those that made it what it is, the first one made it."""

    name: str
    type: str
    null: bool
    default: str | None
    changes: list[SchemaChange]


class SchemaPart(Struct, kw_only=True):
    """An index or a constraint of a table; `detail` as in its change."""

    name: str
    columns: tuple[str, ...]
    detail: str
    change: SchemaChange
    parent: str = ""


class SchemaTable(Struct, kw_only=True):
    """A table. `changes` are all that touched it, also those that write its rows."""

    name: str
    columns: dict[str, SchemaColumn] = field(default_factory=dict)
    indexes: dict[str, SchemaPart] = field(default_factory=dict)
    constraints: dict[str, SchemaPart] = field(default_factory=dict)
    changes: list[SchemaChange] = field(default_factory=list)

    @property
    def foreign_keys(self) -> list[SchemaPart]:
        return [part for part in self.constraints.values() if part.detail == "foreign key"]


class Schema:
    """Tables by name; `dropped` are those that are no more."""

    def __init__(self) -> None:
        self.tables: dict[str, SchemaTable] = {}
        self.dropped: dict[str, SchemaTable] = {}
        self._renamed: dict[str, str] = {}

    def apply(self, change: SchemaChange) -> None:
        """Do a change. What is there already is not made again, what is not there not dropped: a
        migration that looks first does the same.
        """
        if change.action == "create_table":
            self._create(change)
            return
        table = self.table_of(change)
        if table is None:
            return
        table.changes.append(change)
        apply = _APPLY.get(change.action)
        if apply is not None:
            apply(self, table, change)

    def table_of(self, change: SchemaChange) -> SchemaTable | None:
        """Return the table that a change is of, also of an index that it names alone."""
        if change.table:
            return self.tables.get(change.table)
        if change.action in ("drop_index", "rename_index"):
            holders = (t for t in self.tables.values() if change.name in t.indexes)
            return next(holders, None)
        return None

    def name_today(self, name: str) -> str:
        """Return the name of a table that may have another one by now."""
        while name not in self.tables and name in self._renamed:
            name = self._renamed[name]
        return name

    def _create(self, change: SchemaChange) -> None:
        if change.table and change.table not in self.tables:
            self.tables[change.table] = SchemaTable(name=change.table, changes=[change])

    def _drop(self, table: SchemaTable, change: SchemaChange) -> None:
        self.dropped[table.name] = self.tables.pop(table.name)

    def _rename(self, table: SchemaTable, change: SchemaChange) -> None:
        old, new = table.name, change.new_name
        if not new or new in self.tables:
            return
        self.tables[new] = self.tables.pop(old)
        self._renamed.pop(new, None)
        self._renamed[old] = table.name = new
        for key in [key for each in self.tables.values() for key in each.foreign_keys]:
            key.parent = new if key.parent == old else key.parent

    def _add_column(self, table: SchemaTable, change: SchemaChange) -> None:
        name = column_of(change)
        if name and name not in table.columns:
            table.columns[name] = SchemaColumn(
                name=name,
                type=change.type,
                null=change.null is not False,
                default=change.default,
                changes=[change],
            )

    def _drop_column(self, table: SchemaTable, change: SchemaChange) -> None:
        name = column_of(change)
        table.columns.pop(name, None)
        for parts in (table.indexes, table.constraints):
            for part in [p for p in parts.values() if name in p.columns]:
                del parts[part.name]

    def _alter_column(self, table: SchemaTable, change: SchemaChange) -> None:
        column = table.columns.get(column_of(change))
        if column is None:
            return
        column.changes.append(change)
        column.type = change.type or column.type
        if change.null is not None:
            column.null = change.null
        if change.default is not None or change.drops_default:
            column.default = change.default

    def _rename_column(self, table: SchemaTable, change: SchemaChange) -> None:
        old, new = column_of(change), change.new_name
        if old not in table.columns or not new or new in table.columns:
            return
        renamed = {new if name == old else name: each for name, each in table.columns.items()}
        table.columns = renamed
        table.columns[new].name = new
        table.columns[new].changes.append(change)
        for part in (*table.indexes.values(), *table.constraints.values()):
            part.columns = tuple(new if name == old else name for name in part.columns)

    def _create_index(self, table: SchemaTable, change: SchemaChange) -> None:
        table.indexes.setdefault(change.name, _part(change.name, change))

    def _drop_index(self, table: SchemaTable, change: SchemaChange) -> None:
        table.indexes.pop(change.name, None)

    def _rename_index(self, table: SchemaTable, change: SchemaChange) -> None:
        index = table.indexes.pop(change.name, None)
        if index is not None:
            index.name = change.new_name
            table.indexes[change.new_name] = index

    def _add_constraint(self, table: SchemaTable, change: SchemaChange) -> None:
        name = change.name if change.name != table.name else _given_name(table, change)
        table.constraints.setdefault(name, _part(name, change))
        if change.detail == "primary key":
            for each in change.columns:
                if each in table.columns:
                    table.columns[each].null = False

    def _drop_constraint(self, table: SchemaTable, change: SchemaChange) -> None:
        table.constraints.pop(change.name, None)


def _part(name: str, change: SchemaChange) -> SchemaPart:
    return SchemaPart(
        name=name, columns=change.columns, detail=change.detail, parent=change.parent, change=change
    )


def _given_name(table: SchemaTable, change: SchemaChange) -> str:
    """Return the name that PostgreSQL gives a constraint without one."""
    end = _CONSTRAINT_ENDS.get(change.detail, "key")
    columns = () if change.detail == "primary key" else change.columns
    return "_".join((table.name, *columns, end))[:_MAX_NAME]


def column_of(change: SchemaChange) -> str:
    """Return the column that a change is of, empty for any other part."""
    return change.name.partition(".")[2]


_APPLY: dict[str, Callable[[Schema, SchemaTable, SchemaChange], None]] = {
    "drop_table": Schema._drop,
    "rename_table": Schema._rename,
    "add_column": Schema._add_column,
    "drop_column": Schema._drop_column,
    "alter_column": Schema._alter_column,
    "rename_column": Schema._rename_column,
    "create_index": Schema._create_index,
    "drop_index": Schema._drop_index,
    "rename_index": Schema._rename_index,
    "add_constraint": Schema._add_constraint,
    "drop_constraint": Schema._drop_constraint,
}


def schema_after(changes: Iterable[SchemaChange]) -> Schema:
    """Return what a sequence of changes makes of an empty database."""
    schema = Schema()
    for change in changes:
        schema.apply(change)
    return schema
