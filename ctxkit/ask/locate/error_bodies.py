"""JSON error bodies -> the error class and where it is raised.

Not here: log lines that are JSON (`logline/`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    at_line,
    definitions,
    in_order,
    limited,
    without_tests,
)
from ctxkit.ask.locate.line_context import LineContext, read_context
from ctxkit.ask.locate.requests import answering
from ctxkit.ask.locate.statement_score import ScoredStatement
from ctxkit.ask.locate.statements import find_statements
from ctxkit.dify.error_files import error_files, is_called_by_programs
from ctxkit.index.reader import FileEntry
from ctxkit.logline.jsonline import load_object, unescape
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import HOLE, Confidence, ErrorCode, Fact, Raise, Symbol

DESCRIBED = "its description matches the message"
"""Why a class is meant whose description is the text of the body."""

_ANSWERING = "in the class that handles the request"
_MAX_BODY_START = 2_000  # characters before a body
_MAX_STATEMENTS = 60
_MAX_RAISES = 8
_STREAM_MARKS = ("", "data:", "event: error data:")
"""What precedes a body in a stream of events."""

_SUGGESTION = LazyPattern(
    r" ?You have requested this URI \[(\S{1,1000})\]", hint="You have requested this URI ["
)
"""The text that flask-restx appends to the message of a NotFound that a handler raised: it names
the request.
"""

_HTTP_ERRORS = frozenset(
    (
        "BadRequest",
        "Unauthorized",
        "Forbidden",
        "NotFound",
        "MethodNotAllowed",
        "Conflict",
        "Gone",
        "TooManyRequests",
        "InternalServerError",
        "UnsupportedMediaType",
        "RequestEntityTooLarge",
        "ServiceUnavailable",
    )
)
"""Classes of werkzeug, which give their name in snake case as code."""


class _Body(NamedTuple):
    """The content of an error body.

    `answering` are the handlers of the request that it names, as (repository, path, class).
    """

    code: str
    text: str
    status: str
    is_event: bool
    is_cut: bool
    answering: frozenset[tuple[str, str, str]]


def error_body(message: str) -> dict[str, Any] | None:
    """Return the JSON error body in a message, also behind `data: ` or other words, or None."""
    start = message.find("{")
    if not 0 <= start <= _MAX_BODY_START:
        return None
    body = message[start:]
    if body[1:3].strip() == '\\"':
        body = unescape(body)  # a body inside a string of another language
    if body.startswith("{'"):
        body = body.replace("'", '"')  # as Python prints a dict
    data = load_object(body) or {}
    is_error = not data.keys().isdisjoint(("code", "error"))
    if is_error and isinstance(data.get("message", ""), str):
        return data
    return None


def resolve_body(context: LocateContext) -> Resolution:
    """Return the class with the body's code and the places that raise it with that message."""
    body = _read_body(context)
    if body is None:
        return Resolution()
    classes = without_tests(context.index.named(ErrorCode, body.code))
    names = _class_names(body.code, classes)
    handlers = _handlers(context, body)
    if body.is_event:
        handlers = _converters(context, body.code) + handlers
    statements = list(_statements_with_message(context, body))
    passed_on = weights.BODY_TEXT_HANDLED if handlers else weights.BODY_TEXT
    if len(statements) == 1:
        passed_on += weights.BODY_TEXT_ONLY
    makers = [
        _maker(statement, names, body, coded=bool(classes), passed_on=passed_on)
        for statement in statements
    ]
    raises = _in_turns(_told_apart([maker for maker in makers if maker is not None]))
    found = [*_classes(classes, body), *handlers, *raises]
    if classes and not any(isinstance(candidate.fact, Raise) for candidate in found):
        found += _raises(context, names)
    return Resolution(candidates=_below_statement(context, found))


def _below_statement(context: LocateContext, found: list[Candidate]) -> list[Candidate]:
    """Return the candidates below the statement that wrote the line, if the body is a value of it.

    `Unsupported mode: {'code': 'not_found'}` is no response.
    """
    message = context.line.message
    if not found or message[: message.find("{")].strip() in _STREAM_MARKS:
        return found
    line_context = read_context(context.event, context.index)
    statements = find_statements(context.index, message, line_context)
    scores = [statement.score for statement in statements if _is_of_statement(statement)]
    if scores:
        highest = max(scores) - weights.BELOW_STATEMENT
        found = [replace(c, score=min(c.score, highest)) for c in found]
    return limited(found, "low" if line_context.logged else "medium")


