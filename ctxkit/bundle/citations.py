"""The places whose source an answer shows in sections, most needed first, each with the reason why
it is shown.

In the order of need: the statement or the definition that was found, then the code that reads the
setting. Not here: places of which a line says enough (`place_rows.py`), the lines that are shown of
a place (`snippets.py`), how many places fit (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ctxkit.bundle.place_rows import Quotes, alike_places, repeated
from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Location, Place, Symbol
from ctxkit.text.wording import prefixed, public_kind

_CONTEXT_LINES = {"declares": 0, "sets": 1, "documents": 1}
_OTHER_CONTEXT_LINES = 2
_MAX_READS = 2  # of a setting that is one of several hits
_MAX_CITATIONS = 300  # of one answer: nobody reads further, and no budget reaches so far


class Citation(Struct, frozen=True, kw_only=True):
    """A cited place and why it is shown.

    `context` lines are shown on both sides of it. `comment`: the comment above it belongs to it.
    `deep`: its whole function is shown if there is room.
    """

    title: str
    location: Location
    context: int
    comment: bool = False
    deep: bool = False


def citations_of(finding: Finding, texts: Quotes) -> list[Citation]:
    """Return the places that `finding` cites, best first: the hits, each one that is a setting
    followed by the code that reads it, then the code that reads the settings of the answer.

    `texts` is the source of their places: of several places that are alike, the first is cited.
    """
    readers = {key.name: _readers(key, texts) for key in finding.keys}
    found: list[Citation] = []
    for hit in _different_first(finding.hits):
        found.append(_hit_citation(hit))
        if isinstance(hit.fact, ConfigKey | ConfigUse):
            reads = readers.pop(hit.fact.name, ())
            found += [_place_citation(place) for place in reads[:_MAX_READS]]
    most = _MAX_CITATIONS if finding.question.full_settings else _MAX_READS
    found += [_place_citation(place) for places in readers.values() for place in places[:most]]
    return list(dict.fromkeys(found))[:_MAX_CITATIONS]


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
