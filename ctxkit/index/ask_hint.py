"""How to ask the workspace at a version that a note names.

Not here: the notes (`ask/`), which versions there are (`version_queries.py`).
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
    words = _words_for(index, repo, versions)
    return f"; {words}" if words else ""


def how_to_ask(index: Index, repo: str, version: str) -> str:
    """Return how to ask the workspace at a version of a source, and how to bring it first where it
    is not here.
    """
    from shlex import quote  # versions of images are what a user's file says

    bring = f"bring it (ctxkit sync --also {quote(version)}), then {ask_words(version)}"
    return _words_for(index, repo, [version]) or bring


def _words_for(index: Index, repo: str, versions: Collection[str]) -> str:
    if index.is_of_other_version:
        own = index.own_checkouts().get(repo)
        if own is not None and own.version in versions:
            return ask_words("")
    labels = index.labels_of(repo, versions)
    return ask_words(labels[0]) if labels else ""


def ask_words(label: str) -> str:
    """Return how to ask a further version of the workspace; empty: its own."""
    return at_version(_ASK, label) if label else _ASK_OWN
