"""Several settings explained in one answer.

Pure. Not here: one setting (`explain.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ctxkit.model import Confidence, Finding

_ORDER: tuple[Confidence, ...] = ("none", "low", "medium", "high")


def together(findings: Sequence[Finding]) -> Finding:
    """Return the findings on several settings as one: as sure as the least sure of those that were
    found. A note says which setting it is about.
    """
    first, *others = findings
    if not others:
        return first
    found = [each.confidence for each in findings if each.confidence != "none"]
    return replace(
        first,
        query=" ".join(each.query for each in findings),
        confidence=min(found, key=_ORDER.index, default="none"),
        # Two spellings of one setting are one answer.
        hits=tuple(hit for each in findings for hit in each.hits),
        keys=tuple(dict.fromkeys(key for each in findings for key in each.keys)),
        tables=tuple(dict.fromkeys(table for each in findings for table in each.tables)),
        services=tuple(each for finding in findings for each in finding.services),
        queues=tuple(each for finding in findings for each in finding.queues),
        suggestions=tuple(dict.fromkeys(name for each in findings for name in each.suggestions)),
        notes=tuple(f"{each.query}: {note}" for each in findings for note in each.notes),
    )
