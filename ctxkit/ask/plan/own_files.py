"""Section 3 of a plan: the user's files, what the new version makes of them, and what else to
change in them.

Not here: the changes of settings (`ask/drift/`), the rules (`ask/check/`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from ctxkit.ask.check.check import check
from ctxkit.ask.drift.drift import Change, drift
from ctxkit.ask.drift.own_settings import affecting, settings_in
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.ask.plan.case import PlanCase
from ctxkit.ask.plan.words import problem_words
from ctxkit.dify.repositories import CHART
from ctxkit.errors import UsageError
from ctxkit.model import Problem
from ctxkit.model.plans import PlanRow
from ctxkit.text.wording import CERTAIN_MATCHES, counted, prefixed

_MAX_ROWS = 15
_KINDS = ("renamed", "undelivered", "removed", "types")
"""The kinds of changes that may need a line in the user's file, the gravest first. That a default
changes is nothing to who sets a value.
"""


class CheckedBoth(Struct, frozen=True, kw_only=True):
    """What `check` finds in the user's files with the new version and not with the old one:
    `errors`, which it refuses, and `warnings`. `older` is how many it finds with both.
    """

    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    older: int = 0
    notes: tuple[str, ...] = ()


def checked_both(case: PlanCase) -> CheckedBoth:
    """Check the user's files with both versions."""
    if not case.has_files:
        return CheckedBoth()
    old, new = (check(side.index, side.sources, case.files) for side in (case.old, case.new))
    known = {_mark(problem) for problem in old.problems}
    # That an image is of another release than the one to come is what an upgrade is.
    wanted = [each for each in new.problems if each.rule != "versions-differ"]
    fresh = [each for each in wanted if _mark(each) not in known and each.severity != "note"]
    return CheckedBoth(
        errors=tuple(each for each in fresh if each.severity == "error"),
        warnings=tuple(each for each in fresh if each.severity != "error"),
        older=sum(_mark(each) in known and each.severity != "note" for each in wanted),
        notes=new.notes,
    )


def _mark(problem: Problem) -> tuple[str, str, str, int]:
    return problem.id, problem.key, problem.path, problem.line


def own_rows(case: PlanCase, checked: CheckedBoth) -> Iterator[PlanRow]:
    """Yield what to change in the user's files."""
    old, new = (shlex.quote(side.bare) for side in (case.old, case.new))
    if not case.has_files:
        yield PlanRow(
            text="your files were not given: which of your settings change could not be told",
            mark="unknown",
            command=f"ctxkit drift --from {old} --to {new} --mine <file>",
        )
        return
    for problem in checked.warnings[:_MAX_ROWS]:
        yield PlanRow(text=problem_words(problem), mark="do", places=problem.places[:1])
    files = " ".join(shlex.quote(path) for path in file_paths(case))
    if len(checked.warnings) > _MAX_ROWS:
        yield PlanRow(
            text=f"{len(checked.warnings) - _MAX_ROWS} more problems",
            command=f"ctxkit check {files}",
        )
    if checked.older:
        yield PlanRow(
            text=f"{counted(checked.older, 'problem')} that {case.old.name} has as well",
            command=f"ctxkit check {files}",
        )
    yield from _changes(case, f"ctxkit drift --from {old} --to {new}")
    yield from _values(case)


def file_paths(case: PlanCase) -> Iterator[str]:
    """Yield the files of the deployment that the user gives, as he writes them."""
    for file in (case.files.env, *case.files.compose, *case.files.values):
        if file is not None:
            yield file.path


def _changes(case: PlanCase, command: str) -> Iterator[PlanRow]:
    """Yield the changes of settings that the user's files set."""
    own: dict[str, Any] = {}
    for file in (case.files.env, *case.files.env_files.values(), *case.files.values):
        if file is None:
            continue
        try:
            own.update(settings_in(file))
        except UsageError:
            continue  # a file without a setting
    if not own:
        return
    before, after = (Snapshot(side.index, side.sources) for side in (case.old, case.new))
    changes = drift(before, after)
    found = affecting(changes, own, before.index, after.index)
    rows = [_change(kind, change) for kind in _KINDS for change in found.kinds()[kind]]
    yield from rows[:_MAX_ROWS]
    if len(rows) > _MAX_ROWS:
        first = next(file_paths(case), "<file>")
        yield PlanRow(
            text=f"{len(rows) - _MAX_ROWS} more settings of yours change",
            command=f"{command} --mine {shlex.quote(first)}",
        )
    if not rows:
        yield PlanRow(text="no setting of yours is renamed, removed or of another type")
    if others := len(changes.defaults) - len(found.defaults):
        yield PlanRow(
            text=f"{counted(others, 'other default')} changed: see whether you need the old one",
            command=command,
        )


def _change(kind: str, change: Change) -> PlanRow:
    """Return the row of a changed setting, by the name that the user's file has for it."""
    name = ", ".join(change.mine[:3])
    old, new = change.old, change.new
    if kind == "renamed" and new is not None:
        text = f"{name} is now called {new.name}: rename it"
    elif kind == "undelivered":
        text = f"{name} no longer reaches its container: {'; '.join(change.why)}"
    elif kind == "removed":
        text = f"{name} is no longer read" + prefixed(": ", "; ".join(change.why))
    elif old is not None and new is not None:
        text = f"{name} has another type: {old.type or '(none)'} -> {new.type or '(none)'}"
    else:
        text = f"{name} changes"
    places = (new.location,) if new is not None else ()
    return PlanRow(text=text, mark="do", places=places)


def _values(case: PlanCase) -> Iterator[PlanRow]:
    """Yield how the values come to the new chart."""
    old, new = (side.index.checkouts().get(CHART) for side in (case.old, case.new))
    # Of a chart that only is the nearest, the file may be no copy: that is found out by its lines.
    is_known = old is not None and old.match in CERTAIN_MATCHES
    base = f" --base-chart {shlex.quote(old.version)}" if old is not None and is_known else ""
    for file in case.files.values:
        if new is None:
            yield PlanRow(
                text=f"{file.path}: the workspace has no chart of {case.new.name}", mark="unknown"
            )
            continue
        yield PlanRow(
            text=f"{file.path}: carry the values over, with a reason for each of them",
            mark="do",
            command=f"ctxkit upgrade-values {shlex.quote(file.path)}{base} "
            f"--to-chart {shlex.quote(new.version)} --out <new-values.yaml>",
        )
