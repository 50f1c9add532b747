"""The question "which code wrote this log line?", for whatever people paste: one line, a stack,
several lines.

Each kind of line has its resolver in a module of its own; here they are asked in turn and their
candidates become one answer. Not here: whole log files (`ask/triage/`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.answered import raised_for_request
from ctxkit.ask.locate.browser import resolve_browser
from ctxkit.ask.locate.candidates import (
    CONFIDENCES,
    Candidate,
    LocateContext,
    Resolution,
    Resolver,
    limited,
    merged,
)
from ctxkit.ask.locate.carried import carried_by
from ctxkit.ask.locate.compose_errors import resolve_compose
from ctxkit.ask.locate.configurations import resolve_configuration
from ctxkit.ask.locate.database import resolve_table
from ctxkit.ask.locate.error_bodies import resolve_body
from ctxkit.ask.locate.frames import resolve_frames
from ctxkit.ask.locate.gorm import resolve_query
from ctxkit.ask.locate.helm_errors import resolve_chart
from ctxkit.ask.locate.interpreter import resolve_interpreter
from ctxkit.ask.locate.judging import judged, told
from ctxkit.ask.locate.kubernetes import resolve_object
from ctxkit.ask.locate.messages import resolve_messages
from ctxkit.ask.locate.moved_frames import settled
from ctxkit.ask.locate.pages import resolve_chunk
from ctxkit.ask.locate.pair_notes import pair_notes
from ctxkit.ask.locate.plugin_sdk import sdk_notes
from ctxkit.ask.locate.proxies import resolve_proxy
from ctxkit.ask.locate.quoted import quoted_pieces
from ctxkit.ask.locate.raised_errors import resolve_error
from ctxkit.ask.locate.requests import resolve_request
from ctxkit.ask.locate.scripts import is_complaint, resolve_script
from ctxkit.ask.locate.sent_requests import resolve_sent
from ctxkit.ask.locate.statement_score import template_of
from ctxkit.ask.locate.tasks import resolve_task
from ctxkit.ask.locate.third_party import owner_notes, owner_of_line
from ctxkit.ask.locate.ui_texts import resolve_shown
from ctxkit.ask.locate.validation import resolve_validation
from ctxkit.dify.programs import homes_of
from ctxkit.dify.repositories import missing_in_words, missing_repositories
from ctxkit.index.missing_sources import missing_sources
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline import Event, ParsedLine, parse_events
from ctxkit.logline.log_format import ERROR_LEVELS
from ctxkit.logline.marks import FULL_WIDTH_COLON
from ctxkit.logline.readings import readings
from ctxkit.model import ConfigKey, Finding, Hit, KeyAnswer, Location, LogTemplate, Question, Symbol
from ctxkit.model.cause import KnownCause, StatementCause
from ctxkit.regex import regex
from ctxkit.settings.gateway_notes import gateway_notes

QUESTION = Question(command="locate", pasted=True)

_MAX_HITS = 10
_MAX_EVENTS = 12
_MAX_QUOTES = 6
_MAX_HEAD_CHARS = 300  # of a line without a level in which words of a failure are looked for
_FAILURE = regex(
    r"\b(?i:error|failed|failure|fatal|panic|cannot|can't|unable"
    r"|killed|denied|refused|not found|no such)\b"
)

RESOLVERS: tuple[Resolver, ...] = (
    resolve_request,
    resolve_browser,
    resolve_sent,
    resolve_chunk,
    resolve_task,
    resolve_body,
    resolve_proxy,
    resolve_configuration,
    resolve_compose,
    resolve_chart,
    resolve_object,
    resolve_query,
    resolve_script,
    resolve_table,
    resolve_interpreter,
    resolve_validation,
    resolve_error,
    resolve_messages,
    resolve_shown,
)
"""The resolvers of an event besides its stack; the candidates of all are ranked together."""


def locate(index: Index, sources: Sources, text: str) -> Finding:
    """Return the code that wrote the pasted text.

    Never raises, whatever the text; an empty text gives confidence `none`.
    """
    found = _locate_best(index, sources, text)
    ranked = list(found.candidates)
    notes = [*pair_notes(index, sources, text), *found.notes]
    notes += sdk_notes(index, sources, text, ranked)
    notes += gateway_notes(index, sources, text)
    if not ranked:
        notes.append("no log statement in the indexed repositories matches this line")
    known, told_notes = told(index, text)
    if ranked:
        causes, keys = _causes(index, sources, text, ranked, known)
    else:
        ranked, causes, keys = _told(index, sources, text, known)
    hits = [_hit(candidate, causes) for candidate in ranked[:_MAX_HITS]]
    return Finding(
        question=QUESTION,
        query=text,
        confidence=ranked[0].confidence if ranked else "none",
        versions=tuple(index.checkouts().values()),
        hits=tuple(judged(hits, text, known)),
        keys=keys,
        notes=tuple(dict.fromkeys([*notes, *told_notes])),
        known_cause=known,
    )


def _locate_best(index: Index, sources: Sources, text: str) -> Resolution:
    """Return the candidates of the way to read a text that gives the best ones."""
    best = _locate_text(index, sources, text)
    for reading in readings(text):
        if _is_read(best, text):
            break
        found = _locate_text(index, sources, reading.text)
        if reading.guess:
            found = replace(found, candidates=limited(found.candidates, "low"))
        if _is_better(found, best):
            best = found
    return best


def _is_better(found: Resolution, other: Resolution) -> bool:
    sure, score = _rank(found)
    other_sure, other_score = _rank(other)
    if sure != other_sure:
        return sure > other_sure
    return score > other_score + weights.READING


def _is_read(found: Resolution, text: str) -> bool:
    """Return whether a text is read rightly: its first place is sure, or a statement wrote it
    from its start to its end.
    """
    if any(candidate.whole for candidate in found.candidates):
        return True
    if FULL_WIDTH_COLON in text:  # behind which a template may go on
        return False
    return any(c.confidence == "high" or c.from_frame for c in found.candidates[:1])


def _rank(found: Resolution) -> tuple[int, float]:
    """Return how good an answer is: how sure of its first place, and the evidence for it."""
    if not found.candidates:
        return 0, 0.0
    first = found.candidates[0]
    return CONFIDENCES.index(first.confidence), first.score


def _locate_text(index: Index, sources: Sources, text: str) -> Resolution:
    contexts = [
        LocateContext(event=event, pasted=text, index=index, sources=sources)
        for event in _by_importance(parse_events(text))
    ]
    found = _locate_events(contexts)
    ranked = list(found.candidates)
    notes = _owner_notes(sources, contexts, ranked) or _missing(index, sources, contexts, ranked)
    return replace(found, notes=(*found.notes, *notes))


def _by_importance(events: Iterable[Event]) -> list[Event]:
    """Return the events worth locating: stacks first, then errors, then the others in order."""
    kept = [event for event in events if _has_evidence(event)]
    kept.sort(
        key=lambda event: (
            not event.frames,
            not _tells_failure(event.line),
            not event.errors,
        )
    )
    return kept[:_MAX_EVENTS]


def _tells_failure(line: ParsedLine) -> bool:
    """Return whether a line is an error by its level, or by its words where it has no level."""
    if line.level:
        return line.level in ERROR_LEVELS
    head = line.message[:_MAX_HEAD_CHARS]
    return is_complaint(head) or _FAILURE.search(head) is not None


def _has_evidence(event: Event) -> bool:
    line = event.line
    if line.message or event.frames:
        return True
    return bool(line.file or line.fields)


def _locate_events(contexts: Sequence[LocateContext]) -> Resolution:
    """Return the candidates of all events, best first; the late resolvers run only if none is
    certain."""
    found: list[Candidate] = []
    notes: list[str] = []
    for number, context in enumerate(contexts):
        resolution = _locate_event(context)
        # The first event matters most; the others may hold the cause.
        fall = weights.NEXT_EVENT * number
        limit = _limit_of(contexts[0].line, found) if not _tells_failure(context.line) else None
        found += [_lowered(c, fall, limit) for c in resolution.candidates]
        notes += resolution.notes
    ranked = settled(merged(found))
    if ranked and not _is_doubtful(ranked):
        ranked = merged([*ranked, *carried_by(contexts[0], ranked)])
        ranked = raised_for_request(contexts, ranked)
    if _is_doubtful(ranked):
        ranked = merged([*ranked, *_quoted(contexts)])
    if len(contexts) == 1 and _is_doubtful(ranked):
        from ctxkit.ask.locate.plugin_texts import resolve_plugin_text  # as below

        texts = resolve_plugin_text(contexts[0])
        ranked = merged([*ranked, *texts.candidates])
        if not ranked:
            from ctxkit.ask.locate.callers import resolve_callers  # most lines never get here

            ranked = list(resolve_callers(contexts[0]).candidates)
    return Resolution(candidates=ranked, notes=notes)


def _limit_of(first: ParsedLine, found: Iterable[Candidate]) -> float | None:
    """Return what a line that tells no failure stays below, where the first line tells one."""
    sure = [c.score for c in found if c.confidence != "low"]
    return max(sure) - weights.BELOW_FAILURE if sure and _tells_failure(first) else None


def _lowered(candidate: Candidate, fall: float, limit: float | None) -> Candidate:
    score = candidate.score - fall
    return replace(candidate, score=score if limit is None else min(score, limit))


def _is_doubtful(ranked: Sequence[Candidate]) -> bool:
    return not ranked or (ranked[0].confidence == "low" and not ranked[0].decides)


def _locate_event(context: LocateContext) -> Resolution:
    """Return the candidates of one event, those of its stack first."""
    resolutions = [resolve(context) for resolve in RESOLVERS]
    found = [candidate for resolution in resolutions for candidate in resolution.candidates]
    stack = resolve_frames(context, _handlers(found))
    known = [c.score for c in stack.candidates if c.confidence != "low"]
    if known:
        # Where a stack that is known ends is certain; what its message says comes next.
        limit = max(known) - weights.BELOW_FRAME
        found = [replace(c, score=min(c.score, limit)) for c in found]
    return Resolution(
        candidates=_without_tail(merged([*stack.candidates, *found])),
        notes=[note for resolution in [*resolutions, stack] for note in resolution.notes],
    )


def _without_tail(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that are not far below the best one, the links of its chain, and the
    settings that are refused.

    An error that the line wraps was made elsewhere: it is no alternative to the best place.
    """
    least = max((c.score for c in candidates), default=0.0) * weights.TAIL_SHARE
    texts = {template_of(c.fact) for c in candidates if c.score >= least}
    return [c for c in candidates if c.score >= least or _is_beside(c, texts)]


