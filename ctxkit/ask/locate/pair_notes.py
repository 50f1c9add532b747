"""What a text tells of releases that do not fit each other; of most texts, nothing.

Notes only: who logs the line is found as for any other. Not here: finding it out
(`missing_routes.py`).
"""

from __future__ import annotations

from ctxkit.dify.known_pairs import told_by
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources

_MAX_CHARS = 20_000


def pair_notes(index: Index, sources: Sources, text: str) -> list[str]:
    """Return what a text tells of releases that do not fit each other."""
    head = text[:_MAX_CHARS]
    rows = list(told_by(head))
    if not rows and "404" not in head:
        return []
    # Few texts come this far: the others need not wait for what this imports.
    from ctxkit.ask.locate.missing_routes import fault_notes, route_notes

    notes = [note for row in rows for note in fault_notes(index, row)]
    notes += route_notes(index, sources, head)
    return list(dict.fromkeys(notes))
