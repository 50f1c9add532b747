"""The lines of what an answer is about beside settings and statements: tables, services, upgrades.

Most answers are about none of them, and import nothing for them. Not here: the lines of each
(`table_lines.py`, `map_lines.py`, `plan_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model import Finding
from ctxkit.text.languages import Language


def subject_lines(finding: Finding, lang: Language, *, compact: bool) -> Iterator[str]:
    """Yield what is said of a table, services or an upgrade, which most answers are not about."""
    if finding.tables:
        from ctxkit.bundle.table_lines import table_lines

        yield from (line for table in finding.tables for line in table_lines(table, lang))
    if finding.is_of_network:
        from ctxkit.bundle.map_lines import network_lines

        yield from network_lines(finding, compact=compact)
    if finding.plans:
        from ctxkit.bundle.plan_lines import plan_lines

        yield from (x for plan in finding.plans for x in plan_lines(plan, compact=compact))
