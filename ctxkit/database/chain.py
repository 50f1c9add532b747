"""The migrations of the database in the order in which they run.

Not here: what they change (`schema.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from ctxkit.index.reader import Index
from ctxkit.model import Migration, SchemaChange


class MigrationStep(Struct, frozen=True, kw_only=True):
    """A migration with what it changes when it is applied, and when it is taken back."""

    migration: Migration
    up: tuple[SchemaChange, ...]
    down: tuple[SchemaChange, ...]

    @property
    def revision(self) -> str:
        return self.migration.name


def chain_of(index: Index) -> list[MigrationStep]:
    """Return the migrations of the view, each after those that it follows."""
    changes: dict[tuple[str, bool], list[SchemaChange]] = defaultdict(list)
    for change in index.all(SchemaChange):
        changes[change.revision, change.down].append(change)
    for each in changes.values():
        each.sort(key=lambda change: change.order)
    found = {m.name: m for m in index.all(Migration) if not m.test}
    return [
        MigrationStep(
            migration=migration,
            up=tuple(changes[migration.name, False]),
            down=tuple(changes[migration.name, True]),
        )
        for migration in in_order(list(found.values()))
    ]


def in_order(migrations: Sequence[Migration]) -> list[Migration]:
    """Return migrations in the order in which they run; of two that may run at any time, the one
    whose file comes first. Those of a circle, which Alembic refuses, come last.
    """
    by_name = {migration.name: migration for migration in migrations}
    waits = {m.name: {name for name in m.after if name in by_name} for m in migrations}
    followers: dict[str, list[str]] = defaultdict(list)
    for name, before in waits.items():
        for each in before:
            followers[each].append(name)
    free = (name for name, before in waits.items() if not before)
    ready = sorted(free, key=lambda n: by_name[n].path, reverse=True)
    ordered: list[Migration] = []
    while ready:
        name = ready.pop()
        ordered.append(by_name[name])
        for follower in sorted(followers[name], key=lambda n: by_name[n].path, reverse=True):
            waits[follower].discard(name)
            if not waits[follower]:
                ready.append(follower)
    done = {migration.name for migration in ordered}
    return ordered + [m for m in migrations if m.name not in done]
