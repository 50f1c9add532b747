"""The migrations between two versions of a program, and what they do to the tables that the older
version has.

Not here: what taking them back does (`downgrade.py`), what one change costs (`costs.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from ctxkit.database.chain import MigrationStep
from ctxkit.database.costs import Cost, Lock, Work, costs_of
from ctxkit.database.schema import Schema, schema_after
from ctxkit.model import SchemaChange

_BY_NAME = ("drop_index", "rename_index")
"""Changes that need no table: the name of an index says it."""

Direction = Literal["forward", "same", "backward", "apart"]
"""Where the newer version's migrations lead from the older one's: on, nowhere, back, or to another
history, in which a migration of the older version is missing.
"""


class StepCosts(Struct, frozen=True, kw_only=True):
    """A migration with what it costs on tables that the older version has, by their names there."""

    step: MigrationStep
    costs: tuple[Cost, ...]


class MigrationRange(Struct, frozen=True, kw_only=True):
    """The migrations that the newer version has and the older one has not, in their order.

    `older` are those of the older version, as it has them: a later one may have edited them.
    `before` and `after` are the tables; nobody changes them. `short_lived` are tables that a
    migration of the range makes and a later one drops.
    """

    older: tuple[MigrationStep, ...]
    migrations: tuple[StepCosts, ...]
    before: Schema
    after: Schema
    short_lived: frozenset[str]

    @property
    def steps(self) -> tuple[MigrationStep, ...]:
        return tuple(each.step for each in self.migrations)

    @property
    def created(self) -> tuple[str, ...]:
        """The tables that are new at the end."""
        older = {self.after.name_today(name) for name in self.before.tables}
        return tuple(name for name in self.after.tables if name not in older)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The tables of the older version that are no more."""
        names = self.before.tables
        return tuple(n for n in names if self.after.name_today(n) not in self.after.tables)

    @property
    def locked(self) -> tuple[str, ...]:
        """The tables of the older version that are closed to readers for a while."""
        return self.tables_with("ACCESS EXCLUSIVE")

    @property
    def rewritten(self) -> tuple[str, ...]:
        """The tables of the older version whose rows are all written anew."""
        return self.tables_with("rewrites")

    @property
    def unread(self) -> tuple[MigrationStep, ...]:
        """The migrations that could not be followed to their end."""
        return tuple(step for step in self.steps if not step.migration.is_whole)

    @property
    def unclear(self) -> tuple[SchemaChange, ...]:
        """The statements of which is not known what they do to which table."""
        return tuple(
            change
            for step in self.steps
            for change in step.up
            if change.action == "other" or (not change.table and change.action not in _BY_NAME)
        )

    def at_end(self) -> Schema:
        """Return the tables after the range anew, to be changed."""
        return schema_after(_changes((*self.older, *self.steps)))

    def tables_with(self, *marks: Lock | Work) -> tuple[str, ...]:
        """Return the tables of the older version with a lock or work of the given names."""
        costs = (cost for each in self.migrations for cost in each.costs)
        found = (cost.table for cost in costs if cost.lock in marks or cost.work in marks)
        return tuple(dict.fromkeys(found))


def heads_of(steps: Sequence[MigrationStep]) -> tuple[str, ...]:
    """Return the revisions that no other follows: one, unless Alembic would refuse them."""
    followed = {name for step in steps for name in step.migration.after}
    return tuple(step.revision for step in steps if step.revision not in followed)


def direction(old: Sequence[MigrationStep], new: Sequence[MigrationStep]) -> Direction:
    """Return where the migrations of the newer version lead."""
    before, after = ({step.revision for step in steps} for steps in (old, new))
    if before == after:
        return "same"
    if before < after:
        return "forward"
    return "backward" if after < before else "apart"


def migration_range(old: Sequence[MigrationStep], new: Sequence[MigrationStep]) -> MigrationRange:
    """Return what the migrations of `new` do that `old` has not."""
    known, there = ({step.revision for step in steps} for steps in (old, new))
    older = tuple(step for step in old if step.revision in there)
    schema, before = schema_after(_changes(older)), schema_after(_changes(older))
    names = {name: name for name in schema.tables}
    made: set[str] = set()
    migrations: list[StepCosts] = []
    for step in new:
        if step.revision in known:
            continue
        costs: list[Cost] = []
        for change in step.up:
            costs += (
                Cost(table=names[c.table], lock=c.lock, work=c.work, change=c.change)
                for c in costs_of(change, schema)
                if c.table in names
            )
            if change.action == "create_table" and change.table not in schema.tables:
                made.add(change.table)
                names.pop(change.table, None)  # of an older table that was dropped
            is_renamed = change.action == "rename_table" and change.table in schema.tables
            schema.apply(change)
            if is_renamed and change.new_name in schema.tables and change.table in names:
                names[change.new_name] = names.pop(change.table)
        migrations.append(StepCosts(step=step, costs=tuple(costs)))
    return MigrationRange(
        older=older,
        migrations=tuple(migrations),
        before=before,
        after=schema,
        short_lived=frozenset(made - schema.tables.keys()),
    )


def _changes(steps: Iterable[MigrationStep]) -> Iterator[SchemaChange]:
    for step in steps:
        yield from step.up
