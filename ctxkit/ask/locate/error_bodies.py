"""JSON error bodies -> the error class and where it is raised.

Not here: log lines that are JSON.
"""

# ruff: noqa: E501 - tables and patterns stay whole

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line, definitions
from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.requests import answering
from ctxkit.ask.locate.statements import ScoredStatement, find_statements
from ctxkit.logline.jsonline import load_object, unescape
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import HOLE, Confidence, ErrorCode, Fact, Raise

_TELLING = 14.0  # bits of a message that is not the class's own
_HANDLERS = "external_api.py"
"""The file whose functions turn errors without a code of their own into bodies."""

_CONVERTERS = "%_response_converter.py"
"""The files that make the error events of a stream."""

_SUGGESTION = LazyPattern(
    r" ?You have requested this URI \[(\S{1,1000})\]", hint="You have requested this URI ["
)
"""What flask-restx puts behind the message of a NotFound that a handler raised: the request that
was answered so.
"""

_HTTP_NAMES = {
    "bad_request": "BadRequest", "unauthorized": "Unauthorized", "forbidden": "Forbidden", "not_found": "NotFound",
    "method_not_allowed": "MethodNotAllowed", "conflict": "Conflict", "gone": "Gone", "too_many_requests": "TooManyRequests",
    "internal_server_error": "InternalServerError", "unsupported_media_type": "UnsupportedMediaType",
    "request_entity_too_large": "RequestEntityTooLarge", "service_unavailable": "ServiceUnavailable",
}  # fmt: skip
"""Codes that werkzeug's classes give when no error_code is declared: the class name in snake case."""


def error_body(message: str) -> dict[str, Any] | None:
    """Return the JSON error body in a message, also behind `data: ` or other words, or None."""
    start = message.find("{")
    if start < 0 or start > 2_000 or ('"' not in message and "'" not in message):
        return None
    body = message[start:]
    if body[1:3].strip() == '\\"':
        body = unescape(body)  # a body inside a string of another language
    if body.startswith("{'"):
        body = body.replace("'", '"')  # as Python prints a dict
    data = load_object(body)
    return (
        data
        if data and ("code" in data or "error" in data) and isinstance(data.get("message", ""), str)
        else None
    )


def resolve_body(asked: LocateContext) -> list[Candidate]:
    """Return the class whose code the body bears and the places that raise it with that message."""
    data = error_body(asked.event.line.message)
    if data is None:
        return []
    code, text = str(data.get("code", "")), str(data.get("message") or data.get("error") or "")
    if not code or code.lstrip("-").isdigit():
        return []
    asked_for = _SUGGESTION.search(text)
    there = answering(asked, asked_for[1]) if asked_for else frozenset()
    text = text[: asked_for.start()] if asked_for else text
    classes = [c for c in asked.index.named(ErrorCode, code) if not c.test]
    names = {c.error for c in classes} | ({_HTTP_NAMES[code]} if code in _HTTP_NAMES else set())
    names |= {"".join(part.capitalize() for part in code.split("_"))} if not names else set()
    handlers = _handlers(asked, code)
    if data.get("event") == "error":
        handlers = _converters(asked, code) + handlers
    said = (
        find_statements(asked.index, text, LineContext(service=asked.event.line.service))
        if text
        else []
    )
    makers = [
        _maker_lead(c, names, bool(classes), bool(handlers), there) for c in said[:60] if _makes(c)
    ]
    leads = (
        _class_leads(classes, text, data.get("status"), code)
        + handlers
        + _in_turns([m for m in makers if m])
    )
    if classes and not any(isinstance(lead.fact, Raise) for lead in leads):
        leads += _raises(asked, names)
    return leads


def _in_turns(leads: list[Candidate]) -> list[Candidate]:
    """Let no file that raises an error in many places hide the other files."""
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    for lead in leads:
        place = lead.fact.repo, lead.fact.path
        out.append(replace(lead, score=lead.score - seen[place] / 4))
        seen[place] += 1
    return out


def _makes(candidate: ScoredStatement) -> bool:
    all_of_it = candidate.match.end + 2 > len(candidate.text.rstrip("."))
    return (
        isinstance(candidate.fact, Raise)
        and candidate.whole
        and all_of_it
        and not candidate.fact.test
    )


