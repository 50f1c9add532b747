"""Section 5 of a plan: what the migrations do to a database in use, what they lock and for how
long, and the query that measures just those tables.

Not here: the way back (`rollback.py`), what a change costs (`database/costs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.plan.case import PlanCase
from ctxkit.ask.plan.transactions import transaction_of
from ctxkit.ask.plan.words import named
from ctxkit.database.costs import Cost, Work
from ctxkit.database.migration_range import MigrationRange, StepCosts, heads_of
from ctxkit.database.mysql import mysql_cost, mysql_tables
from ctxkit.model import Location, Migration
from ctxkit.model.plans import PlannedMigration, PlanRow
from ctxkit.text.wording import counted

_WORK: dict[Work, str] = {
    "rewrites": "rewrites",
    "removes data": "removes data of",
    "writes": "writes rows of",
    "scans": "scans",
    "builds index": "builds an index on",
}
"""What takes time or loses data, the worst first, in words."""

_OPEN = "SHARE UPDATE EXCLUSIVE"
_MAX_ROWS = 30


def database_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield what the upgrade does to the database of Dify."""
    before, after = case.catalogs
    if not before.steps or not after.steps:
        yield PlanRow(
            text="the migrations of one version are not in the sources: what they do could not be "
            "told",
            mark="unknown",
        )
        return
    found = case.range
    if not found.steps:
        yield PlanRow(
            text=f"no migration: the database stays at {', '.join(heads_of(after.steps))}"
        )
        return
    yield _headline(case, found)
    yield from _transaction(case, found)
    yield from _unread(found)
    yield from _unclear(found)
    costly = [(each, costs) for each in found.migrations if (costs := _works(case, each))]
    for each, costs in costly[:_MAX_ROWS]:
        yield _migration(each, costs)
    if len(costly) > _MAX_ROWS:
        yield PlanRow(text=f"{len(costly) - _MAX_ROWS} more migrations with such work: see --json")
    yield from _short_lived(found)
    if others := len(found.steps) - len(costly) - len(found.unread):
        yield PlanRow(
            text=f"{counted(others, 'other migration')}: new tables, or a change of an instant"
        )
    yield from _measure(case, found)


def _headline(case: PlanCase, found: MigrationRange) -> PlanRow:
    before, after = case.catalogs
    new, rewritten = len(found.created), len(rewritten_tables(case))
    heads = f"{', '.join(heads_of(before.steps))} -> {', '.join(heads_of(after.steps))}"
    last = found.steps[-1].migration
    return PlanRow(
        text=f"{counted(len(found.steps), 'migration')}, {counted(new, 'new table')}, "
        f"{rewritten} rewritten, head {heads}",
        places=(last.location,),
    )


def _transaction(case: PlanCase, found: MigrationRange) -> Iterator[PlanRow]:
    locked = found.locked
    start = case.old.name
    if case.database == "mysql":
        yield PlanRow(
            text="MySQL commits each change by itself: a failure leaves the database between two "
            f"revisions, and only the backup brings {start} back",
        )
        yield from _mysql(case, found)
        return
    transaction = transaction_of(case.new, found.steps)
    alone = [s.revision for s in found.steps if any(change.is_alone for change in s.up)]
    if transaction is None:
        yield PlanRow(
            text="whether the migrations run in one transaction could not be told", mark="unknown"
        )
    if locked:
        yield PlanRow(
            text=f"closed to every reader: {counted(len(locked), 'older table')} ({named(locked)})"
            "; stop api and workers first",
        )
    if transaction is None:
        return
    if transaction.each:
        yield PlanRow(
            text="one transaction a migration: a failure leaves the database at the last one that "
            "ended",
            places=(transaction.location,),
        )
    elif alone:
        yield PlanRow(
            text=f"one transaction for all but where {named(alone)} leaves it: what ran before "
            "stays when a later one fails",
            places=(transaction.location,),
        )
    else:
        yield PlanRow(
            text="one transaction for all: what is closed stays so until the end, and a failure "
            f"leaves the database as {start} made it",
            places=(transaction.location,),
        )


def _mysql(case: PlanCase, found: MigrationRange) -> Iterator[PlanRow]:
    """Yield what the manual of MySQL says of the changes."""
    tables = mysql_tables(found)
    if copied := tables["copies"]:
        yield PlanRow(
            text=f"by MySQL 8's manual a change of type copies the table, closed to writers: "
            f"{named(copied)}"
        )
    if rebuilt := tables["rebuilds"]:
        yield PlanRow(
            text=f"by MySQL 8's manual null or not null rebuilds the table, open to all: "
            f"{named(rebuilt)}"
        )
    if unknown := tables["unknown"]:
        yield PlanRow(
            text=f"what MySQL does to {named(unknown)} for a constraint or a length could not be "
            "told",
            mark="unknown",
        )
    yield PlanRow(
        text="the migrations were read as they run on PostgreSQL: one that asks which database it "
        "is may do otherwise on MySQL",
        mark="unknown",
    )


