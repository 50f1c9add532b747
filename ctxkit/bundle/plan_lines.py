"""The lines of a plan of an upgrade in the head of a bundle.

Not here: the words (`output/plan_words.py`), the source (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model.plans import PlanRow, PlanSection, UpgradePlan
from ctxkit.output.plan_words import row_words, verdict_words
from ctxkit.text.code import in_backticks
from ctxkit.text.locations import named_place

_WHOLE = ("stop-signs", "back-up")
_MAX_ROWS = 3  # of any other section, where there is no room for all


def plan_lines(plan: UpgradePlan, *, compact: bool = False) -> Iterator[str]:
    """Yield the sections in their order. A `compact` plan has the first rows of each, but all stop
    signs, all backups, and all that could not be told.
    """
    yield f"- {verdict_words(plan)}"
    for number, section in enumerate(plan.sections, 1):
        yield f"- {number} {section.title}:"
        rows = _few(section) if compact else section.rows
        for row in rows:
            yield f"  - {_line(row, with_command=not compact)}"
        if more := len(section.rows) - len(rows):
            yield f"  - … {more} more rows"


def _few(section: PlanSection) -> list[PlanRow]:
    if section.name in _WHOLE:
        return list(section.rows)
    first = section.rows[:_MAX_ROWS]
    return [row for row in section.rows if row in first or row.mark in ("stop", "unknown")]


def _line(row: PlanRow, *, with_command: bool) -> str:
    line = row_words(row)
    if row.places:
        line += f" - {', '.join(map(named_place, row.places))}"
    if row.command and with_command:
        line += f": {in_backticks(row.command)}"
    return line
