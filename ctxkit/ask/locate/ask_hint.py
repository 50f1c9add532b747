"""How to ask the workspace at a version that a note names.

Not here: the notes (`messages.py`, `version_match.py`, `other_versions.py`).
"""

from __future__ import annotations

from collections.abc import Collection

from ctxkit.index.reader import Index
from ctxkit.text.locations import at_version

_ASK = "ask with"
_ASK_OWN = "ask without --version"


def ask_hint(index: Index, repo: str, versions: Collection[str]) -> str:
    """Return how to ask the workspace at one of the versions of a source, behind a semicolon; empty
    where it has none of them.
    """
    if index.is_of_other_version:
        own = index.own_checkouts().get(repo)
        if own is not None and own.version in versions:
            return f"; {ask_words('')}"
    labels = index.labels_of(repo, versions)
    return f"; {ask_words(labels[0])}" if labels else ""


def ask_words(label: str) -> str:
    """Return how to ask a further version of the workspace; empty: its own."""
    return at_version(_ASK, label) if label else _ASK_OWN