def _maker_lead(
    candidate: ScoredStatement,
    names: set[str],
    classes: bool,
    handlers: bool,
    there: frozenset[tuple[str, str, str]],
) -> Candidate | None:
    """A place that raises the code's own class with this message is meant; any other may be what it
    passes on.
    """
    fact = candidate.fact
    own = fact.name.rpartition(".")[2]
    if own in names:
        sure: Confidence = "high" if candidate.bits >= 12 and not classes else "medium"
        score = 44.0 + min(candidate.bits, 14.0) + _pasted(fact)
        why: tuple[str, ...] = (f"{own} with this message is raised here",)
        if (fact.repo, fact.path, fact.symbol.partition(".")[0]) in there:
            score, why = score + 8.0, (*why, "in the class that answers the request")
        return Candidate(fact=fact, score=score, sure=sure, why=why)
    if candidate.bits < _TELLING:
        return None
    score = (43.0 if handlers else 33.0) + min(candidate.bits, 28.0) / 4
    return Candidate(
        fact=fact, score=score, sure="medium", why=("its message is made here", *candidate.why)
    )


def _pasted(fact: Fact) -> float:
    """Bodies that people paste come mostly from the API that their own programs call."""
    return 1.0 if "/service_api/" in fact.path else 0.0


def _class_leads(classes: list[ErrorCode], text: str, status: Any, code: str) -> list[Candidate]:
    """Of several classes with one code the one whose description is the message is meant; else one
    stands for all.
    """
    leads: list[Candidate] = []
    for fact in classes:
        why = [f"error_code {code}"]
        score = 46.0 + _pasted(fact)
        pieces = [p.strip() for p in fact.template.split(HOLE) if p.strip()]
        described = bool(pieces) and all(p in text for p in pieces)
        if described:
            why.append("its description is this message")
            score += 8.0
        elif text and leads:
            score -= 12.0
        if fact.status is not None and str(fact.status) == str(status):
            why.append(f"status {status}")
            score += 2.0
        sure: Confidence = "high" if described or (not text and len(classes) == 1) else "medium"
        leads.append(Candidate(fact=fact, score=score, sure=sure, why=tuple(why)))
    return leads


def _handlers(asked: LocateContext, code: str) -> list[Candidate]:
    """Return the functions that make the body of errors that have no class with this code."""
    leads = []
    for file in asked.index.files(base=_HANDLERS):
        if file.test:
            continue
        for symbol in definitions(asked.index, file.repo, file.path):
            if ".handle_" not in f".{symbol.name}":
                continue
            source = asked.sources.text(file.repo, file.path, symbol.line, symbol.end_line)
            if f'"{code}"' in source or (code in _HTTP_NAMES and "HTTPException" in source):
                # Of several, the one that does little else.
                score = (
                    49.0 - (symbol.end_line - symbol.line) / 100 if f'"{code}"' in source else 28.0
                )
                leads.append(
                    Candidate(
                        fact=symbol,
                        score=score,
                        sure="medium",
                        why=(f"makes the body with code {code}",),
                    )
                )
    return leads


def _converters(asked: LocateContext, code: str) -> list[Candidate]:
    """Return where the code of an error is put into a stream of events: the converter's table of
    errors.
    """
    leads: list[Candidate] = []
    for file in asked.index.files_like(_CONVERTERS):
        if file.test:
            continue
        for number, line in enumerate(asked.sources.lines(file.repo, file.path), 1):
            if f'"code": "{code}"' in line or f"'code': '{code}'" in line:
                fact = at_line(asked.index, file, number)
                why = f"makes the error event with code {code}"
                leads.append(
                    Candidate(fact=fact, score=57.0 - len(leads), sure="medium", why=(why,))
                )
    return leads


def _raises(asked: LocateContext, names: set[str]) -> list[Candidate]:
    found: list[Fact] = [r for r in asked.index.named(Raise, *sorted(names)) if not r.test]
    return [
        Candidate(fact=r, score=30.0 - n / 10, sure="medium", why=(f"raises {r.name}",))
        for n, r in enumerate(found[:8])
    ]
