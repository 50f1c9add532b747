"""The places whose source an answer shows in sections, most needed first, each with the reason why
it is shown.

In the order of need: the statement or the definition that was found, then the code that reads the
setting. Of a log line, these are the statements that wrote it: of what led there and what decides
it, a line says enough. Not here: places of which a line says enough (`place_rows.py`), the lines
that are shown of a place (`snippets.py`), how many places fit (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.bundle.place_rows import Quotes, alike_places, repeated
from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Location, Place, Symbol
from ctxkit.text.wording import prefixed, public_kind

_CONTEXT_LINES = {"declares": 0, "sets": 1, "documents": 1}
_OTHER_CONTEXT_LINES = 2
MAX_PLACE_LINES = 30  # a longer place is shown from its beginning
_MAX_STATEMENT_LINES = 14
_MAX_OTHERS = 1
_LINES_OF_USE = 3  # behind a line that reads a setting: its check, its default
_GUARD_LINES = 12  # above a statement, between which its condition is shown with it
_MAX_READS = 2  # of a setting that is one of several hits; below the top, one
_TOP_HITS = 8
_MAX_CITATIONS = 300  # of one answer: nobody reads further, and no budget reaches so far


class Citation(Struct, frozen=True, kw_only=True):
    """A cited place and why it is shown.

    `context` lines are shown on both sides of it, and those from line `first` on. Of the place
    itself there are `most` lines. `comment`: the comment above it belongs to it. `deep`: its whole
    function is shown if there is room.
    """

    title: str
    location: Location
    context: int
    first: int = 0
    most: int = MAX_PLACE_LINES
    comment: bool = False
    deep: bool = False

    @property
    def is_line(self) -> bool:
        """Whether all that is shown of the place is its one line."""
        return not self.context and self.location.line == self.location.end_line


def citations_of(finding: Finding, texts: Quotes) -> list[Citation]:
    """Return the places that `finding` cites, best first: the hits, each one that is a setting
    followed by the code that reads it, then the code that reads the settings of the answer.

    `texts` is the source of their places: of several places that are alike, the first is cited.
    """
    if finding.question.pasted:
        return list(dict.fromkeys(_statements(finding)))
    readers = {key.name: _readers(key, texts) for key in finding.keys}
    found: list[Citation] = []
    for number, hit in enumerate(_different_first(finding.hits), 1):
        found.append(_hit_citation(hit))
        if isinstance(hit.fact, ConfigKey | ConfigUse):
            reads = readers.pop(hit.fact.name, ())
            most = _MAX_READS if number <= _TOP_HITS else 1
            found += [_place_citation(place) for place in reads[:most]]
    most = _MAX_CITATIONS if finding.question.full_settings else _MAX_READS
    found += [_place_citation(place) for places in readers.values() for place in places[:most]]
    return list(dict.fromkeys(found))[:_MAX_CITATIONS]


def _statements(finding: Finding) -> Iterator[Citation]:
    """Yield the best place of a line, the statements of the errors that the line carries, where the
    settings that decide it are read, or declared where the line complains of one, and other
    statements that may have written it.
    """
    for hit in finding.hits[:1]:
        yield replace(_statement(hit), first=_first_guard(hit), deep=True)
    others = finding.hits[1:]
    inside = {p.location for hit in finding.hits[:1] if hit.cause for p in hit.cause.wraps}
    yield from map(_statement, (hit for hit in others if hit.fact.location in inside))
    declared = {hit.fact.name: hit for hit in others if isinstance(hit.fact, ConfigKey)}
    for key in finding.keys[:_MAX_READS]:
        if key.name in declared:
            yield _hit_citation(declared[key.name])
            continue
        reads = [*_reads_on_the_way(finding, key), *key.places]
        for read in [place for place in reads if place.role == "reads"][:1]:
            end = read.location.line + _LINES_OF_USE
            whole = replace(read, location=replace(read.location, end_line=end))
            yield replace(_place_citation(whole), deep=False)
    sliced = [hit for hit in others if hit.cause is not None and hit.fact.location not in inside]
    yield from map(_statement, sliced[:_MAX_OTHERS])


def _reads_on_the_way(finding: Finding, key: KeyAnswer) -> Iterator[Place]:
    """Yield where the code that led to a statement reads a setting."""
    for hit in finding.hits:
        for decider in hit.cause.decides if hit.cause is not None else ():
            if decider.key == key.name:
                yield Place(role=decider.use.role, location=decider.use.location, name=key.name)


def _statement(hit: Hit) -> Citation:
    return replace(_hit_citation(hit), most=_MAX_STATEMENT_LINES, deep=False)


def _first_guard(hit: Hit) -> int:
    """Return the line of the farthest condition that is near a statement, 0 if there is none."""
    here = hit.fact.location
    near = range(here.line - _GUARD_LINES, here.line)
    guards = hit.cause.guards if hit.cause is not None else ()
    lines = [
        guard.location.line
        for guard in guards
        if (guard.location.repo, guard.location.path) == (here.repo, here.path)
        and guard.location.line in near
    ]
    # The line above it mostly says what its name stands for.
    return min(lines) - 1 if lines else 0


def _different_first(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with those last whose text is that of an earlier one: it says the same again."""
    seen: set[str] = set()
    again: list[Hit] = []
    different: list[Hit] = []
    for hit in hits:
        template = getattr(hit.fact, "template", "")
        (again if template in seen else different).append(hit)
        if template:
            seen.add(template)
    return different + again


def _readers(key: KeyAnswer, texts: Quotes) -> list[Place]:
    """Return the places that read a setting, those that are like no other first."""
    alike = alike_places(key.places, texts)
    hidden = repeated(alike)
    reads = [place for place in key.places if place.role == "reads" and place not in hidden]
    return sorted(reads, key=lambda place: place in alike)


def _hit_citation(hit: Hit) -> Citation:
    fact = hit.fact
    if isinstance(fact, ConfigKey):
        return _place_citation(Place(role="declares", location=fact.location, name=fact.name))
    if isinstance(fact, ConfigUse):
        return _place_citation(Place(role=fact.role, location=fact.location, name=fact.name))
    if isinstance(fact, Symbol):
        # A definition is its own context.
        return Citation(title=fact.name, location=fact.location, context=0)
    kind = public_kind(fact).replace("_", " ")
    return Citation(
        title=kind + prefixed(" in ", fact.symbol),
        location=fact.location,
        context=_OTHER_CONTEXT_LINES,
        deep=True,
    )


def _place_citation(place: Place) -> Citation:
    is_read = place.role == "reads"
    title = f"{place.role} {place.name}"
    if is_read:
        title += prefixed(" in ", place.location.symbol)
    return Citation(
        title=title,
        location=place.location,
        context=_CONTEXT_LINES.get(place.role, _OTHER_CONTEXT_LINES),
        comment=place.role in ("sets", "declares"),
        deep=is_read,
    )
