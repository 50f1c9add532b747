"""The source of a place on one line, for those places of which one line says all: where a layer
sets a setting, where a program declares it.

Not here: the lines that name the places (`place_rows.py`), longer source (`packing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ctxkit.bundle.cause_rows import cause_places
from ctxkit.bundle.place_rows import Quotes, alike_places, in_order_of_need, is_said, repeated
from ctxkit.bundle.snippets import MAX_OPEN_LINES, OPENING, Snippet, Span, line_count
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Finding, LeftOut, Location, Section, Symbol
from ctxkit.text.locations import show_command
from ctxkit.text.template import fold_space
from ctxkit.text.tokens import count_tokens
from ctxkit.text.wording import short

_MAX_QUOTE_CHARS = 160
_MAX_CAUSE_CHARS = 130  # of the many places of a cause
MAX_TOPIC_READS = 1  # of a setting that is one hit of a topic
_DEFINITION = ("def ", "async def ")
_AROUND = 3  # tokens, at most, that a quote takes beside its text: a colon and backticks


class Quote(Struct, frozen=True, kw_only=True):
    """The source of a place on one line, and the cost of adding it to the line that names it. It is
    that of the lines from `line` to `end_line`; nothing is added where that line says it all.
    """

    title: str
    location: Location
    text: str
    line: int
    end_line: int
    cost: int


def texts_of(finding: Finding, sources: Sources) -> dict[Location, str]:
    """Return the source of each place of the settings that were asked about, on one line."""
    if not finding.question.full_settings:
        return {}
    places = (place.location for key in finding.keys for place in key.places)
    return {location: _folded(location, sources)[0] for location in places}


def quotes_of(
    finding: Finding,
    texts: Quotes,
    sources: Sources,
    most_hits: int,
) -> Iterator[Quote]:
    """Yield the quotes of the places of an answer, most needed first; of a topic, of those of
    `most_hits`, which have a line each.
    """
    places, most = _setting_places(finding, texts), _MAX_QUOTE_CHARS
    if finding.question.pasted:
        places, most = cause_places(finding), _MAX_CAUSE_CHARS
    if finding.question.hits_hold_settings:
        places = _topic_places(finding, most_hits)
    said = _said_places(finding, texts)
    seen: set[tuple[str, str, int]] = set()
    for title, location in places:
        line_of = (location.repo, location.path, location.line)
        if line_of in seen:
            continue
        seen.add(line_of)
        text, (line, end_line) = _folded(location, sources, most, whole=finding.question.pasted)
        if text:
            yield Quote(
                title=title,
                location=location,
                text="" if location in said else text,
                line=line,
                end_line=end_line,
                cost=0 if location in said else count_tokens(text) + _AROUND,
            )


def _said_places(finding: Finding, texts: Quotes) -> set[Location]:
    """Return the places of which the lines that name them say all."""
    places = (place for key in finding.keys for place in key.places)
    return {p.location for p in places if is_said(p, texts.get(p.location, ""))}


def _setting_places(finding: Finding, texts: Quotes) -> Iterator[tuple[str, Location]]:
    """Yield what a place is, and the place, of the settings that were asked about."""
    if not finding.question.full_settings:
        return
    for key in finding.keys:
        alike = alike_places(key.places, texts)
        hidden = repeated(alike)
        for place in in_order_of_need(key.places):
            if place not in hidden:
                yield f"{place.role} {place.name}", place.location


def _topic_places(finding: Finding, most_hits: int) -> Iterator[tuple[str, Location]]:
    """Yield the same of the hits of a topic: where each is defined, and the code that reads it."""
    keys = {key.name: key for key in finding.keys}
    for hit in finding.hits[:most_hits]:
        fact = hit.fact
        if isinstance(fact, Symbol):
            yield f"{fact.what} {fact.name}", fact.location
            continue
        key = keys.pop(fact.name, None)
        if key is None or not isinstance(fact, ConfigKey | ConfigUse):
            continue
        yield f"setting {fact.name}", fact.location
        reads = [place for place in key.places if place.role == "reads"]
        for place in reads[:MAX_TOPIC_READS]:
            yield f"reads {place.name}", place.location


def _folded(
    location: Location, sources: Sources, most: int = _MAX_QUOTE_CHARS, *, whole: bool = False
) -> tuple[str, Span]:
    """Return the source of a place on one line, and the lines of it that are shown. `whole`: a
    line that leaves a bracket open says nothing without those that follow.
    """
    lines = sources.lines(location.repo, location.path)
    if not 1 <= location.line <= line_count(lines):
        return "", (location.line, location.line)
    end = min(max(location.end_line, location.line), line_count(lines))
    text = short(lines[location.line - 1], most)
    start = last = location.line
    if text.startswith(_DEFINITION):
        # Its decorators say what it is.
        while start > 1 and lines[start - 2].lstrip().startswith("@"):
            start -= 1
            text = short(f"{lines[start - 1]} {text}", most)
    if whole and text.endswith(OPENING):
        end = max(end, min(location.line + MAX_OPEN_LINES, line_count(lines)))
    for number in range(location.line + 1, end + 1):
        longer = fold_space(f"{text} {lines[number - 1]}")
        if len(longer) > most:
            break
        text, last = longer, number
    return text, (start, last)


def is_shown(location: Location, snippets: Sequence[Snippet]) -> bool:
    """Return whether a snippet shows the first line of a place, which then needs no quote."""
    return any(
        (snippet.repo, snippet.path) == (location.repo, location.path)
        and any(start <= location.line <= end for start, end in snippet.spans)
        for snippet in snippets
    )


def by_location(quotes: Sequence[Quote]) -> Mapping[Location, str]:
    """Return the texts of quotes by their places."""
    return {quote.location: quote.text for quote in quotes}


def quoted_section(quote: Quote, written: str) -> Section:
    """Return a quote, as it is written in the bundle, in the form that JSON lists."""
    where = quote.location
    return Section(
        title=quote.title,
        location=Location(
            repo=where.repo, path=where.path, line=quote.line, end_line=quote.end_line
        ),
        text=written,
        tokens=quote.cost,
        spans=((quote.line, quote.end_line),),
        marks=(where.line,),
    )


def unquoted(quote: Quote, version: str) -> LeftOut:
    """Return a quote that did not fit, with its cost and the command that shows the place of the
    version that was asked.
    """
    where = quote.location
    return LeftOut(
        title=quote.title,
        location=where,
        tokens=quote.cost,
        command=show_command(where, version),
    )
