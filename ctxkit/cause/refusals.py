"""What refuses a request before it gets to its handler: in Python its decorators and those of its
class, in Go a middleware.

Not here: the answers of a handler itself and of other services (`wire.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ctxkit.cause.call_lines import has_word, lines_calling, plain
from ctxkit.cause.called import Called
from ctxkit.cause.calls import called
from ctxkit.cause.code import Code, FunctionScope
from ctxkit.cause.guards import guards_of
from ctxkit.cause.wire import GUARDING, REFUSALS, STATUS, Far, answers_to, routes_to, telling
from ctxkit.cause.written import base_classes
from ctxkit.model import ErrorCode, Raise, Route, Symbol
from ctxkit.model.flow import FunctionFlow
from ctxkit.regex import regex


def refusals_of(code: Code, function: Called, text: str) -> Iterator[Far]:
    """Yield the statements that refuse a request to a handler before it gets there, where the line
    of the request tells that it was refused: of its decorators, in Go of a middleware.
    """
    statuses = [status for status in STATUS.findall(text[:2_000]) if status < "5"][:1]
    if function.path.endswith(".py"):
        yield from _decorating(code, function, int("".join(statuses) or 0))
    if not function.path.endswith(".go"):
        return
    told = " ".join(status for status in statuses if status in REFUSALS)
    for asked in routes_to(code, function)[:1]:
        found = [
            far
            for far in answers_to(code, [asked], told)
            if GUARDING.search(far.scope.flow.path) is not None
        ]
        yield from _used_on(code, asked[0], found) or found


_DECORATOR = regex(r"\s{0,80}@([\w.]{1,80})(.{0,400})")
_WORD = regex(r"[A-Za-z_]\w{2,80}")
_OF_CLASS = frozenset(("method_decorators", "decorators"))
"""What a class of views calls the decorators of its methods."""
_MAX_DECORATING = 3  # answers with one status: of more, none is the one
_MAX_IN_ITSELF = 3


def _decorating(code: Code, function: Called, status: int) -> Iterator[Far]:
    """Yield the statements of a function, its decorators and those of its class that answer with a
    status.
    """
    flow, told = code.flow(function.repo, function.path), telling(status)
    if flow is None or told is None:
        return
    for own in flow.named(plain(function.name), owner=function.owner):
        scope = FunctionScope(flow=flow, function=own)
        yield from _in_itself(code, scope, told, status)
        for name, given in (*_decorators(code, scope), *_of_class(code, scope)):
            for symbol in code.defined(name, function.repo)[:1]:
                answers = list(_answers_in(code, symbol, told, f"answers {status}"))
                yield from _asked_for(answers, given)


def _in_itself(
    code: Code, scope: FunctionScope, told: re.Pattern[str], status: int
) -> Iterator[Far]:
    """Yield the lines of a function that answer with a status, or raise an error that has it; none
    of many.
    """
    own, flow = scope.function, scope.flow
    classes = {fact.error for fact in code.index.all(ErrorCode) if fact.status == status}
    raised = (f for f in code.index.in_file(flow.repo, flow.path, Raise) if f.name in classes)
    lines = {fact.line for fact in raised if own.line <= fact.line <= own.end_line}
    lines |= {
        number
        for number in range(own.line, own.end_line + 1)
        if told.search(code.line(flow.repo, flow.path, number))
    }
    for number in sorted(lines) if len(lines) <= _MAX_IN_ITSELF else ():
        yield Far(scope, number, f"answers {status}")


def _answers_in(code: Code, symbol: Symbol, told: re.Pattern[str], why: str) -> Iterator[Far]:
    """Yield the lines of a decorator that answer with a status."""
    flow = code.flow(symbol.repo, symbol.path)
    if flow is None:
        return
    for number in range(symbol.line, symbol.end_line + 1):
        if told.search(code.line(symbol.repo, symbol.path, number)):
            scope = FunctionScope(flow=flow, function=flow.function_at(number))
            yield Far(scope, number, why, refuses=True)


def _decorators(code: Code, scope: FunctionScope) -> Iterator[tuple[str, str]]:
    """Yield the names of the decorators of a function, each with what it is given."""
    own = scope.function
    for number in range(own.start, own.line):
        found = _DECORATOR.match(code.line(scope.flow.repo, scope.flow.path, number))
        if found is not None:
            yield plain(found[1]), found[2]


def _of_class(code: Code, scope: FunctionScope) -> Iterator[tuple[str, str]]:
    """Yield the names of the decorators that a class of views, or one that it is derived from, has
    for all of its methods.
    """
    bodies: Iterable[FunctionFlow] = scope.flow.class_named(plain(scope.function.owner))
    for body in (*bodies, *(base.function for base in base_classes(code, scope))):
        for statement in body.statements:
            if statement.value is not None and not _OF_CLASS.isdisjoint(statement.targets):
                yield from ((plain(ref.name), "") for ref in statement.value.refs)
                return


def _asked_for(answers: Sequence[Far], given: str) -> Sequence[Far]:
    """Return the answers of a decorator, of many those that ask for what it is given."""
    if len(answers) > _MAX_DECORATING:
        words = set(_WORD.findall(given))
        answers = [far for far in answers if words & _words_of_conditions(far)]
    return answers if len(answers) <= _MAX_DECORATING else ()


def _words_of_conditions(far: Far) -> set[str]:
    number = far.scope.statement_at(far.line)
    guards = [g for g in guards_of(far.scope, number) if not g.passed] if number >= 0 else []
    return {word for g in guards for word in _WORD.findall(far.scope.said(g.number))}


_USES = regex(r"(\w{1,60})\.Use\(([^\n]{0,200})")
_RECEIVER = regex(r"\s{0,80}(\w{1,60})\.")
_GIVEN = r"\b{name}\(\s{{0,4}}&?(\w{{1,60}})"
_MAX_LEVELS = 4


def _used_on(code: Code, route: Route, found: Sequence[Far]) -> list[Far]:
    """Return those of some statements whose functions guard a route: they are used on its group by
    the function that registers it, else by the nearest one that hands the group on.
    """
    flow = code.flow(route.repo, route.path)
    if flow is None:
        return []
    scope = FunctionScope(flow=flow, function=flow.function_at(route.line))
    registered = _RECEIVER.match(code.line(route.repo, route.path, route.line))
    for _ in range(_MAX_LEVELS):
        if registered is None:
            break
        used = " ".join(_used_in(code, scope, registered[1]))
        guarding = [far for far in found if has_word(plain(far.scope.function.name), used)]
        if guarding:
            return guarding
        lines = lines_calling(code, called(scope))[:1]
        outer = code.flow(lines[0].repo, lines[0].path) if lines else None
        if outer is None:
            break
        given = _GIVEN.format(name=re.escape(plain(scope.function.name)))
        registered = re.search(given, code.line(lines[0].repo, lines[0].path, lines[0].line))
        scope = FunctionScope(flow=outer, function=outer.function_at(lines[0].line))
    return []


def _used_in(code: Code, scope: FunctionScope, group: str) -> Iterator[str]:
    """Yield what a function has a group of routes use."""
    for number in range(scope.function.line, scope.function.end_line + 1):
        for receiver, used in _USES.findall(code.line(scope.flow.repo, scope.flow.path, number)):
            if receiver == group:
                yield used
