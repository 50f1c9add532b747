"""The messages in an event -> the statements that wrote or raised them.

Not here: which texts an event holds (`inner_texts.py`), how one template is scored
(`statement_score.py`), stacks, requests and the other kinds of line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, at_most, limited
from ctxkit.ask.locate.inner_texts import texts_of
from ctxkit.ask.locate.line_context import LineContext, read_context
from ctxkit.ask.locate.links import links_among
from ctxkit.ask.locate.matching import literal_text
from ctxkit.ask.locate.prefix_source import resolve_place
from ctxkit.ask.locate.statement_confidence import confidence_of
from ctxkit.ask.locate.statement_score import ScoredStatement, template_of
from ctxkit.ask.locate.statements import find_reworded, find_statements
from ctxkit.ask.locate.third_party import is_foreign, owner_of_line, words_of_owner
from ctxkit.index.ask_hint import ask_hint
from ctxkit.model import HOLE, Fact, LogTemplate

_MAX_STATEMENTS = 60  # of one text that are compared with those of the others
_MAX_SHOWN = 14
_MAX_HINTS = 3
_MAX_CUT_MARK_CHARS = 6  # that may follow a message that was cut: ` [...]`
_MAX_SOURCE_LINES = 40  # of a statement in which a value of the line is looked for
_MIN_VALUE_CHARS = 2
_NOTHING_TELLS = "nothing in this line distinguishes them"


def resolve_messages(context: LocateContext) -> Resolution:
    """Return the statements that wrote the event's message, and those whose messages it wraps."""
    line_context = read_context(context.event, context.index)
    ranked = [s for s in _best_by_place(context, line_context) if _is_shown(s)]
    ranked = _distinguished(sorted(ranked, key=_order), line_context, context)
    ranked.sort(key=lambda s: (not _is_emitter(s, line_context), *_order(s)))
    shown = _undecided(_in_turns(ranked), line_context)[:_MAX_SHOWN]
    links = [] if is_foreign(context) else links_among(ranked)
    candidates = [replace(_candidate(s, ranked, line_context), link=s in links) for s in shown]
    foreign = words_of_owner(context)
    candidates = [
        limited([c], "low")[0] if foreign and _is_within(s, foreign) else c
        for c, s in zip(candidates, shown, strict=True)
    ]
    if is_foreign(context):
        candidates = limited(candidates, "low")
    if line_context.base_known and not any(_explains_prefix(s) for s in ranked):
        candidates += resolve_place(context, line_context)
    if not candidates and _may_be_reworded(context):
        candidates = _hints(context, line_context)
    return Resolution(candidates=candidates, notes=_version_notes(shown[:1], line_context, context))


def _best_by_place(context: LocateContext, line_context: LineContext) -> list[ScoredStatement]:
    """Return each statement as it fits the text that it fits best."""
    best: dict[tuple[str, str, int, str], ScoredStatement] = {}
    for number, text in enumerate(texts_of(context, line_context)):
        needed = weights.INNER_TEXT if number else 0.0
        for statement in find_statements(context.index, *text)[:_MAX_STATEMENTS]:
            fact = statement.fact
            place = (fact.repo, fact.path, fact.line, template_of(fact))
            known = best.get(place)
            if known is None or known.score + needed < statement.score:
                best[place] = statement
    return list(best.values())


def _is_shown(statement: ScoredStatement) -> bool:
    if statement.in_named_file:
        return statement.score > 0
    return statement.score >= weights.SHOWN_TEXT


def _is_within(statement: ScoredStatement, words: str) -> bool:
    """Return whether the text of a statement is in words that another program wrote.

    One that says the same, or less, is one of many that could have.
    """
    said = literal_text(statement.match, statement.text).partition(HOLE)[0]
    return said in words


def _explains_prefix(statement: ScoredStatement) -> bool:
    """Return whether a statement is the one in the file that the prefix names."""
    return statement.on_named_line or (statement.in_named_file and statement.fits)


def _may_be_reworded(context: LocateContext) -> bool:
    """Return whether another version of the repositories may have worded the line differently."""
    if context.event.frames or not context.line.log_format.own:
        return False
    return not owner_of_line(context)


def _hints(context: LocateContext, line_context: LineContext) -> list[Candidate]:
    found = find_reworded(context.index, context.line.message, line_context)[:_MAX_HINTS]
    return [
        Candidate(
            fact=statement.fact,
            score=statement.score - weights.NEXT_HINT * place,
            confidence="low",
            why=statement.why,
        )
        for place, statement in enumerate(found)
    ]


def _version_notes(
    shown: Sequence[ScoredStatement], line_context: LineContext, context: LocateContext
) -> list[str]:
    """Report a log of another version than the view, and of which, if the index has seen it."""
    if not line_context.line:
        return []
    here = [s for s in shown if s.in_named_file and s.whole]
    return [_version_note(s.fact, line_context, context) for s in here if not s.on_named_line]


def _version_note(fact: Fact, line_context: LineContext, context: LocateContext) -> str:
    line = line_context.line
    note = (
        f"the log names {line_context.base}:{line},"
        f" but in this version the statement is on line {fact.line}"
    )
    versions = context.index.versions_with(fact, line)
    if versions:
        hint = ask_hint(context.index, fact.repo, versions)
        return f"{note}; line {line} matches {fact.repo} {', '.join(versions)}{hint}"
    return f"{note}; the log comes from a different version"


