"""Section 8 of a plan: the lines of the log to wait for, as the statements of the new version write
them, and what those of a failure say.

Not here: reading a log (`ask/triage/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.plugin_tables import DAEMON
from ctxkit.database.migration_range import heads_of
from ctxkit.dify.repositories import DIFY
from ctxkit.model import LogTemplate, Raise, Symbol
from ctxkit.model.plans import PlanRow
from ctxkit.text.wording import shown_template

_UPGRADE = "upgrade_db"
"""The command of the api that runs the migrations: `flask upgrade-db`."""

_GOOD = ("success", "complete")
_BAD = ("fail",)
_INITIALIZED = "db initialized"


def lines_of_upgrade(side: PlanSide) -> tuple[LogTemplate, ...]:
    """Return the statements of the command that runs the migrations."""
    found: list[LogTemplate] = []
    for function in _upgrades(side):
        found += (
            fact
            for fact in side.index.in_file(DIFY, function.path, LogTemplate)
            if isinstance(fact, LogTemplate) and _is_within(fact.line, function)
        )
    return tuple(found)


def ending_of_upgrade(side: PlanSide) -> tuple[bool, Raise | None]:
    """Return whether the command that runs the migrations is known, and the statement that ends the
    program when they fail, None if it goes on.
    """
    functions = _upgrades(side)
    for function in functions:
        for fact in side.index.in_file(DIFY, function.path, Raise):
            if isinstance(fact, Raise) and _is_within(fact.line, function):
                return True, fact
    return bool(functions), None


def _upgrades(side: PlanSide) -> list[Symbol]:
    named = side.index.named(Symbol, _UPGRADE)
    return [each for each in named if each.repo == DIFY and not each.test]


def _is_within(line: int, function: Symbol) -> bool:
    return function.line <= line <= function.end_line


def daemon_line(side: PlanSide) -> LogTemplate | None:
    """Return the statement by which the plugin daemon says that its database is there."""
    for each in side.index.all(LogTemplate):
        if each.repo == DAEMON and not each.test and _INITIALIZED in each.template:
            return each
    return None


def verify_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield what to wait for and look at after the upgrade."""
    lines = lines_of_upgrade(case.new)
    good, bad = _with(lines, _GOOD), _with(lines, _BAD)
    if not good:
        yield PlanRow(
            text="which line says that the migrations have ended could not be told", mark="unknown"
        )
    for line in good:
        yield PlanRow(text=f"api says: {_text(line)}", mark="do", places=(line.location,))
    for line in bad:
        yield PlanRow(text=f"a failure says: {_text(line)}", places=(line.location,))
    daemon = daemon_line(case.new)
    if daemon is not None:
        yield PlanRow(
            text=f"plugin_daemon says: {_text(daemon)}", mark="do", places=(daemon.location,)
        )
    heads = heads_of(case.catalogs[1].steps)
    if heads:
        yield PlanRow(
            text=f"the database is at {', '.join(heads)}",
            mark="do",
            command="select version_num from alembic_version",
        )
    logs = "docker compose logs --since 1h"
    if not case.is_compose:
        logs = "kubectl logs -n <namespace> deploy/<api>"
    yield PlanRow(text="no new error in the logs", mark="do", command=f"{logs} | ctxkit triage -")


def _with(lines: Sequence[LogTemplate], words: Sequence[str]) -> list[LogTemplate]:
    return [each for each in lines if any(word in each.template.lower() for word in words)]


def _text(line: LogTemplate) -> str:
    return " ".join(shown_template(line.template).split())
