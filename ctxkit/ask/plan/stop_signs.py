"""Section 1 of a plan: what must be settled before the upgrade, and what could not be told of it.

Not here: finding a fault in files (`ask/check/`), which programs fit (`routes/`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.plan.case import PlanCase
from ctxkit.ask.plan.images import chart_images_of, compose_changes, names_in_both
from ctxkit.ask.plan.mounts import store_services
from ctxkit.ask.plan.own_files import CheckedBoth
from ctxkit.ask.plan.words import problem_words
from ctxkit.database.migration_range import direction, heads_of
from ctxkit.dify.images import API, base_name_of, tag_of
from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.model.plans import PlanMark, PlanRow
from ctxkit.routes.pair_state import workspace_pairs
from ctxkit.routes.pair_words import pair_sentences
from ctxkit.text.wording import counted
from ctxkit.workspace.upgrade_stops import note_on_stops

_MAX_NAMED = 6


def stop_rows(case: PlanCase, checked: CheckedBoth) -> Iterator[PlanRow]:
    """Yield the stop signs, then what could not be told, then what to look at first."""
    signs = [*_stops(case), *_refused(case, checked), *_histories(case), *_stores(case)]
    signs += [*_idle(case), *_other_chart(case), *_pairs(case)]
    yield from signs
    if not any(row.mark == "stop" for row in signs):
        yield PlanRow(text="no stop sign was found")
    if not case.has_files:
        yield PlanRow(
            text=f"whether {case.new.name} refuses your values could not be told: pass your files "
            "with --env, --compose or --values",
            mark="unknown",
        )
    yield from _head(case)


def _stops(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the releases that must not be skipped."""
    stops = note_on_stops(case.state, case.old.name, case.new.name)
    if stops:
        yield PlanRow(text=stops, mark="stop")


def _refused(case: PlanCase, checked: CheckedBoth) -> Iterator[PlanRow]:
    for problem in checked.errors:
        yield PlanRow(
            text=f"{case.new.name} refuses {problem_words(problem)}",
            mark="stop",
            places=problem.places[:1],
        )


def _histories(case: PlanCase) -> Iterator[PlanRow]:
    """Yield why Alembic would refuse to run."""
    before, after = (catalog.steps for catalog in case.catalogs)
    if not before or not after:
        return
    if direction(before, after) == "apart":
        known = {step.revision for step in after}
        lost = [step.revision for step in before if step.revision not in known]
        yield PlanRow(
            text=f"{counted(len(lost), 'migration')} of {case.old.name} not in {case.new.name}: "
            f"{', '.join(lost[-_MAX_NAMED:])}; Alembic cannot upgrade a database that has run one",
            mark="stop",
        )
    heads = heads_of(after)
    if len(heads) > 1:
        yield PlanRow(
            text=f"the migrations of {case.new.name} have several heads, which Alembic refuses: "
            f"{', '.join(heads)}",
            mark="stop",
        )


def _stores(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the services whose data another image has to open."""
    if not case.is_compose or case.deployment is None:
        return
    stores = store_services(case.deployment)
    for change in compose_changes(case):
        is_replaced = change.old and change.new and change.old != change.new
        if is_replaced and change.was in stores:
            yield PlanRow(
                text=f"{change.was}: {change.new} has to open the data that "
                f"{case.masked('image', change.old)} wrote; read its own notes on upgrades first",
                mark="stop",
                places=change.places,
            )


def _idle(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the stores that run now, and that the new compose file does not start with the user's
    files: a service may have moved into a profile.
    """
    before, after = case.deployment, case.deployed_anew
    if case.deployed is None or before is None or after is None:
        return
    stores = store_services(before)
    for name, was in names_in_both(before, after).items():
        if was in stores and before.runs(was) and not after.runs(name):
            profiles = ", ".join(after.profiles.get(name, ()))
            yield PlanRow(
                text=f"{name} does not start with your files: add {profiles} to COMPOSE_PROFILES",
                mark="stop",
            )


def _other_chart(case: PlanCase) -> Iterator[PlanRow]:
    """Yield that the chart at hand runs another version of Dify."""
    if not case.is_helm or case.enterprise:
        return
    wanted = case.new.version_of(DIFY)
    for image in chart_images_of(case.new):
        if base_name_of(image) == API and tag_of(image) != wanted:
            yield PlanRow(
                text=f"the nearest chart, {case.new.version_of(CHART)}, runs {API} {tag_of(image)}"
                f", not {wanted}: set the tags of its images, or take another chart",
                mark="stop",
            )


def _pairs(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the programs of the new version that do not fit each other."""
    for pair in workspace_pairs(case.new.index, case.new.sources.roots):
        for severity, sentence in pair_sentences(pair):
            mark: PlanMark = "" if severity == "note" else "stop"
            if pair.unread:
                mark = "unknown"
            yield PlanRow(text=sentence, mark=mark)


def _head(case: PlanCase) -> Iterator[PlanRow]:
    """Yield how to see that the database is where this plan takes it to be."""
    heads = heads_of(case.catalogs[0].steps)
    if heads:
        yield PlanRow(
            text=f"the database must be at {', '.join(heads)}, the head of {case.old.name}: this "
            "plan is of that",
            mark="do",
            command="select version_num from alembic_version",
        )