def locked_tables(case: PlanCase) -> tuple[str, ...]:
    """Return the older tables that are closed for a while: on PostgreSQL to everybody, on MySQL to
    writers.
    """
    if case.database == "mysql":
        return mysql_tables(case.range)["copies"]
    return case.range.locked


def rewritten_tables(case: PlanCase) -> tuple[str, ...]:
    """Return the older tables whose rows are all written anew."""
    if case.database == "mysql":
        tables = mysql_tables(case.range)
        return tuple(dict.fromkeys((*tables["copies"], *tables["rebuilds"])))
    return case.range.rewritten


def _unread(found: MigrationRange) -> Iterator[PlanRow]:
    for step in found.unread:
        yield PlanRow(
            text=f"{step.revision} could not be followed to its end: read it before you run it",
            mark="unknown",
            places=(step.migration.location,),
        )


def _unclear(found: MigrationRange) -> Iterator[PlanRow]:
    for change in found.unclear[:_MAX_ROWS]:
        what = " ".join((change.detail or change.action).split())
        yield PlanRow(
            text=f"what {change.revision} does by this statement could not be told: {what}",
            mark="unknown",
            places=(change.location,),
        )


def _works(case: PlanCase, found: StepCosts) -> list[Cost]:
    """Return what takes time with the number of rows, or loses them, on the database at hand."""
    costs = found.costs
    if case.database == "mysql":
        costs = tuple(map(mysql_cost, costs))
    return [cost for cost in costs if cost.work]


def _migration(found: StepCosts, costs: Sequence[Cost]) -> PlanRow:
    """Return the row of a migration that takes time or loses data."""
    said: list[str] = []
    for work, words in _WORK.items():
        done = [cost for cost in costs if cost.work == work]
        if done:
            tables = tuple(dict.fromkeys(cost.table for cost in done))
            said.append(f"{words} {named(tables)}")
            if all(cost.lock == _OPEN for cost in done):
                said.append("open to writers")
    if any(cost.change.is_doubtful for cost in costs):
        said.append("where needed")
    migration = found.step.migration
    return PlanRow(
        text=f"{migration.name} {', '.join(said)}",
        places=(_place(migration, costs),),
    )


def _place(migration: Migration, costs: Sequence[Cost]) -> Location:
    """Return the line of the dearest change, which may be in a file of its own."""
    order = list(_WORK)
    dearest = min(costs, key=lambda cost: order.index(cost.work))
    return dearest.change.location if dearest.change.path == migration.path else migration.location


def _short_lived(found: MigrationRange) -> Iterator[PlanRow]:
    for name in sorted(found.short_lived):
        yield PlanRow(text=f"{name} is made and dropped again on the way")


def _measure(case: PlanCase, found: MigrationRange) -> Iterator[PlanRow]:
    """Yield the query that says how large the tables are that take time, or else are closed."""
    works = (cost for each in found.migrations for cost in _works(case, each))
    tables = tuple(dict.fromkeys(cost.table for cost in works)) or locked_tables(case)
    if not tables:
        return
    names = ", ".join(f"'{name}'" for name in tables)
    if case.database == "mysql":
        query = (
            "select table_name, table_rows, round((data_length + index_length) / 1048576) as mb "
            f"from information_schema.tables where table_schema = database() "
            f"and table_name in ({names})"
        )
    else:
        query = (
            "select relname, n_live_tup, pg_size_pretty(pg_total_relation_size(relid)) "
            f"from pg_stat_user_tables where relname in ({names})"
        )
    yield PlanRow(text="measure what takes time, on your database", mark="do", command=query)


def planned_migrations(case: PlanCase) -> tuple[PlannedMigration, ...]:
    """Return the migrations as scripts read them."""
    return tuple(
        PlannedMigration(
            revision=each.step.revision,
            title=each.step.migration.title,
            location=each.step.migration.location,
            costs=tuple(dict.fromkeys((c.table, c.lock, c.work) for c in costs)),
            is_whole=each.step.migration.is_whole,
        )
        for each in case.range.migrations
        for costs in [_works(case, each) if case.database == "mysql" else each.costs]
    )
