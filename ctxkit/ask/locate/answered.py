"""Which of the places that raise an error are meant, by the request that the paste names: those in
what answers it, its decorators, or a function that it calls.

Not here: who answers a request (`requests.py`), and what may raise the error (`error_bodies.py`,
`messages.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, has_whole_text, without_tests
from ctxkit.ask.locate.error_bodies import DESCRIBED
from ctxkit.ask.locate.messages import is_of_equals
from ctxkit.ask.locate.request_lines import is_command
from ctxkit.ask.locate.requests import answering_functions
from ctxkit.logline.statuses import status_told
from ctxkit.model import Confidence, ErrorCode, LogTemplate, Raise, Symbol
from ctxkit.regex import regex

_CALLED = regex(r"\.?\b(\w{3,100})\(")
_STATUS_OF_BODY = regex(r"\"status\\{0,2}\" ?: ?([1-5]\d\d)\b")
_MAX_CHARS = 4_000
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

    Where no request was answered with the status of the error, several were, or one leads to no
    place or to many, they are returned as they are.
    """
    # Who answers is asked first: most pastes name no request, and an error may have many places.
    asked = _asked(contexts) if _may_be_raised(ranked) else []
    if len(asked) != 1:
        return list(ranked)
    pool = _alike(contexts[0], ranked)
    found = _raised_by(asked[0], pool)
    if not 0 < len(found.places) <= _MAX_RAISED:
        return list(ranked)
    return [*_first(ranked, found), *_without(ranked, pool)]


class _Asked(NamedTuple):
    """A function that answered a request; `certain`: of this deployment."""

    context: LocateContext
    function: Symbol
    certain: bool


class _Raised(NamedTuple):
    places: list[Raise]
    is_sure: bool


def _may_be_raised(ranked: Sequence[Candidate]) -> bool:
    """Return whether the paste is about an error that was raised, not logged, and that is known
    well enough.
    """
    others = [c for c in ranked[:1] if c.from_frame or isinstance(c.fact, LogTemplate)]
    errors = [c for c in ranked if isinstance(c.fact, Raise | ErrorCode)]
    return not others and any(c.confidence != "low" for c in errors[:1])


def _alike(context: LocateContext, ranked: Sequence[Candidate]) -> list[Raise]:
    """Return the places that raise the error: with a text of their own those that have the text of
    the paste, else those that raise a class whose description that is.
    """
    first = next(c.fact for c in ranked if isinstance(c.fact, Raise | ErrorCode))
    described = {
        c.fact.error: None for c in ranked if isinstance(c.fact, ErrorCode) if DESCRIBED in c.why
    }
    told = [c.fact for c in ranked if isinstance(c.fact, Raise) and has_whole_text(c)]
    if isinstance(first, ErrorCode) and described:
        found = without_tests(context.index.named(Raise, *described))
        return [fact for fact in found if not _words(fact.template)][:_MAX_POOL]
    text = first.template if isinstance(first, Raise) else "".join(f.template for f in told[:1])
    names = {fact.name for fact in told if fact.template == text} | (
        {first.name} if isinstance(first, Raise) else set()
    )
    found = without_tests(context.index.named(Raise, *sorted(names)))
    found = [fact for fact in found if fact.template == text]
    return found[:_MAX_POOL] if _words(text) else []


def _words(template: str) -> bool:
    """Return whether a template has words of its own."""
    return any(map(str.isalpha, template))


def _asked(contexts: Sequence[LocateContext]) -> list[_Asked]:
    """Return who answered the requests of a paste whose status is that of its error; one that says
    none may have any.
    """
    texts = [context.event.text[:_MAX_CHARS] for context in contexts]
    status = next((m[1] for m in map(_STATUS_OF_BODY.search, texts) if m is not None), "")
    found: dict[Symbol, _Asked] = {}
    for context in contexts:
        told = status_told(context.event.text)
        if "" in (status, told) or told == status:
            for function in answering_functions(context):
                found.setdefault(function, _Asked(context, function, not is_command(context)))
    return list(found.values())


def _raised_by(asked: _Asked, pool: Sequence[Raise]) -> _Raised:
    """Return the places that a function leads to: those of its decorators, which come first, and
    its own; without any those of the functions that it calls, or that these call.
    """
    function = asked.function
    own = [fact for fact in pool if _is_in(fact, function)]
    decorators = list(_decorators(asked))
    before = [fact for fact in pool if any(_is_in(fact, each) for each in decorators)]
    found = [*before, *own]
    if found:
        return _Raised(found, len(found) == 1 and bool(own) and asked.certain)
    from ctxkit.cause.plain_names import COMMON_NAMES  # most lines never get here

    level = [function]
    for _ in range(_MAX_LEVELS):
        called = [name for each in level for name in _called(asked.context, each)]
        called = [name for name in called if name not in COMMON_NAMES][:_MAX_CALLED]
        level = [inner for name in called for inner in _functions(asked, name)]
        found = [fact for fact in pool if any(_is_in(fact, inner) for inner in level)]
        if found:
            break
    return _Raised(found, False)


def _is_in(fact: Raise, function: Symbol) -> bool:
    if (fact.repo, fact.path) != (function.repo, function.path):
        return False
    return function.line <= fact.line <= function.end_line


def _decorators(asked: _Asked) -> Iterator[Symbol]:
    """Yield the decorators of a function and of its class."""
    from ctxkit.cause.code import Code
    from ctxkit.cause.decorators import decorators_of
    from ctxkit.cause.scope import FunctionScope  # most lines never get here

    code = Code(asked.context.index, asked.context.sources)
    flow = code.flow(asked.function.repo, asked.function.path)
    if flow is not None:
        scope = FunctionScope.at(flow, asked.function.line)
        yield from (symbol for symbol, _ in decorators_of(code, scope))


def _called(context: LocateContext, function: Symbol) -> Iterable[str]:
    """Return the names that a function calls."""
    end = min(function.end_line, function.line + _MAX_FUNCTION_LINES)
    source = context.sources.text(function.repo, function.path, function.line, end)
    return dict.fromkeys(_CALLED.findall(source))


def _functions(asked: _Asked, name: str) -> list[Symbol]:
    """Return the functions and methods of a plain name, none where too many have it."""
    found = asked.context.index.definitions(name, asked.function.repo)
    found = [symbol for symbol in found if symbol.what != "class"]
    return found if len(found) <= _MAX_NAMESAKES else []


def _first(ranked: Sequence[Candidate], found: _Raised) -> Iterator[Candidate]:
    """Yield the places that a request leads to, above all others."""
    score = ranked[0].score + weights.RAISED_FOR_REQUEST
    confidence: Confidence = "high" if found.is_sure else "medium"
    known = {c.fact.location: c for c in ranked}
    for fact in found.places:
        candidate = known.get(fact.location, Candidate(fact=fact, score=score, confidence="low"))
        why = (WHY, *(each for each in candidate.why if not is_of_equals(each)))
        yield replace(candidate, score=score, why=why, confidence=confidence)


def _without(ranked: Sequence[Candidate], pool: Sequence[Raise]) -> Iterator[Candidate]:
    """Yield the candidates but for those that raise the same error."""
    alike = {fact.location for fact in pool}
    yield from (c for c in ranked if c.fact.location not in alike)
