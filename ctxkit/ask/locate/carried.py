"""The errors that the values of a line carry: `Node 17 failed: Failed to execute code`, where the
second text is the value of a placeholder, made elsewhere, and perhaps cut off.

Not here: chains that a line has as a whole (`links.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ctxkit.ask.locate.candidates import Candidate, LocateContext, limited
from ctxkit.ask.locate.messages import resolve_messages
from ctxkit.ask.locate.statement_score import template_of
from ctxkit.logline import parse_events
from ctxkit.model import HOLE

_MIN_CHARS = 24
_MIN_WORDS = 4
_MAX_VALUES = 3
_MAX_TEXTS = 2
_MAX_CHARS = 2_000


def carried_by(context: LocateContext, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the statements whose text a value of the first place begins with, as links of it."""
    first = ranked[0]
    known = {(c.fact.repo, c.fact.path, c.fact.line) for c in ranked}
    found: list[Candidate] = []
    values = [v for _, v in first.values if len(v) >= _MIN_CHARS and v.count(" ") >= _MIN_WORDS - 1]
    for value in values[:_MAX_VALUES]:
        # It may have been found as a part of the whole line.
        known_links = [c for c in ranked[1:] if begins(value, template_of(c.fact))]
        if known_links:
            found += [replace(c, link=True) for c in known_links[:_MAX_TEXTS]]
            continue
        for event in parse_events(value[:_MAX_CHARS])[:1]:
            resolution = resolve_messages(replace(context, event=event))
            texts: set[str] = set()
            for candidate in resolution.candidates:
                template = template_of(candidate.fact)
                place = (candidate.fact.repo, candidate.fact.path, candidate.fact.line)
                if place in known or candidate.fact.test or not _carries(value, candidate):
                    continue
                texts.add(template)
                if len(texts) > _MAX_TEXTS:
                    break
                known.add(place)
                found += limited([replace(candidate, link=True)], "medium")
    limit = first.score * 0.75
    return [replace(c, score=min(c.score, limit)) for c in found]


def _carries(value: str, candidate: Candidate) -> bool:
    """Return whether a value begins with the text of a place, or is all of it: a text may begin
    with a placeholder.
    """
    if begins(value, template_of(candidate.fact)):
        return True
    return candidate.whole and candidate.confidence != "low"


def begins(value: str, template: str) -> bool:
    """Return whether a value begins as a template does, up to its end or where it was cut off."""
    words = template.partition(HOLE)[0]
    value = value.strip()
    length = min(len(words), len(value))
    return length >= _MIN_CHARS and words[:length] == value[:length]
