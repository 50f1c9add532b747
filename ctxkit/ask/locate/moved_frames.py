"""Stack frames that have moved: the statement in the frame's function that says what the line says
is meant.

Not here: how frames are found (`frames.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.ask.locate.candidates import Candidate
from ctxkit.model import LogTemplate, Raise


def settled(ranked: list[Candidate]) -> list[Candidate]:
    """Replace a stack frame that has moved by the statement in its function with the message.

    Where only the frame led to the first place, the statement that says what the line says is
    meant.
    """
    if not ranked:
        return ranked
    first = ranked[0]
    if not _is_moved_frame(first) or not _function_of(first):
        return ranked
    for candidate in ranked[1:]:
        if _is_statement(candidate) and _same_function(candidate, first):
            settled = replace(candidate, score=first.score, why=(*candidate.why, *first.why))
            return [settled, *(other for other in ranked if other is not candidate)]
    return ranked


def _is_moved_frame(candidate: Candidate) -> bool:
    """Return whether only a stack frame led to a place, and its line has moved."""
    only_frame = candidate.from_frame and len(candidate.why) == 1
    return only_frame and candidate.confidence == "medium"


def _is_statement(candidate: Candidate) -> bool:
    return isinstance(candidate.fact, (LogTemplate, Raise)) and candidate.confidence != "low"


def _same_function(a: Candidate, b: Candidate) -> bool:
    if (a.fact.repo, a.fact.path) != (b.fact.repo, b.fact.path):
        return False
    return _function_of(a) == _function_of(b)


def _function_of(candidate: Candidate) -> str:
    """Return the plain name of the function around a fact, which is all that a stack names."""
    return candidate.fact.symbol.rpartition(".")[2]
