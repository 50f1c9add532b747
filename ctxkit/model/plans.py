"""The plan of an upgrade: nine sections of rows, each row one thing to know or to do.

Frozen data without behaviour. Not here: how it is worked out (`ask/plan/`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.model.facts import Location

PlanMark = Literal["stop", "do", "unknown", ""]
"""What a row is: something that must be settled before the upgrade, something to do, something that
could not be told, or a fact.
"""

SectionName = Literal[
    "stop-signs",
    "back-up",
    "your-files",
    "images",
    "database",
    "plugin-tables",
    "steps",
    "verify",
    "rollback",
]
"""The sections, in the order in which they are read."""


class PlanRow(Struct, frozen=True, kw_only=True):
    """One sentence with the places that prove it, and the command that does it or looks.

    `name` is what it is about in two words, for lists (`database dify`). A command contains no
    secret, and what the reader has to put in stands in `<...>`.
    """

    text: str
    mark: PlanMark = ""
    name: str = ""
    places: tuple[Location, ...] = ()
    command: str = ""


class PlanSection(Struct, frozen=True, kw_only=True):
    """A section; it always has a row, if only one that says that there is nothing."""

    name: SectionName
    title: str
    rows: tuple[PlanRow, ...]

    def marked(self, mark: PlanMark) -> tuple[PlanRow, ...]:
        return tuple(row for row in self.rows if row.mark == mark)


class PlannedMigration(Struct, frozen=True, kw_only=True):
    """A migration of the range; `costs` are (table, lock, work) on tables of the older version.

    `is_whole`: it was followed to its end, so that nothing is missing from `costs`.
    """

    revision: str
    title: str
    location: Location
    costs: tuple[tuple[str, str, str], ...] = ()
    is_whole: bool = True


class PlannedDowngrade(Struct, frozen=True, kw_only=True):
    """What `downgrade()` of all migrations of the range does, the latest first.

    `tables` and `columns` (`apps.icon`) are dropped with their data. `differences` are what is then
    not as the older version has it (`apps.icon: missing`).
    """

    tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


class UpgradePlan(Struct, frozen=True, kw_only=True):
    """The plan of an upgrade from one version to another, with the names of both.

    `heads` are the revisions at which the database is before and after it, `files` those of the
    deployment that were read. `dropped`, `locked` and `rewritten` are tables of the older version,
    by their names there. `downgrade` is None where it could not be told.
    """

    old: str
    new: str
    database: str
    sections: tuple[PlanSection, ...]
    files: tuple[str, ...] = ()
    heads: tuple[str, str] = ("", "")
    migrations: tuple[PlannedMigration, ...] = ()
    created: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    downgrade: PlannedDowngrade | None = None

    def section(self, name: SectionName) -> PlanSection:
        return next(each for each in self.sections if each.name == name)

    def marked(self, mark: PlanMark) -> tuple[PlanRow, ...]:
        """Return the rows of all sections that are marked so."""
        return tuple(row for each in self.sections for row in each.marked(mark))