def _is_of_statement(statement: ScoredStatement) -> bool:
    """Return whether a statement wrote a message from its start on, for all that its text says."""
    if not statement.whole or statement.fact.test:
        return False
    return statement.on_named_line or statement.bits >= weights.LIKELY_TEXT


def _read_body(context: LocateContext) -> _Body | None:
    """Return what the body in the event's message says, or None where it has no code."""
    data = error_body(context.line.message)
    if data is None:
        return None
    code = str(data.get("code", ""))
    if not code.strip("-0123456789"):  # a status
        return None
    text = str(next(filter(None, (data.get("message"), data.get("error"))), ""))
    is_cut = not context.line.message.rstrip().endswith("}")
    suggestion = _SUGGESTION.search(text)
    handlers: frozenset[tuple[str, str, str]] = frozenset()
    if suggestion:
        handlers = answering(context, suggestion[1])
        text = text[: suggestion.start()]
    status, is_event = str(data.get("status", "")), data.get("event") == "error"
    return _Body(code, text, status, is_event, is_cut, handlers)


def _class_names(code: str, classes: list[ErrorCode]) -> set[str]:
    """Return the plain names of the classes that give a code: declared, or made from their name."""
    declared = {c.error for c in classes}
    by_name = _class_by_name(code)
    if by_name in _HTTP_ERRORS or not declared:
        declared.add(by_name)
    return declared


def _class_by_name(code: str) -> str:
    return "".join(part.capitalize() for part in code.split("_"))


def _statements_with_message(context: LocateContext, body: _Body) -> Iterator[ScoredStatement]:
    """Yield the statements that raise an error with all of the body's message."""
    if not body.text:
        return
    line_context = LineContext(service=context.line.service)
    for statement in find_statements(context.index, body.text, line_context)[:_MAX_STATEMENTS]:
        fact = statement.fact
        if not isinstance(fact, Raise) or fact.test:
            continue
        to_the_end = statement.match.end + 2 > len(statement.text.rstrip("."))
        fits = statement.whole or (body.is_cut and statement.match.how == "cut")
        if fits and to_the_end:
            yield statement


def _maker(
    statement: ScoredStatement,
    names: Collection[str],
    body: _Body,
    *,
    coded: bool,
    passed_on: float,
) -> Candidate | None:
    """Return the candidate of a place that raises an error with the body's message.

    One that raises the code's own class is meant; any other may be what that class passes on.
    `coded`: a class declares the code. `passed_on`: what the place is worth in the latter case.
    """
    fact = statement.fact
    name = fact.name.rpartition(".")[2]
    if name not in names:
        if statement.bits < weights.LIKELY_TEXT:
            return None
        return Candidate(
            fact=fact,
            score=passed_on + min(weights.BODY_TEXT_MAX, statement.bits / 4),
            confidence="medium",
            why=("its message is created here", *statement.why),
        )
    certain = not coded and statement.whole and statement.bits >= weights.BODY_RAISE_CERTAIN_TEXT
    score = weights.BODY_RAISE + min(statement.bits, weights.BODY_RAISE_TEXT_MAX)
    why: tuple[str, ...] = (f"{name} with this message is raised here",)
    if (fact.repo, fact.path, fact.symbol.partition(".")[0]) in body.answering:
        score += weights.BODY_RAISE_ANSWERING
        why = (*why, _ANSWERING)
    return Candidate(
        fact=fact,
        score=score + _pasted_bits(fact),
        confidence="high" if certain else "medium",
        why=why,
    )


def _told_apart(candidates: list[Candidate]) -> list[Candidate]:
    """Limit the confidence of places none of which is more certain than the others: of several only
    one whose class handles the request that the body names.
    """
    sure = [c for c in candidates if c.confidence == "high"]
    meant = [c for c in sure if _ANSWERING in c.why] if len(sure) > 1 else sure
    if len(meant) == 1:
        return [c if c is meant[0] else limited([c], "medium")[0] for c in candidates]
    return limited(candidates, "medium")


