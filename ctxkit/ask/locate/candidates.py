"""Candidates: places that may have written a line, each with the evidence for it.

Not here: how the candidates for each kind of line are found (one module for each kind).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.paths import subchart_of
from ctxkit.dify.programs import runs
from ctxkit.dify.repositories import CHART
from ctxkit.index.reader import FileEntry, Index
from ctxkit.index.sources import Sources
from ctxkit.logline import ErrorLine, Event, ParsedLine
from ctxkit.model import Confidence, Fact, Symbol


class Candidate(Struct, frozen=True, kw_only=True):
    """A place with the evidence for it.

    `score` is in bits (`weights.py`). `confidence` says how far the place can be relied on if it
    ranks first. `why` are the reasons, the strongest first; `values` fill the message's
    placeholders. `from_frame`: a stack frame led there. `whole`: the place wrote all of the
    message, so that nothing of it was put around it by somebody else. `link`: it made an error
    that the message has as a link of its chain, so that it belongs to the answer whatever its
    score. `decides`: another program wrote the message, which names no place; what it says is
    decided here, so that the settings are of use although the place may not be meant.
    """

    fact: Fact
    score: float
    confidence: Confidence
    why: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    from_frame: bool = False
    whole: bool = False
    link: bool = False
    decides: bool = False


class LocateContext(Struct, frozen=True, kw_only=True):
    """One event to be located, the text that it is from, and what it is looked up in."""

    event: Event
    pasted: str = ""
    index: Index
    sources: Sources

    @property
    def line(self) -> ParsedLine:
        """The event's first line, taken apart."""
        return self.event.line

    @property
    def error(self) -> ErrorLine | None:
        """The error that ends the event's stack, or that the line is about."""
        return self.event.errors[-1] if self.event.errors else None

    def files(self, base: str) -> list[FileEntry]:
        """Return the files of a base name outside of tests."""
        return without_tests(self.index.files(base=base))

    def files_of_service(self, base: str) -> list[FileEntry]:
        """Return the files of a base name, those of the line's own component if it has any."""
        found = self.files(base)
        own = [file for file in found if runs(self.line.service, file.repo, file.path)]
        return own or found

    def files_of_chart(self, base: str) -> list[FileEntry]:
        """Return the chart's files of a base name, without those of its subcharts."""
        found = self.index.files(base=base, repo=CHART)
        return [file for file in found if not subchart_of(file.path)]


class Resolution(Struct, frozen=True, kw_only=True):
    """The result of a resolver: candidates, and notes for the reader of the answer."""

    candidates: Sequence[Candidate] = ()
    notes: Sequence[str] = ()


Resolver = Callable[[LocateContext], Resolution]
"""Looks up one kind of line; an event of another kind gives an empty resolution."""


class _MayBeTest(Protocol):
    @property
    def test(self) -> bool: ...


T = TypeVar("T", bound=_MayBeTest)

CONFIDENCES: tuple[Confidence, ...] = ("none", "low", "medium", "high")
"""From the least to the most."""


def at_most(confidence: Confidence, limit: Confidence) -> Confidence:
    """Return the lesser of two confidences."""
    return min(confidence, limit, key=CONFIDENCES.index)


def in_order(
    facts: Iterable[Fact],
    *,
    score: float,
    step: float,
    confidence: Confidence,
    why: str,
) -> list[Candidate]:
    """Return a candidate for each fact, each worth `step` bits less than the one before."""
    return [
        Candidate(fact=fact, score=score - step * place, confidence=confidence, why=(why,))
        for place, fact in enumerate(facts)
    ]


def limited(candidates: Iterable[Candidate], limit: Confidence) -> list[Candidate]:
    """Return the candidates with a confidence of `limit` at most."""
    return [replace(c, confidence=at_most(c.confidence, limit)) for c in candidates]


def has_whole_text(candidate: Candidate) -> bool:
    """Return whether a message has the whole text of a statement, not only a part of it."""
    return any(why.startswith("full message match") for why in candidate.why)


def deciding(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates as places that decide what another program says without naming them."""
    return [replace(c, confidence="low", decides=True) for c in candidates]


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates best first, one for each place.

    A place that was found in two ways keeps the reasons and the higher confidence of both.
    """
    kept: dict[tuple[str, str, int], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        place = (candidate.fact.repo, candidate.fact.path, candidate.fact.line)
        first = kept.get(place)
        if first is None:
            kept[place] = candidate
            continue
        kept[place] = replace(
            first,
            why=tuple(dict.fromkeys((*first.why, *candidate.why))),
            values=first.values or candidate.values,
            confidence=max(first.confidence, candidate.confidence, key=CONFIDENCES.index),
            link=first.link or candidate.link,
        )
    return list(kept.values())


def without_tests(items: Iterable[T]) -> list[T]:
    """Return the facts or files that are not test code."""
    return [item for item in items if not item.test]


def plain_name(name: str) -> str:
    """Return the last part of a qualified name: `Mail.send` is `send`."""
    return name.rpartition(".")[2]


def functions_named(symbols: Iterable[Symbol], name: str) -> list[Symbol]:
    """Return the functions and methods of a plain name."""
    return [s for s in symbols if s.what != "class" and plain_name(s.name) == name]


def definitions(index: Index, repo: str, path: str) -> list[Symbol]:
    """Return the functions, methods and classes of a file."""
    found = index.in_file(repo, path, Symbol)
    return [s for s in found if isinstance(s, Symbol) and s.what in ("function", "method", "class")]


def point_at(symbol: Symbol | None, repo: str, path: str, line: int) -> Symbol:
    """Return a fact for one line of a file, named after the definition around it."""
    name = symbol.name if symbol else ""
    return Symbol(
        name=name, what="function", line=line, end_line=line, symbol=name, repo=repo, path=path
    )


def at_line(index: Index, file: FileEntry, line: int) -> Symbol:
    """Return a fact for one line of a file, named after the innermost definition around it."""
    symbol = around(definitions(index, file.repo, file.path), line)
    return point_at(symbol, file.repo, file.path, line)


def around(symbols: Iterable[Symbol], line: int) -> Symbol | None:
    """Return the innermost definition that holds a line."""
    holding = [s for s in symbols if s.line <= line <= s.end_line]
    return min(holding, key=lambda s: s.end_line - s.line, default=None)