def _is_beside(candidate: Candidate, texts: Collection[str]) -> bool:
    """Return whether a place has its part in a line beside the best one, whose texts are given."""
    if isinstance(candidate.fact, ConfigKey):
        return True
    return candidate.link and template_of(candidate.fact) not in texts


def _handlers(candidates: Iterable[Candidate]) -> set[str]:
    """Return the names of the functions that certainly answer the request of an event."""
    return {
        candidate.fact.name
        for candidate in candidates
        if isinstance(candidate.fact, Symbol) and candidate.score > weights.EXACT_REQUEST
    }


def _quoted(contexts: Iterable[LocateContext]) -> list[Candidate]:
    """Return the candidates of the messages that events quote.

    No program wrote the words around them, so that none is certain.
    """
    pieces = [
        (context, piece)
        for context in contexts
        if not owner_of_line(context)
        for piece in quoted_pieces(context.event)
    ]
    found = [
        candidate
        for context, piece in pieces[:_MAX_QUOTES]
        for event in parse_events(piece)[:1]
        for candidate in _locate_event(replace(context, event=event)).candidates
    ]
    return [_as_quoted(candidate) for candidate in found]


def _as_quoted(candidate: Candidate) -> Candidate:
    candidate = replace(candidate, whole=False)
    if candidate.confidence == "medium":
        return replace(candidate, confidence="low")
    return limited([candidate], "medium")[0]