def _order(statement: ScoredStatement) -> tuple[float, str, str, int]:
    fact = statement.fact
    return -statement.score, fact.repo, fact.path, fact.line


def _is_emitter(statement: ScoredStatement, line_context: LineContext) -> bool:
    """Return whether a statement wrote the line itself, behind a logger's prefix.

    It comes before those that made what the line quotes.
    """
    if not line_context.logged or not isinstance(statement.fact, LogTemplate):
        return False
    if line_context.base_known:
        return _explains_prefix(statement)
    return statement.fits


def _in_turns(ranked: list[ScoredStatement]) -> list[ScoredStatement]:
    """Return equals of one text in turns of their files, so that no file hides the others."""
    out: list[ScoredStatement] = []
    for _, group in groupby(ranked, key=lambda s: (template_of(s.fact), round(s.score, 1))):
        seen: Counter[tuple[str, str]] = Counter()
        turns = []
        for statement in group:
            file = statement.fact.repo, statement.fact.path
            turns.append((seen[file], statement))
            seen[file] += 1
        out += [statement for _, statement in sorted(turns, key=lambda turn: turn[0])]
    return out


def _undecided(ranked: list[ScoredStatement], line_context: LineContext) -> list[ScoredStatement]:
    """Return the statements without the rivals of one that certainly wrote a text.

    It has the text's file and line, or all of its words; of other texts in the line, such as the
    cause that it quotes, the statements remain.
    """
    if not ranked or not _is_decided(ranked, line_context):
        return ranked
    first = ranked[0]
    return [first, *(s for s in ranked[1:] if _is_wrapped(s, first))]


def _is_wrapped(statement: ScoredStatement, first: ScoredStatement) -> bool:
    """Return whether a statement made a text inside the one that another wrote."""
    inside = statement.text != first.text or statement.match.start > 0
    return inside and statement.match.how == "full" and statement.bits >= weights.LIKELY_TEXT


def _is_decided(ranked: Sequence[ScoredStatement], line_context: LineContext) -> bool:
    first = ranked[0]
    if confidence_of(first, line_context) != "high" or not first.whole:
        return False
    if first.on_named_line:
        return True
    equals = (s for s in ranked[1:] if template_of(s.fact) == template_of(first.fact))
    return first.match.is_all_of(first.text) and not any(equals)


def _distinguished(
    ranked: list[ScoredStatement], line_context: LineContext, context: LocateContext
) -> list[ScoredStatement]:
    """Score statements of equal text by the values and the error that their source names."""
    if len(ranked) < 2 or not (line_context.fields or line_context.error):
        return ranked
    first = ranked[0]
    out = []
    for statement in ranked:
        near = first.score - statement.score < weights.EQUAL_TEXT_RANGE
        if near and template_of(statement.fact) == template_of(first.fact):
            statement = _scored_by_source(statement, line_context, context)
        out.append(statement)
    return sorted(out, key=_order)


def _scored_by_source(
    statement: ScoredStatement, line_context: LineContext, context: LocateContext
) -> ScoredStatement:
    fact = statement.fact
    end = min(fact.end_line, fact.line + _MAX_SOURCE_LINES)
    source = context.sources.text(fact.repo, fact.path, fact.line, end)
    values = [value for _, value in line_context.fields if len(value) >= _MIN_VALUE_CHARS]
    named = [value for value in values if f'"{value}"' in source]
    error = line_context.error
    if error not in ("", fact.name) and re.search(rf"\b{re.escape(error)}\b", source):
        named.append(error)
    if not named:
        return statement
    return replace(
        statement,
        score=statement.score + weights.SOURCE_NAMES_IT * len(named),
        why=(*statement.why, f"its source contains {', '.join(named[:3])}"),
    )


def _has_rival(statement: ScoredStatement, ranked: Sequence[ScoredStatement]) -> bool:
    """Return whether a message that was cut may as well be the beginning of another text."""
    others = [s for s in ranked if template_of(s.fact) != template_of(statement.fact)]
    return any(
        s.match.start == 0
        and (
            s.bits > statement.bits - weights.EQUALS_RANGE
            or s.match.end >= len(s.text) - _MAX_CUT_MARK_CHARS
        )
        for s in others
    )


def _candidate(
    statement: ScoredStatement, ranked: list[ScoredStatement], line_context: LineContext
) -> Candidate:
    fact = statement.fact
    equals = [
        s
        for s in ranked
        if template_of(s.fact) == template_of(fact)
        and abs(s.score - statement.score) < weights.EQUALS_RANGE
    ]
    confidence = confidence_of(statement, line_context)
    why = statement.why
    if len(equals) > 1:
        confidence = at_most(confidence, "medium")
        why = (*why, f"the same text occurs in {len(equals)} places; {_NOTHING_TELLS}")
    elif statement.match.how == "cut" and _has_rival(statement, ranked):
        confidence = at_most(confidence, "medium")
    spans = zip(getattr(fact, "args", ()), statement.match.values, strict=False)
    return Candidate(
        fact=fact,
        score=statement.score,
        confidence=confidence,
        why=why,
        whole=statement.match.is_all_of(statement.text) and statement.bits >= weights.LIKELY_TEXT,
        values=tuple((arg, statement.text[start:end].strip()) for arg, (start, end) in spans),
    )


def is_of_equals(why: str) -> bool:
    """Return whether a reason says that several places have the text of a candidate."""
    return why.endswith(_NOTHING_TELLS)
