"""The rows of a plan of an upgrade in words that a terminal, a bundle and a verdict share.

Not here: how the plan is worked out (`ask/plan/`), other languages (`plan_translation.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ctxkit.model.plans import PlanMark, PlanRow, UpgradePlan
from ctxkit.text.locations import named_place
from ctxkit.text.visible import visible_line
from ctxkit.text.wording import counted

_MARKS: dict[PlanMark, str] = {"stop": "stop", "do": "to do", "unknown": "unknown"}
"""What a row is, in words; a fact has none."""


def row_words(row: PlanRow, said: Callable[[str], str] = str) -> str:
    """Return a row without its places and its command; `said` puts what it is in a language."""
    mark = said(_MARKS.get(row.mark, ""))
    return visible_line(": ".join(filter(None, (mark, row.name, row.text))))


def verdict_words(plan: UpgradePlan) -> str:
    """Return how the upgrade stands: its stop signs, or what could not be told."""
    stops, unknown = len(plan.marked("stop")), len(plan.marked("unknown"))
    if stops:
        return counted(stops, "stop sign")
    return f"no stop sign, {unknown} unknown" if unknown else "no stop sign"


_STYLES: dict[PlanMark, str] = {"stop": "red", "unknown": "yellow"}


def detail_lines(plan: UpgradePlan, said: Callable[[str], str] = str) -> Iterator[tuple[str, str]]:
    """Yield the lines of a whole plan for a terminal, each with its style."""
    for number, section in enumerate(plan.sections, 1):
        yield "", "default"
        yield f"{number} {section.title}", "bold"
        for row in section.rows:
            yield f"   {row_words(row, said)}", _STYLES.get(row.mark, "default")
            for place in row.places:
                yield f"     {named_place(place)}", "cyan"
            if row.command:
                yield f"     {row.command}", "default"