def _owner_notes(
    sources: Sources, contexts: Iterable[LocateContext], ranked: Sequence[Candidate]
) -> list[str]:
    """Report whose program wrote the line, unless a statement of the repositories certainly did."""
    if any(c.confidence == "high" and isinstance(c.fact, LogTemplate) for c in ranked[:1]):
        return []
    return owner_notes(sources, contexts)


def _missing(
    index: Index,
    sources: Sources,
    contexts: Iterable[LocateContext],
    ranked: Sequence[Candidate],
) -> list[str]:
    """Return a note on the repositories that may have the code but are not at hand: that of the
    service that wrote the line, or all where nothing certain was found.
    """
    if _is_doubtful(ranked):
        return list(filter(None, [missing_in_words(missing_sources(index, sources))]))
    rows = missing_repositories(index.checkouts())
    if rows:
        services = {context.line.service for context in contexts}
        writers = {repo for service in services for repo, _ in homes_of(service)}
        rows = tuple(row for row in rows if row.name in writers)
    return list(filter(None, [missing_in_words(rows)]))


def _causes(
    index: Index, sources: Sources, text: str, ranked: Sequence[Candidate], known: KnownCause | None
) -> tuple[Mapping[Location, StatementCause], tuple[KeyAnswer, ...]]:
    """Return what led to the located statements, and the settings that decide them."""
    # Parsing takes a library that other questions need not wait for.
    from ctxkit.ask.locate.causes import causes_of

    doubtful = _is_doubtful(ranked) and not any(c.score >= weights.FULL_SCORE for c in ranked[:1])
    return causes_of(index, sources, text, ranked, doubtful=doubtful, known=known)


def _told(
    index: Index, sources: Sources, text: str, known: KnownCause | None
) -> tuple[list[Candidate], Mapping[Location, StatementCause], tuple[KeyAnswer, ...]]:
    """Return the settings that a text tells of which no code is known, and where they are read."""
    # Most lines have code.
    from ctxkit.ask.locate.given_addresses import given_addresses
    from ctxkit.ask.locate.told_settings import read_here, told_settings

    settings = told_settings(index, text, known, given_addresses(index, sources, text))
    if not settings:
        return [], {}, ()
    from ctxkit.ask.locate.causes import causes_told

    reads = read_here(index, settings)
    causes, keys = causes_told(index, sources, text, settings, reads)
    return reads, causes, keys


def _hit(candidate: Candidate, causes: Mapping[Location, StatementCause]) -> Hit:
    return Hit(
        fact=candidate.fact,
        score=round(max(0.0, min(1.0, candidate.score / weights.FULL_SCORE)), 4),
        why=candidate.why,
        values=candidate.values,
        cause=causes.get(candidate.fact.location),
    )
