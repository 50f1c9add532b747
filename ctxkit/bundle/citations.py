"""The places that an answer cites, most useful first, each with the reason why it is shown.

Not here: the lines that are shown of a place (`snippets.py`), how many places fit (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Location, Place, Symbol
from ctxkit.text.wording import prefixed, public_kind

_CONTEXT_LINES = {"declares": 0, "sets": 1, "documents": 1}
_OTHER_CONTEXT_LINES = 2
_MAX_READS = 2  # of a setting that is one of several hits
_TOP_HITS = 4  # settings that rank this high are shown with more of the code that reads them
_MAX_TOP_READS = 4
_PLACES_PER_TURN = 8  # of one setting before the next setting has its turn
_MAX_CITATIONS = 300  # of one answer: nobody reads further, and no budget reaches so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A cited place and why it is shown.

    `context` lines are shown on both sides of it. `comment`: the comment above it belongs to it.
    `deep`: its whole function is shown if there is room.
    """

    title: str
    location: Location
    context: int
    comment: bool = False
    deep: bool = False


def citations_of(finding: Finding) -> list[Citation]:
    """Return the places that `finding` cites, best first: the hits, then the places of the
    settings in turns.

    A hit that is a setting is followed by the code that reads it.
    """
    places_by_key = {key.name: key.places for key in finding.keys}
    found: list[Citation] = []
    for rank, hit in enumerate(finding.hits):
        found.append(_hit_citation(hit))
        if isinstance(hit.fact, ConfigKey | ConfigUse):
            places = places_by_key.pop(hit.fact.name, ())
            shown = _code_of(places, is_top=rank < _TOP_HITS)
            found += [_place_citation(place) for place in shown]
    found += [_place_citation(place) for place in _in_turns(finding.keys)]
    return list(dict.fromkeys(found))[:_MAX_CITATIONS]


def _code_of(places: Sequence[Place], *, is_top: bool) -> list[Place]:
    """Return the places that read a setting; for a top hit more of them, after those that declare
    it.
    """
    reads = [place for place in places if place.role == "reads"]
    if not is_top:
        return reads[:_MAX_READS]
    declarations = [place for place in places if place.role == "declares"]
    return declarations + reads[:_MAX_TOP_READS]


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


def _in_turns(keys: Sequence[KeyAnswer]) -> Iterator[Place]:
    """Yield the places of the settings, some of each in turn: a setting with many places must not
    use up the budget of the others.
    """
    most_places = max((len(key.places) for key in keys), default=0)
    for start in range(0, most_places, _PLACES_PER_TURN):
        for key in keys:
            yield from key.places[start : start + _PLACES_PER_TURN]