def _pasted_bits(fact: Fact) -> float:
    return weights.BODY_FROM_PROGRAM_API if is_called_by_programs(fact.path) else 0.0


def _in_turns(candidates: list[Candidate]) -> list[Candidate]:
    """Lower the further places of a file, so that none hides the other files."""
    seen: Counter[tuple[str, str]] = Counter()
    out = []
    for candidate in candidates:
        file = candidate.fact.repo, candidate.fact.path
        out.append(replace(candidate, score=candidate.score - weights.NEXT_IN_FILE * seen[file]))
        seen[file] += 1
    return out


def _classes(classes: list[ErrorCode], body: _Body) -> list[Candidate]:
    """Return the classes with the body's code.

    Of several the one whose description is the message is meant; else one represents all.
    """
    candidates: list[Candidate] = []
    for fact in classes:
        why = [f"error_code {body.code}"]
        score = weights.CODE_CLASS + _pasted_bits(fact)
        described = _describes(fact, body.text)
        if described:
            why.append(DESCRIBED)
            score += weights.CODE_CLASS_DESCRIPTION
        elif body.text and candidates:
            score += weights.CODE_CLASS_OTHER
        if str(fact.status) == body.status:
            why.append(f"status {body.status}")
            score += weights.CODE_CLASS_STATUS
        if not body.text:
            described = len(classes) == 1  # there is nothing that could be the description
        confidence: Confidence = "high" if described else "medium"
        candidates.append(Candidate(fact=fact, score=score, confidence=confidence, why=tuple(why)))
    return candidates


def _describes(fact: ErrorCode, text: str) -> bool:
    """Return whether all literal text of a class's description is in a message."""
    pieces = [piece.strip() for piece in fact.template.split(HOLE) if piece.strip()]
    if not pieces:
        return False
    return all(piece in text for piece in pieces)


def _files(context: LocateContext, makes: Literal["body", "event"]) -> list[FileEntry]:
    files = [file for base in error_files(makes) for file in context.index.files(base=base)]
    return [file for file in files if not file.test]


def _handlers(context: LocateContext, body: _Body) -> list[Candidate]:
    """Return the functions that make the body of errors that have no class with this code."""
    candidates = []
    by_name = _class_by_name(body.code)
    for file in _files(context, "body"):
        for symbol in definitions(context.index, file.repo, file.path):
            source = context.sources.text(file.repo, file.path, symbol.line, symbol.end_line)
            if not _may_make(symbol, source, body):
                continue
            if f'"{body.code}"' in source:
                score = _handler_score(symbol)
            elif by_name in _HTTP_ERRORS and "HTTPException" in source:
                score = weights.HTTP_HANDLER
            else:
                continue
            why = f"creates the response body with code {body.code}"
            candidates.append(Candidate(fact=symbol, score=score, confidence="medium", why=(why,)))
    return candidates


def _may_make(symbol: Symbol, source: str, body: _Body) -> bool:
    """Return whether a function turns errors into bodies: of any text, or with this one in it."""
    if ".handle_" in f".{symbol.name}":
        return True
    return symbol.name.endswith("_handler") and f'"{body.text}"' in source


def _handler_score(symbol: Symbol) -> float:
    return weights.BODY_HANDLER + weights.BODY_HANDLER_LINE * (symbol.end_line - symbol.line)


def _converters(context: LocateContext, code: str) -> list[Candidate]:
    """Return where the code of an error is put into a stream of events."""
    entries = (f'"code": "{code}"', f"'code': '{code}'")
    lines = [
        at_line(context.index, file, number)
        for file in _files(context, "event")
        for number, line in enumerate(context.sources.lines(file.repo, file.path), 1)
        if any(entry in line for entry in entries)
    ]
    return in_order(
        lines,
        score=weights.STREAM_CONVERTER,
        step=weights.NEXT_CONVERTER,
        confidence="medium",
        why=f"creates the error event with code {code}",
    )


def _raises(context: LocateContext, names: Collection[str]) -> list[Candidate]:
    found = without_tests(context.index.named(Raise, *sorted(names)))[:_MAX_RAISES]
    return [
        Candidate(
            fact=fact,
            score=weights.CODE_RAISED - weights.NEXT_CODE_RAISED * place,
            confidence="medium",
            why=(f"raises {fact.name}",),
        )
        for place, fact in enumerate(found)
    ]
