"""The question "which code wrote this log line?", for whatever people paste: one line, a stack,
several lines.

Each kind of line has its resolver in a module of its own; here they are asked in turn and their
leads become one answer. Not here: whole log files (`triage`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ctxkit.ask.locate.browser import resolve_browser
from ctxkit.ask.locate.callers import resolve_callers
from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_most, merged
from ctxkit.ask.locate.configurations import resolve_configuration
from ctxkit.ask.locate.database import resolve_table
from ctxkit.ask.locate.error_bodies import resolve_body
from ctxkit.ask.locate.frames import resolve_frames
from ctxkit.ask.locate.gorm import resolve_query
from ctxkit.ask.locate.helm_errors import resolve_chart
from ctxkit.ask.locate.interpreter import resolve_interpreter
from ctxkit.ask.locate.kubernetes import resolve_object
from ctxkit.ask.locate.messages import resolve_messages
from ctxkit.ask.locate.pages import resolve_chunk
from ctxkit.ask.locate.plugin_texts import resolve_plugin_text
from ctxkit.ask.locate.proxies import resolve_proxy
from ctxkit.ask.locate.quoted import quoted_pieces
from ctxkit.ask.locate.raised_errors import resolve_error
from ctxkit.ask.locate.read_settings import settings_of
from ctxkit.ask.locate.requests import resolve_request
from ctxkit.ask.locate.scripts import resolve_script
from ctxkit.ask.locate.tasks import resolve_task
from ctxkit.ask.locate.third_party import owner_of_line
from ctxkit.ask.locate.ui_texts import resolve_shown
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline import Event, parse_events
from ctxkit.model import Confidence, Fact, Finding, Hit, LogTemplate, Question, Raise, Symbol

QUESTION = Question(command="locate", pasted=True, function_first=True)

_MOST_HITS = 10
_SURE_REQUEST = 56.0  # bits of a lead from a request line whose route is the best one
_MOST_EVENTS = 12
_MOST_QUOTES = 6
_STEP = 6.0  # bits that an event counts less than the one before it

RESOLVERS: tuple[Callable[[LocateContext], list[Candidate]], ...] = (
    resolve_request,
    resolve_browser,
    resolve_chunk,
    resolve_task,
    resolve_body,
    resolve_proxy,
    resolve_configuration,
    resolve_chart,
    resolve_object,
    resolve_query,
    resolve_script,
    resolve_table,
    resolve_interpreter,
    resolve_error,
    resolve_messages,
    resolve_shown,
)
"""What can be made of an event besides its stack; the leads of all are weighed together."""


def locate(index: Index, sources: Sources, text: str) -> Finding:
    """Return which code wrote the pasted text.

    Never raises on any text; nothing to read gives confidence `none`.
    """
    events = _telling(parse_events(text))
    notes: list[str] = []
    leads: list[Candidate] = []
    for number, event in enumerate(events):
        found = _leads_of(event, index, sources, notes)
        # The first event is the one that matters most; the others may tell the cause.
        leads += [replace(lead, score=lead.score - _STEP * number) for lead in found]
    ranked = _settled(merged(leads))
    if not ranked or ranked[0].sure == "low":
        ranked = merged([*ranked, *_quoted(events, index, sources)])
    if len(events) == 1 and (not ranked or ranked[0].sure == "low"):
        asked = LocateContext(event=events[0], index=index, sources=sources, notes=notes)
        ranked = merged([*ranked, *resolve_plugin_text(asked)]) or resolve_callers(asked)
    confidence: Confidence = ranked[0].sure if ranked else "none"
    owner = next((o for o in map(owner_of_line, events) if o), "")
    known = bool(ranked) and ranked[0].sure == "high" and isinstance(ranked[0].fact, LogTemplate)
    if owner and not known:
        notes.append(f"the line itself was written by {owner}, which is not in these repositories")
    if not ranked:
        notes.append("no statement of these repositories fits")
    return Finding(
        question=QUESTION,
        query=text,
        confidence=confidence,
        versions=tuple(index.checkouts().values()),
        hits=tuple(_hit(lead) for lead in ranked[:_MOST_HITS]),
        keys=settings_of(index, sources, [lead.fact for lead in ranked])
        if confidence in ("high", "medium")
        else (),
        notes=tuple(dict.fromkeys(notes)),
    )


def _leads_of(event: Event, index: Index, sources: Sources, notes: list[str]) -> list[Candidate]:
    asked = LocateContext(event=event, index=index, sources=sources, notes=notes)
    found = [lead for resolve in RESOLVERS for lead in resolve(asked)]
    handlers = {
        lead.fact.name
        for lead in found
        if isinstance(lead.fact, Symbol) and lead.score > _SURE_REQUEST
    }
    frames = resolve_frames(asked, handlers)
    if frames:
        # Where the stack ends is sure; what its message says comes next.
        limit = max(lead.score for lead in frames) - 1.0
        found = [replace(lead, score=min(lead.score, limit)) for lead in found]
    return [*frames, *found]


def _quoted(events: list[Event], index: Index, sources: Sources) -> list[Candidate]:
    """Return the leads of the messages that the events quote; words around them are no program's,
    so none is sure.
    """
    pieces = [
        piece for event in events if not owner_of_line(event) for piece in quoted_pieces(event)
    ]
    leads = [
        lead
        for piece in pieces[:_MOST_QUOTES]
        for event in parse_events(piece)[:1]
        for lead in _leads_of(event, index, sources, [])
    ]
    return [
        replace(lead, sure="low" if lead.sure == "medium" else at_most(lead.sure, "medium"))
        for lead in leads
    ]


def _settled(ranked: list[Candidate]) -> list[Candidate]:
    """Where the stack's first function has moved, the statement in it that says what the line says
    is the place.
    """
    first = ranked[0] if ranked else None
    if (
        first is None
        or first.sure != "medium"
        or len(first.why) > 1
        or not first.why[0].startswith("stack frame")
    ):
        return ranked
    place = first.fact.repo, first.fact.path, _plain(first.fact)
    for lead in ranked[1:]:
        said = isinstance(lead.fact, (LogTemplate, Raise)) and lead.sure != "low"
        if said and place[2] and (lead.fact.repo, lead.fact.path, _plain(lead.fact)) == place:
            lifted = replace(lead, score=first.score, why=(*lead.why, *first.why))
            return [lifted, *(other for other in ranked if other is not lead)]
    return ranked


def _plain(fact: Fact) -> str:
    """Return the plain name of the function around a fact, which is all that a stack tells of it."""
    return fact.symbol.rpartition(".")[2]


def _hit(lead: Candidate) -> Hit:
    return Hit(
        fact=lead.fact,
        score=round(max(0.0, min(1.0, lead.score / 60.0)), 4),
        why=lead.why,
        values=lead.values,
    )


def _telling(events: list[Event]) -> list[Event]:
    """Return the events worth locating, the most telling first: stacks, then errors, then the last
    lines.
    """

    def rank(numbered: tuple[int, Event]) -> tuple[bool, bool, bool, int]:
        number, event = numbered
        return (
            not event.frames,
            event.line.level not in ("error", "critical"),
            not event.errors,
            number,
        )

    kept = [e for e in events if e.line.message or e.frames or e.line.file or e.line.fields]
    return [event for _, event in sorted(enumerate(kept), key=rank)][:_MOST_EVENTS]
