"""The cause of a statement as lines: the conditions that led to it, what decides them, who called.

The places of one file share a line: its path is what costs. Not here: the statement itself
(`summary.py`), the settings with their defaults (`setting_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxkit.bundle.place_rows import Quotes, in_backticks
from ctxkit.model import Finding, Hit, Location
from ctxkit.model.cause import CausePlace, Decider

MAX_GUARDS = 10
MAX_CALLERS = 10
MAX_DECIDERS = 5
_ANSWERS = "answers "  # the request that a function makes (`cause/wire.py`)


def cause_places(finding: Finding) -> Iterator[tuple[str, Location]]:
    """Yield what a place of a cause is, and the place, most needed first: of each kind the nearest,
    before more of one kind.
    """
    causes = [hit.cause for hit in finding.hits if hit.cause is not None]
    for start, guards, callers in _TURNS:
        for number, cause in enumerate(causes):
            yield from _titled(cause.guards[start : start + guards])
            if start == 0:
                for decider in cause.decides[:MAX_DECIDERS]:
                    yield from _titled(decider.how)
            first = callers if number == 0 else _CALLERS_OF_OTHERS
            shown = cause.callers[:MAX_CALLERS]
            yield from _titled(shown[:first] if start == 0 else shown[first:])


class _Turn(NamedTuple):
    """From which place on, how many conditions, and how many callers of the first statement."""

    start: int
    guards: int
    callers: int


_TURNS = (_Turn(0, 6, 5), _Turn(6, MAX_GUARDS - 6, 5))
_CALLERS_OF_OTHERS = 2


def _titled(places: Iterable[CausePlace]) -> Iterator[tuple[str, Location]]:
    for place in places:
        yield place.why, place.location


def cause_rows(hit: Hit, quotes: Quotes, said: set[object]) -> Iterator[str]:
    """Yield the lines of the cause of a hit, without the settings, callers and bounds that were
    `said` of an earlier one, which are added to it.
    """
    cause = hit.cause
    if cause is None:
        return
    yield from _grouped("led here by", cause.guards[:MAX_GUARDS], quotes)
    deciders = [d for d in cause.decides[:MAX_DECIDERS] if d.key not in said]
    yield from _decider_rows(deciders, quotes)
    callers = [c for c in cause.callers[:MAX_CALLERS] if c.location not in said]
    ends = [c for c in callers if c.why.startswith(_ANSWERS)]
    yield from _grouped("called from", [c for c in callers if c not in ends], quotes)
    yield from _grouped("answered by", ends, quotes)
    said.update(decider.key for decider in deciders if decider.key)
    said.update(caller.location for caller in callers)
    if cause.cut and cause.cut not in said:
        said.add(cause.cut)
        yield f"   - {cause.cut}"


def _grouped(label: str, places: Sequence[CausePlace], quotes: Quotes) -> Iterator[str]:
    """Yield a line for each file of some places, in the order of their first ones."""
    files: dict[tuple[str, str], list[CausePlace]] = {}
    for place in _each_line_once(places):
        files.setdefault((place.location.repo, place.location.path), []).append(place)
    for own in files.values():
        first, *others = own
        shown = [_place(first, quotes, with_file=True)]
        shown += [_place(place, quotes, with_file=False) for place in others]
        yield f"   - {label} {'; '.join(shown)}"


def _place(place: CausePlace, quotes: Quotes, *, with_file: bool) -> str:
    where = place.location
    name = f"{where.repo} {where.path}:{where.line}" if with_file else f":{where.line}"
    quote = quotes.get(where)
    return name if quote is None else f"{name} {in_backticks(quote)}"


def _decider_rows(deciders: Sequence[Decider], quotes: Quotes) -> Iterator[str]:
    """Yield the ways from the settings to the statement; settings that are read at the end of the
    same way share a line.
    """
    ways: dict[tuple[CausePlace, ...], list[tuple[Decider, CausePlace]]] = {}
    for decider in deciders:
        how = _each_line_once(decider.how)
        if how:
            ways.setdefault(tuple(how[:-1]), []).append((decider, how[-1]))
    for way, own in ways.items():
        names = ", ".join(f"`{decider.key or decider.use.name}`" for decider, _ in own)
        steps = [*_steps(way, quotes), _last([place for _, place in own], way, quotes)]
        yield f"   - decided by {names}: {' <- '.join(steps)}"


def _steps(way: Sequence[CausePlace], quotes: Quotes) -> Iterator[str]:
    """Yield the steps of a way; those in one file name it once."""
    last: tuple[str, str] | None = None
    for place in way:
        file = (place.location.repo, place.location.path)
        yield _place(place, quotes, with_file=file != last)
        last = file


def _last(ends: Sequence[CausePlace], way: Sequence[CausePlace], quotes: Quotes) -> str:
    """Return the last steps of settings that share the way before."""
    places = _each_line_once(ends)
    before = way[-1].location if way else None
    file = (before.repo, before.path) if before else None
    shown = []
    for place in places:
        own = (place.location.repo, place.location.path)
        shown.append(_place(place, quotes, with_file=own != file))
        file = own
    return ", ".join(shown)


def _each_line_once(places: Iterable[CausePlace]) -> list[CausePlace]:
    first: dict[tuple[str, str, int], CausePlace] = {}
    for place in places:
        where = place.location
        first.setdefault((where.repo, where.path, where.line), place)
    return list(first.values())
