"""The plan of an upgrade in the language of its reader.

Not here: the table of sentences (`translation.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.model import Finding
from ctxkit.model.plans import PlanRow, PlanSection
from ctxkit.output.translation import translation_to
from ctxkit.text.languages import Language


def plans_in(finding: Finding, lang: Language) -> Finding:
    """Return the finding with its plans in the language of the reader."""
    translation = translation_to(lang)
    if translation is None or not finding.plans:
        return finding

    def said(row: PlanRow) -> PlanRow:
        return replace(row, text=translation.of(row.text), name=translation.of(row.name))

    def section(each: PlanSection) -> PlanSection:
        title = translation.of(each.title)
        return replace(each, title=title, rows=tuple(map(said, each.rows)))

    plans = [replace(plan, sections=tuple(map(section, plan.sections))) for plan in finding.plans]
    return replace(finding, plans=tuple(plans))
