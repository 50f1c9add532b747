"""A place that a line leads to, and what all kinds of line share in finding it.

Not here: the kinds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ctxkit.index.reader import FileEntry, Index
from ctxkit.index.sources import Sources
from ctxkit.logline import Event
from ctxkit.model import Confidence, Fact, Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place with the evidence for it: `score` in bits, `sure` how far it can be relied on if it
    is the first.
    """

    fact: Fact
    score: float
    sure: Confidence
    why: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocateContext:
    """One event to be located, with what it is looked up in. Resolvers add to `notes`."""

    event: Event
    index: Index
    sources: Sources
    notes: list[str] = field(default_factory=list)


_ORDER: tuple[Confidence, ...] = ("none", "low", "medium", "high")


def at_most(sure: Confidence, limit: Confidence) -> Confidence:
    """Return the lesser of two confidences."""
    return min(sure, limit, key=_ORDER.index)


def merged(leads: Iterable[Candidate]) -> list[Candidate]:
    """Return the leads best first, one for each place; a place found in two ways keeps the reasons
    of both.
    """
    kept: dict[tuple[str, str, int], Candidate] = {}
    for lead in sorted(leads, key=lambda lead: -lead.score):
        place = (lead.fact.repo, lead.fact.path, lead.fact.line)
        first = kept.get(place)
        if first is None:
            kept[place] = lead
        else:
            kept[place] = replace(
                first,
                why=tuple(dict.fromkeys((*first.why, *lead.why))),
                values=first.values or lead.values,
                sure=max(first.sure, lead.sure, key=_ORDER.index),
            )
    return list(kept.values())


def definitions(index: Index, repo: str, path: str) -> list[Symbol]:
    """Return the functions, methods and classes of a file."""
    found = index.in_file(repo, path, Symbol)
    return [s for s in found if isinstance(s, Symbol) and s.what in ("function", "method", "class")]


def point_at(symbol: Symbol | None, repo: str, path: str, line: int) -> Symbol:
    """Return a fact for one line of a file, named after the definition that it lies in."""
    name = symbol.name if symbol else ""
    return Symbol(
        name=name, what="function", line=line, end_line=line, symbol=name, repo=repo, path=path
    )


def at_line(index: Index, file: FileEntry, line: int) -> Symbol:
    """Return a fact for one line of a file, named after the innermost definition that holds it."""
    return point_at(
        around(definitions(index, file.repo, file.path), line), file.repo, file.path, line
    )


def around(symbols: Iterable[Symbol], line: int) -> Symbol | None:
    """Return the innermost definition that holds a line."""
    holding = [s for s in symbols if s.line <= line <= s.end_line]
    return min(holding, key=lambda s: s.end_line - s.line, default=None)
