"""`upgrade-plan`: what the sources of both versions and the user's files tell of an upgrade, in
nine sections.

Not here: the sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.ask.plan.backups import backup_rows
from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.database import (
    database_rows,
    locked_tables,
    planned_migrations,
    rewritten_tables,
)
from ctxkit.ask.plan.images import image_rows
from ctxkit.ask.plan.own_files import checked_both, file_paths, own_rows
from ctxkit.ask.plan.plugin_tables import plugin_rows
from ctxkit.ask.plan.rollback import planned_downgrade, rollback_rows
from ctxkit.ask.plan.steps import step_rows
from ctxkit.ask.plan.stop_signs import stop_rows
from ctxkit.ask.plan.verification import daemon_line, lines_of_upgrade, verify_rows
from ctxkit.database.migration_range import direction, heads_of
from ctxkit.deployment.shipped_chart import foreign_chart
from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.errors import UsageError
from ctxkit.model import Confidence, Finding, Hit, Question
from ctxkit.model.plans import PlanRow, PlanSection, SectionName, UpgradePlan
from ctxkit.text.wording import CERTAIN_MATCHES
from ctxkit.workspace.versions import release_number

QUESTION = Question(command="upgrade-plan")

TITLES: dict[SectionName, str] = {
    "stop-signs": "stop signs",
    "back-up": "back up",
    "your-files": "your files",
    "images": "images",
    "database": "database",
    "plugin-tables": "plugin daemon's tables",
    "steps": "steps",
    "verify": "verify",
    "rollback": "rollback",
}
_MAX_HITS = 12


def upgrade_plan(case: PlanCase) -> Finding:
    """Return the plan. Raise UsageError where there is nothing to upgrade, or the way is back."""
    _check_chart(case)
    _check_direction(case)
    checked = checked_both(case)
    rows: dict[SectionName, Iterable[PlanRow]] = {
        "stop-signs": stop_rows(case, checked),
        "back-up": backup_rows(case),
        "your-files": own_rows(case, checked),
        "images": image_rows(case),
        "database": database_rows(case),
        "plugin-tables": plugin_rows(case),
        "steps": step_rows(case),
        "verify": verify_rows(case),
        "rollback": rollback_rows(case),
    }
    before, after = case.catalogs
    plan = UpgradePlan(
        old=case.old.name,
        new=case.new.name,
        database=case.database,
        sections=tuple(
            PlanSection(name=name, title=TITLES[name], rows=tuple(found))
            for name, found in rows.items()
        ),
        files=tuple(file_paths(case)),
        heads=(", ".join(heads_of(before.steps)), ", ".join(heads_of(after.steps))),
        migrations=planned_migrations(case),
        created=case.range.created,
        dropped=case.range.dropped,
        locked=locked_tables(case),
        rewritten=rewritten_tables(case),
        downgrade=planned_downgrade(case),
    )
    return Finding(
        question=QUESTION,
        query=f"--from {case.old.bare} --to {case.new.bare}",
        confidence=_confidence(case),
        versions=tuple(case.new.index.checkouts().values()),
        hits=tuple(_hits(case)),
        plans=(plan,),
        notes=checked.notes,
    )


def _check_direction(case: PlanCase) -> None:
    """Raise UsageError where the new version is the old one, or an older one."""
    old, new = case.old, case.new
    if old.index.checkouts() == new.index.checkouts():
        raise UsageError(
            f"nothing to upgrade: both versions are {new.name}",
            hint="say what runs now with --from, and what is to run with --to",
        )
    before, after = (catalog.steps for catalog in case.catalogs)
    if direction(before, after) == "backward" or _is_older(new, old):
        heads = ", ".join(heads_of(before))
        raise UsageError(
            f"{new.name} is older than {old.name}: a database at {heads or 'a newer one'} cannot "
            "be upgraded to it, and this command plans no way back",
            hint="restore the backup from before the upgrade; what a downgrade would lose: "
            f"section 9 of ctxkit upgrade-plan --from {new.bare} --to {old.bare}",
        )


def _check_chart(case: PlanCase) -> None:
    """Raise UsageError where the values are of another chart than that of either version: what the
    plan said of images, backups and steps would be that chart's.
    """
    own = case.own_parts
    charts = [side.chart.values.parts for side in (case.old, case.new) if side.chart is not None]
    foreign = [foreign_chart(own, parts) for parts in charts]
    if foreign and all(foreign):
        paths = " with ".join(file.path for file in case.files.values)
        raise UsageError(
            f"{paths} {foreign[-1]}: a plan by the chart {case.new.version_of(CHART)} would name "
            "the wrong images, backups and steps",
            hint="ask in a workspace of that chart (ctxkit init --enterprise VERSION, which needs "
            "the chart); what the upgrade does to the database is told without --values",
        )


def _is_older(one: PlanSide, other: PlanSide) -> bool:
    """Return whether a version is older than another: by the number of an Enterprise release, or
    else by that of Dify.
    """
    pairs = (
        (one.bare, other.bare),
        (one.version_of(DIFY), other.version_of(DIFY)),
    )
    for names in pairs:
        first, last = map(release_number, names)
        if first is not None and last is not None and first != last:
            return first < last
    return False


def _confidence(case: PlanCase) -> Confidence:
    """Return `high` where both versions of Dify are certain, and every migration was followed."""
    sides = [side.index.checkouts().get(DIFY) for side in (case.old, case.new)]
    sure = all(each is not None and each.match in CERTAIN_MATCHES for each in sides)
    found = case.range
    return "high" if sure and not found.unread and not found.unclear else "medium"


def _hits(case: PlanCase) -> Iterator[Hit]:
    """Yield what of the source a bundle shows: the dearest changes, the lines to wait for."""
    costly = [c for each in case.range.migrations for c in each.costs if c.work]
    for cost in costly[:_MAX_HITS]:
        why = f"{cost.work} {cost.table}"
        yield Hit(fact=cost.change, score=0.9, why=(why,))
    for line in lines_of_upgrade(case.new):
        yield Hit(fact=line, score=0.6, why=("the api writes it when it upgrades the database",))
    daemon = daemon_line(case.new)
    if daemon is not None:
        yield Hit(fact=daemon, score=0.5, why=("the plugin daemon writes it at its start",))
