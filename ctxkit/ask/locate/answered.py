"""Which of the places that raise an error are meant, by the request that the paste names: those in
what answers it, its decorators, or a function that it calls.

Not here: who answers a request (`requests.py`), and what may raise the error (`error_bodies.py`,
`messages.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    functions_named,
    without_tests,
)
from ctxkit.ask.locate.messages import is_of_equals
from ctxkit.ask.locate.requests import answering_functions
from ctxkit.model import Confidence, ErrorCode, LogTemplate, Raise, Symbol
from ctxkit.regex import regex

_CALLED = regex(r"\.?\b(\w{3,100})\(")
_DECORATOR = regex(r"\s{0,80}@(?:\w{1,80}\.){0,4}(\w{1,100})")
_MAX_DECORATOR_LINES = 30
_MAX_POOL = 400
_MAX_LEVELS = 2  # of functions below the one that answers
_MAX_CALLED = 24
_MAX_FUNCTION_LINES = 400
_MAX_NAMESAKES = 2  # functions of a name that a handler calls; of more, none is the one
_MAX_RAISED = 3  # places that one request may lead to

WHY = "raised where the request is answered"


def raised_for_request(
    contexts: Sequence[LocateContext], ranked: Sequence[Candidate]
) -> list[Candidate]:
    """Return the candidates with those first that raise their error for the request of the paste.

    Without a request, or where it leads to none or to many places, they are returned as they are.
    """
    errors = [c for c in ranked if isinstance(c.fact, Raise | ErrorCode)]
    pool = _alike(contexts[0], errors) if _may_be_raised(ranked[:1], errors[:1]) else []
    for context in contexts if pool else ():
        for function in answering_functions(context):
            found = _raised_by(context, function, pool)
            if 0 < len(found) <= _MAX_RAISED:
                is_sure = len(found) == 1 and _is_in(found[0], function)
                return [*_first(ranked, found, is_sure=is_sure), *_without(ranked, pool)]
    return list(ranked)


def _may_be_raised(first: Sequence[Candidate], errors: Sequence[Candidate]) -> bool:
    """Return whether the paste is about an error that was raised, not logged, and that is known
    well enough.
    """
    others = [c for c in first if c.from_frame or isinstance(c.fact, LogTemplate)]
    return not others and any(c.confidence != "low" for c in errors)


def _alike(context: LocateContext, errors: Sequence[Candidate]) -> list[Raise]:
    """Return the places that raise the error that the best candidate raises or declares."""
    first = errors[0].fact
    names = {first.name}
    if isinstance(first, ErrorCode):
        names = {c.fact.error for c in errors if isinstance(c.fact, ErrorCode)}
    found = without_tests(context.index.named(Raise, *sorted(names)))
    if isinstance(first, Raise):
        found = [fact for fact in found if fact.template == first.template]
    return found[:_MAX_POOL] if len(found) > 1 or isinstance(first, ErrorCode) else []


def _raised_by(context: LocateContext, function: Symbol, pool: Sequence[Raise]) -> list[Raise]:
    """Return the places that a function leads to: its own, else those of its decorators, else those
    of the functions that it calls, or that these call.
    """
    own = [fact for fact in pool if _is_in(fact, function)]
    if own:
        return own
    from ctxkit.cause.call_lines import COMMON_NAMES  # most lines never get here

    names = set(_decorators(context, function))
    found = [fact for fact in pool if fact.symbol.partition(".")[0] in names]
    level = [function]
    for _ in range(_MAX_LEVELS):
        if found:
            break
        called = [name for each in level for name in _called(context, each)]
        called = [name for name in called if name not in COMMON_NAMES][:_MAX_CALLED]
        level = [inner for name in called for inner in _functions(context, function.repo, name)]
        found = [fact for fact in pool if any(_is_in(fact, inner) for inner in level)]
    return found


def _is_in(fact: Raise, function: Symbol) -> bool:
    if (fact.repo, fact.path) != (function.repo, function.path):
        return False
    return function.line <= fact.line <= function.end_line


def _decorators(context: LocateContext, function: Symbol) -> Iterator[str]:
    """Yield the names of the decorators above a function."""
    first, last = max(0, function.line - 1 - _MAX_DECORATOR_LINES), function.line - 1
    for line in reversed(context.sources.lines(function.repo, function.path)[first:last]):
        if not line.strip():
            return
        if found := _DECORATOR.match(line):
            yield found[1]


def _called(context: LocateContext, function: Symbol) -> Iterable[str]:
    """Return the names that a function calls."""
    end = min(function.end_line, function.line + _MAX_FUNCTION_LINES)
    source = context.sources.text(function.repo, function.path, function.line, end)
    return dict.fromkeys(_CALLED.findall(source))


def _functions(context: LocateContext, repo: str, name: str) -> list[Symbol]:
    """Return the functions and methods of a plain name, none where too many have it."""
    names = name, *context.index.names_ending(Symbol, f".{name}")
    found = functions_named(without_tests(context.index.named(Symbol, *names)), name)
    found = [symbol for symbol in found if symbol.repo == repo]
    return found if len(found) <= _MAX_NAMESAKES else []


def _first(
    ranked: Sequence[Candidate], found: Sequence[Raise], *, is_sure: bool
) -> Iterator[Candidate]:
    """Yield the places that a request leads to, above all others."""
    score = ranked[0].score + weights.RAISED_FOR_REQUEST
    confidence: Confidence = "high" if is_sure else "medium"
    known = {c.fact.location: c for c in ranked}
    for fact in found:
        candidate = known.get(fact.location, Candidate(fact=fact, score=score, confidence="low"))
        why = (WHY, *(each for each in candidate.why if not is_of_equals(each)))
        yield replace(candidate, score=score, why=why, confidence=confidence)


def _without(ranked: Sequence[Candidate], pool: Sequence[Raise]) -> Iterator[Candidate]:
    """Yield the candidates but for those that raise the same error."""
    alike = {fact.location for fact in pool}
    yield from (c for c in ranked if c.fact.location not in alike)
