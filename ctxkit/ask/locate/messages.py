"""The messages in an event -> statements: the line's own, and the texts that are wrapped in it.

Not here: how one template is weighed (`statements.py`), stacks, requests and the other kinds of
line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.ask.locate.error_bodies import error_body
from ctxkit.ask.locate.line_context import LineContext, read_clues
from ctxkit.ask.locate.prefix_source import resolve_place
from ctxkit.ask.locate.statements import (
    ScoredStatement,
    find_similar,
    find_statements,
    of_logger,
    template_of,
)
from ctxkit.ask.locate.third_party import is_foreign, owner_of_line
from ctxkit.logline.attributes import split_attributes
from ctxkit.logline.cleaning import clean
from ctxkit.logline.jsonline import load_object, unescape
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.wrappers import unwrap
from ctxkit.model import HOLE, Confidence, Fact, LogTemplate, Raise

_ENOUGH = 30.0  # bits: fewer than one in a thousand wrong statements fit so well by chance
_SOME = 14.0
_LEAST = 9.0  # below this a candidate is not worth showing
_WRAPPED_FIELDS = ("error", "err", "message", "msg", "exception", "reason", "detail")
_MOST = 14
_MOST_HINTS = 3
_CHAIN = 2  # layers of a message that are looked up one by one, at least
_MOST_LAYERS = 6
_LONGEST_CHAIN = 1_000
_QUOTED = LazyPattern(r"[\"']\w{1,60}[\"']\s{0,4}:\s{0,4}[\"'](.{8,})", flags=re.DOTALL)
_REFUSED = LazyPattern(
    r"(?:Value error|Assertion failed), ([^\n]{8,500}?)(?: \[type=|\n|$)",
    hint="Value error, |Assertion failed, ",
)
"""How pydantic words what a validator of the repositories raised."""

_PYTHONS = LazyPattern(
    r"(?:module|type object|'\w{1,80}' object) .{1,120}has no attribute |cannot import name |No module named "
    r"|name '\w{1,80}' is not defined|unsupported operand type|maximum recursion depth"
)
"""How Python itself words what it refuses: a statement that says so too is one of many that could
have.
"""

_PLUGIN = LazyPattern(
    r"\[([a-z0-9][\w-]{1,60})\] |plugin[=:]\s?\"?(?:[\w-]{1,60}/)?([\w-]{1,60})[:@]"
)


def resolve_messages(asked: LocateContext) -> list[Candidate]:
    """Return the statements that wrote the event's message and those that made the messages wrapped
    in it.
    """
    clues = read_clues(asked.event, asked.index)
    best: dict[tuple[str, str, int, str], ScoredStatement] = {}
    for depth, (text, told) in enumerate(_texts(asked, clues)):
        for candidate in find_statements(asked.index, text, told)[:60]:
            fact = candidate.fact
            place = (fact.repo, fact.path, fact.line, template_of(fact))
            # An inner text that begins a message of its own is better told apart than the same text
            # inside the line.
            known = best.get(place)
            if known is None or known.score + (2.0 if depth else 0.0) < candidate.score:
                best[place] = candidate
    ranked = [c for c in best.values() if c.score >= _LEAST or (c.here and c.score > 0)]
    ranked = _told_apart(sorted(ranked, key=_order), clues, asked)
    ranked.sort(key=lambda c: (not _emitter(c, clues), *_order(c)))
    spread = _spread(ranked)[:_MOST]
    leads = [_lead(c, ranked, clues) for c in spread]
    if is_foreign(asked.event):
        leads = [replace(lead, sure="low") for lead in leads]
    if (
        spread
        and clues.line is not None
        and spread[0].here
        and not spread[0].at_line
        and spread[0].whole
    ):
        asked.notes.append(_line_note(spread[0].fact, clues, asked))
    if clues.base_known and not any(
        c.at_line or (c.here and c.whole and c.bits >= _LEAST) for c in ranked
    ):
        leads += resolve_place(asked, clues)
    event = asked.event
    if not leads and not event.frames and event.line.log_format.own and not owner_of_line(event):
        hints = find_similar(asked.index, event.line.message, clues)[:_MOST_HINTS]
        leads = [
            Candidate(fact=c.fact, score=c.score - n / 10, sure="low", why=c.why)
            for n, c in enumerate(hints)
        ]
    return leads


def _line_note(fact: Fact, clues: LineContext, asked: LocateContext) -> str:
    """Tell that the log is of another version than the view, and of which, if the index has seen
    it.
    """
    note = f"the log says {clues.base}:{clues.line}, but this version has the statement at line {fact.line}"
    versions = asked.index.versions_with(fact, clues.line or 0)
    if versions:
        return f"{note}; line {clues.line} fits {fact.repo} {', '.join(versions)}"
    return f"{note}: the log is of another version"


def _order(candidate: ScoredStatement) -> tuple[float, str, str, int]:
    return -candidate.score, candidate.fact.repo, candidate.fact.path, candidate.fact.line


def _emitter(candidate: ScoredStatement, clues: LineContext) -> bool:
    """A logger's prefix stands before the message: who wrote the line comes before who made what it
    quotes.
    """
    if not clues.logged or not isinstance(candidate.fact, LogTemplate):
        return False
    return candidate.at_line or (
        candidate.whole and candidate.bits >= _LEAST and (candidate.here or not clues.base_known)
    )


def _texts(asked: LocateContext, clues: LineContext) -> Iterator[tuple[str, LineContext]]:
    """Yield the texts to look up with what is known of each: the message, then what is wrapped in
    it.
    """
    line = asked.event.line
    plugin = (
        _PLUGIN.search(line.message[:2_000])
        if "lugin" in line.message[:4_000] or line.message.startswith("[")
        else None
    )
    if plugin:
        clues = replace(clues, plugin=(plugin[1] or plugin[2]).lower())
    if line.message or clues.base:
        yield line.message, clues
    head, fields = (
        split_attributes(line.message[:4_000])
        if not (line.log_format.known or line.fields)
        else ("", ())
    )
    if fields and " " in head:
        yield (
            head,
            replace(clues, fields=fields, language="go"),
        )  # slog's attributes, whose prefix was left out
    quoted = _QUOTED.match(line.message)
    if quoted:
        yield (
            unescape(quoted[1]),
            clues,
        )  # a piece of a JSON document: `"tool_response": "tool invoke error: ..."`
    raw = unwrap(clean(asked.event.text[:2_000]).partition("\n")[0]).text.strip()
    if line.log_format.maybe_message and raw != line.message:
        yield raw, clues  # what looked like a prefix may be how the message begins
    inside = replace(
        clues,
        base="",
        base_known=False,
        line=None,
        level="",
        language="",
        service="",
        logger="",
        fields=(),
        logged=False,
    )
    for error in asked.event.errors[-1:] + asked.event.errors[:-1][:1]:
        name = error.error.rpartition(".")[2]
        message = error.message
        while message.startswith(f"{name}: "):
            message = message[len(name) + 2 :]
        if message:
            yield message, replace(inside, error=name)
    for layer in _layers(line.message):
        yield layer, inside
    refused = _REFUSED.search(line.message[:2_000]) or _REFUSED.search(asked.event.text[:4_000])
    if refused:
        yield refused[1], inside
    for name in _WRAPPED_FIELDS:
        value = line.field(name)
        if len(value) > 8:
            yield value, inside
    body = error_body(line.message)
    if body is None and "{" in line.message:
        body = _plugin_body(line.message)
    if body and isinstance(body.get("data"), dict):  # an event of a stream
        body = {"message": body["data"].get("error") or body["data"].get("message"), **body["data"]}
    if body and isinstance(body.get("message"), str) and body["message"]:
        yield body["message"], replace(inside, error=str(body.get("error_type") or ""))


def _layers(message: str) -> list[str]:
    """Return what is left of a chain of messages behind each `: `: each layer has its own maker."""
    if (
        not message[:_LONGEST_CHAIN].count(": ") >= _CHAIN
        or len(message) > _LONGEST_CHAIN
        or "{" in message
    ):
        return []
    rest, layers = message, []
    for _ in range(_MOST_LAYERS):
        rest = rest.partition(": ")[2]
        if rest.count(" ") > 1:
            layers.append(rest)
    return layers


def _plugin_body(message: str) -> dict[str, object] | None:
    start = message.find("{")
    return (
        load_object(message[start:]) if start >= 0 and '"' in message[start : start + 200] else None
    )


def _spread(ranked: list[ScoredStatement]) -> list[ScoredStatement]:
    """Return equals of one text in turns of their files, so that no file with many of them hides
    the others.
    """
    out: list[ScoredStatement] = []
    for _, group in groupby(ranked, key=lambda c: (template_of(c.fact), round(c.score, 1))):
        seen: Counter[tuple[str, str]] = Counter()
        turns = []
        for candidate in group:
            place = candidate.fact.repo, candidate.fact.path
            turns.append((seen[place], candidate))
            seen[place] += 1
        out += [candidate for _, candidate in sorted(turns, key=lambda turn: turn[0])]
    return out


def _told_apart(
    ranked: list[ScoredStatement], clues: LineContext, asked: LocateContext
) -> list[ScoredStatement]:
    """Weigh statements of equal text by what their source says: attributes (`"method", "uv sync"`),
    an error.
    """
    if len(ranked) < 2 or not (clues.fields or clues.error):
        return ranked
    first = ranked[0]
    out = []
    for candidate in ranked:
        fact = candidate.fact
        if template_of(fact) == template_of(first.fact) and first.score - candidate.score < 6:
            source = asked.sources.text(
                fact.repo, fact.path, fact.line, min(fact.end_line, fact.line + 40)
            )
            said = [v for _, v in clues.fields if len(v) > 1 and f'"{v}"' in source]
            if (
                clues.error
                and clues.error != fact.name
                and re.search(rf"\b{re.escape(clues.error)}\b", source)
            ):
                said.append(clues.error)
            if said:
                why = (*candidate.why, f"its source says {', '.join(said[:3])}")
                candidate = replace(candidate, score=candidate.score + 4.0 * len(said), why=why)
        out.append(candidate)
    return sorted(out, key=_order)


def _lead(
    candidate: ScoredStatement, ranked: list[ScoredStatement], clues: LineContext
) -> Candidate:
    fact = candidate.fact
    template = template_of(fact)
    equals = [
        c
        for c in ranked
        if template_of(c.fact) == template and abs(c.score - candidate.score) < 3.0
    ]
    sure = _sureness(candidate, clues)
    why = candidate.why
    if len(equals) > 1:
        sure = "medium" if sure == "high" else sure
        why = (
            *why,
            f"the same text stands at {len(equals)} places that nothing in the line tells apart",
        )
    values = tuple(
        (arg, candidate.text[start:end].strip())
        for arg, (start, end) in zip(
            getattr(fact, "args", ()), candidate.match.values, strict=False
        )
    )
    return Candidate(fact=fact, score=candidate.score, sure=sure, why=why, values=values)


def _in_other_words(candidate: ScoredStatement) -> bool:
    """A log statement's text stands alone in its line, behind a prefix at most, and not inside
    another sentence.
    """
    before = candidate.text[max(0, candidate.match.start - 2) : candidate.match.start]
    return (
        isinstance(candidate.fact, LogTemplate)
        and bool(before)
        and before not in (": ", "] ", "- ", "| ", "> ")
    )


def _sureness(candidate: ScoredStatement, clues: LineContext) -> Confidence:
    """Return how far a candidate can be relied on; measured on lines made from all statements of
    several versions.
    """
    if candidate.fact.test or _in_other_words(candidate):
        return "low"
    full = candidate.match.how == "full"
    if not candidate.here and _PYTHONS.match(candidate.text):
        return "low"
    if "." in clues.logger and not of_logger(candidate.fact, clues):
        return "medium" if candidate.whole and candidate.bits >= _ENOUGH else "low"
    name = candidate.fact.name if isinstance(candidate.fact, Raise) else ""
    if (
        clues.error
        and name
        and clues.error != name.rpartition(".")[2]
        and candidate.fact.path.endswith(".py")
    ):
        return (
            "medium" if candidate.whole and candidate.bits >= _ENOUGH else "low"
        )  # raised as another class
    if candidate.here:
        if candidate.whole and candidate.bits >= _LEAST:
            return "high"
        if candidate.at_line:
            return "medium"
        return "medium" if candidate.bits >= _SOME else "low"
    if clues.base and not clues.base_known:
        return "medium" if candidate.whole and candidate.bits >= _ENOUGH else "low"
    if clues.base_known:
        return "low" if candidate.bits < _ENOUGH else "medium"
    if candidate.whole and candidate.bits >= _ENOUGH and template_of(candidate.fact)[:1] != HOLE:
        return "high"
    if full and candidate.bits >= _ENOUGH:
        return "medium"
    if candidate.whole and candidate.bits >= _SOME:
        return "medium"
    return "low"
