"""What is said of an index that is not of what is checked out or asked for.

Not here: building it anew (`maintenance.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from ctxkit.errors import IndexMissingError
from ctxkit.index.freshness import stamp_of
from ctxkit.index.reader import Index
from ctxkit.model import Checkout, Finding
from ctxkit.workspace.folder import FILE, LOCK_FILE, RUN_SYNC

_BY_ABSENCE = ("dead", "unread", "undelivered")
"""What a setting is called where nothing was found that would make it another."""


def changed_since(folder: Path, index: Index) -> tuple[str, ...]:
    """Return a note where workspace.yaml may ask for other sources than the index has."""
    if index.stamp() in ("", stamp_of(folder)):
        return ()
    return (f"{FILE} or {LOCK_FILE} has changed since the index was built; {RUN_SYNC}",)


def stale_index(checkout: Checkout, head: str | None) -> IndexMissingError:
    """Return the error for an index of another commit than the one that is checked out."""
    indexed = f"the index is stale: it was built from {checkout.repo} at {checkout.commit[:10]}"
    if head is None:
        return IndexMissingError(f"{indexed}, the checkout is missing", hint=RUN_SYNC)
    return IndexMissingError(f"{indexed}, the checkout is at {head[:10]}", hint="run: ctxkit index")


def with_shortfalls(finding: Finding, shortfalls: Sequence[str]) -> Finding:
    """Return a finding with what the index lacks, less sure where it rests on an absence."""
    if not shortfalls:
        return finding
    rests = any(key.status in _BY_ABSENCE for key in finding.keys)
    confidence = finding.confidence
    if confidence == "high" and rests:
        confidence = "medium"
    return replace(finding, confidence=confidence, notes=(*shortfalls, *finding.notes))
