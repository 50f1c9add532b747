"""Section 6 of a plan: the tables of the plugin daemon, which it makes itself.

Not here: Dify's own tables (`database.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.words import named
from ctxkit.database.catalog import catalog_of
from ctxkit.database.schema import Schema
from ctxkit.model import Symbol
from ctxkit.model.plans import PlanRow

DAEMON = "dify-plugin-daemon"
_MAKERS = ("AutoMigrate", "autoMigrate")
_MAX_NAMED = 12
_NOT_OWNER = "https://github.com/langgenius/dify/issues/28496"


def plugin_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield what becomes of the plugin daemon's tables."""
    old, new = case.old.version_of(DAEMON), case.new.version_of(DAEMON)
    if not old or not new:
        yield PlanRow(
            text="the workspace lacks the plugin daemon of one version: what becomes of its tables "
            "could not be told",
            mark="unknown",
        )
        return
    if old == new:
        yield PlanRow(text=f"the plugin daemon stays at {new}, and so do its tables")
        return
    before, after = (catalog_of(side.index, DAEMON).schema for side in (case.old, case.new))
    if not before.tables or not after.tables:
        yield PlanRow(
            text="no models of the plugin daemon were found: what becomes of its tables could not "
            "be told",
            mark="unknown",
        )
        return
    yield PlanRow(text=f"plugin daemon {old} -> {new}: {_added(before, after)}")
    gone = [name for name in before.tables if name not in after.tables]
    if gone:
        yield PlanRow(text=f"no longer used, and left as they are: {named(gone, _MAX_NAMED)}")
    yield from _maker(case.new)


def _added(before: Schema, after: Schema) -> str:
    tables = [name for name in after.tables if name not in before.tables]
    columns = [
        f"{name}.{column}"
        for name, table in before.tables.items()
        for column in (after.tables[name].columns if name in after.tables else ())
        if column not in table.columns
    ]
    said = [
        f"new {what} {named(names, _MAX_NAMED)}"
        for what, names in (("tables", tables), ("columns", columns))
        if names
    ]
    return "; ".join(said) or "the same tables and columns"


def _maker(side: PlanSide) -> Iterator[PlanRow]:
    makers = [s for s in side.index.named(Symbol, *_MAKERS) if s.repo == DAEMON and not s.test]
    if not makers:
        yield PlanRow(
            text="where the plugin daemon makes its tables could not be told", mark="unknown"
        )
        return
    yield PlanRow(
        text="it changes them itself (AutoMigrate), without a revision and without a way back: its "
        f"user of the database must own them ({_NOT_OWNER})",
        places=tuple(each.location for each in makers[:1]),
    )
