"""Section 9 of a plan: the way back, what it loses, and whether the older image starts on the newer
database.

Not here: the backup itself (`backups.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.plan.case import PlanCase
from ctxkit.ask.plan.verification import ending_of_upgrade
from ctxkit.ask.plan.words import named
from ctxkit.database.downgrade import Downgrade, lost_rows, refused_writes
from ctxkit.database.migration_range import heads_of
from ctxkit.model.plans import PlannedDowngrade, PlanRow
from ctxkit.text.locations import place_name
from ctxkit.text.wording import counted

_MAX = 6


def rollback_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the way back."""
    yield PlanRow(
        text=f"restore all of section 2 with the images and files of {case.old.name}, dumps into "
        "empty databases: tables that stay would fail the next upgrade; all that was written since "
        "is lost",
        mark="do",
    )
    before, after = case.catalogs
    if not before.steps or not after.steps:
        yield PlanRow(text="what a downgrade would lose could not be told", mark="unknown")
        return
    found = case.range
    if not found.steps:
        yield PlanRow(text=f"the image of {case.old.name} runs on the same database")
        return
    if case.downgrade is None:
        yield PlanRow(
            text="what a downgrade would lose could not be told: not all migrations were followed",
            mark="unknown",
        )
    else:
        yield from _downgrade(case, case.downgrade)
    yield from _older_image(case)


def planned_downgrade(case: PlanCase) -> PlannedDowngrade | None:
    """Return the way back as scripts read it, None where it could not be told."""
    back = case.downgrade
    if back is None:
        return None
    return PlannedDowngrade(tables=back.tables, columns=back.columns, differences=back.differences)


def _downgrade(case: PlanCase, back: Downgrade) -> Iterator[PlanRow]:
    found = case.range
    if back.without:
        names = named([step.revision for step in back.without], _MAX)
        yield PlanRow(
            text=f"the downgrade of {names} does nothing",
            places=tuple(step.migration.location for step in back.without[:1]),
        )
    lost = len(back.tables) + len(back.columns)
    gives = f"gives the tables of {case.old.name} back"
    if back.differences:
        count = counted(len(back.differences), "difference")
        gives = f"leaves {count}: {named(back.differences, _MAX)}"
    yield PlanRow(
        text=f"{gives}, but drops {counted(len(back.tables), 'table')} and "
        f"{counted(len(back.columns), 'column')} with their data"
        if lost
        else gives,
        name="downgrade",
    )
    if changed := lost_rows(found):
        yield PlanRow(
            text=f"no downgrade brings back what the upgrade did to {named(changed, _MAX)}"
        )


def _older_image(case: PlanCase) -> Iterator[PlanRow]:
    """Yield what the older image does on the newer database."""
    heads = ", ".join(heads_of(case.catalogs[1].steps))
    is_known, ending = ending_of_upgrade(case.old)
    image = f"dify-api {case.old.name}"
    if not is_known:
        yield PlanRow(
            text=f"whether {image} starts on the newer database could not be told", mark="unknown"
        )
    elif ending is not None:
        where = f"dify@{case.old.name} {place_name(ending.location)}"
        yield PlanRow(
            text=f"without the old database {image} stops at start: Alembic says \"Can't locate "
            f"revision identified by '{heads}'\" ({where})",
        )
    else:
        yield PlanRow(
            text=f"without the old database {image} logs \"Can't locate revision identified by "
            f"'{heads}'\" and starts all the same",
        )
    refused = refused_writes(case.range)
    if case.range.unread:
        return
    if refused:
        yield PlanRow(
            text=f"{case.old.name} may fail to write to the newer tables: {named(refused, _MAX)}",
        )
    else:
        yield PlanRow(
            text=f"with MIGRATION_ENABLED=false it would start: no column that {case.old.name} "
            "writes is gone, of another type or must not be null any more",
        )
