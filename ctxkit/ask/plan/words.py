"""Pieces of sentences that several sections of a plan share.

Not here: the sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.model import Problem
from ctxkit.text.wording import prefixed

MAX_NAMED = 16


def named(names: Sequence[str], most: int = MAX_NAMED) -> str:
    """Return the first names, and how many there are more."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown


def problem_words(problem: Problem) -> str:
    """Return where a problem is, what it is, and what helps."""
    where = f"{problem.path}:{problem.line}: {problem.message}"
    return where + prefixed("; ", problem.fix)
