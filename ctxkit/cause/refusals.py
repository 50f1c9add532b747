"""What refuses a request: in Python its handler, the decorators of that and those of its class, in
Go a middleware.

Not here: the answers of other services (`wire.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import Called
from ctxkit.cause.calls import called, callees_of, is_known
from ctxkit.cause.code import Code
from ctxkit.cause.decorators import decorators_of
from ctxkit.cause.guards import guards_of
from ctxkit.cause.plain_names import has_word, plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.wire import GUARDING, REFUSALS, Far, answers_to, lines_telling, routes_to
from ctxkit.logline.statuses import status_told
from ctxkit.model import ErrorCode, Raise, Route, Symbol
from ctxkit.model.flow import CallFlow
from ctxkit.regex import regex


def refusals_of(code: Code, function: Called, text: str) -> Iterator[Far]:
    """Yield the statements that refuse a request to a handler, where the line of the request tells
    that it was refused: its own and those of its decorators, in Go of a middleware.
    """
    status = status_told(text)
    if not status.startswith("4"):
        return
    if function.path.endswith(".py"):
        yield from _answering(code, function, int(status))
    if not function.path.endswith(".go"):
        return
    for asked in routes_to(code, function)[:1]:
        found = [
            far
            for far in answers_to(code, [asked], status)
            if GUARDING.search(far.scope.flow.path) is not None
        ]
        used = _used_on(code, asked[0], found)
        # Who refuses asks for a key; another status has many reasons.
        yield from (used or found) if status in REFUSALS else (f._replace(shown=True) for f in used)


_WORD = regex(r"[A-Za-z_]\w{2,80}")
_CALLED = 0.2  # what it costs more to look into what a decorator calls
_MAX_ANSWERS = 3
"""Answers with one status of a function: of more, none is the one."""


def _answering(code: Code, function: Called, status: int) -> Iterator[Far]:
    """Yield the statements of a function, its decorators and those of its class that answer with a
    status.
    """
    flow = code.flow(function.repo, function.path)
    if flow is None:
        return
    for own in flow.named(plain(function.name), owner=function.owner):
        scope = FunctionScope(flow=flow, function=own)
        in_itself = list(_in_itself(code, scope, status))
        yield from in_itself or _in_callees(code, scope, status)
        for symbol, given in decorators_of(code, scope):
            yield from _asked_for(list(_answers_in(code, symbol, status)), given)
            called_by_it = _inside(code, symbol, status)
            yield from called_by_it if len(called_by_it) <= _MAX_ANSWERS else ()


def _in_itself(code: Code, scope: FunctionScope, status: int) -> Iterator[Far]:
    """Yield the lines of a function that answer with a status, or raise an error that has it; none
    of many.
    """
    own, flow = scope.function, scope.flow
    classes = {fact.error for fact in code.index.all(ErrorCode) if fact.status == status}
    raised = (f for f in code.index.in_file(flow.repo, flow.path, Raise) if f.name in classes)
    lines = {fact.line for fact in raised if own.line <= fact.line <= own.end_line}
    lines |= set(_lines_telling(code, scope, own.line, own.end_line, status))
    for number in sorted(lines) if len(lines) <= _MAX_ANSWERS else ():
        yield Far(scope, number, f"answers {status}")


def _in_callees(code: Code, scope: FunctionScope, status: int) -> Iterator[Far]:
    """Yield the lines that answer with a status of the functions that a function calls; none of
    many.
    """
    found: list[Far] = []
    for statement in scope.function.statements:
        for call in statement.calls:
            found += _answers_of_callees(code, scope, call, status)
    yield from found if len(found) <= _MAX_ANSWERS else ()


def _lines_telling(
    code: Code, scope: FunctionScope, first: int, last: int, status: int
) -> Iterator[int]:
    """Yield the lines from `first` to `last` that answer with a status."""
    lines = code.sources.lines(scope.flow.repo, scope.flow.path)[first - 1 : last]
    yield from lines_telling(lines, status, first)


def _answers_in(code: Code, symbol: Symbol, status: int) -> Iterator[Far]:
    """Yield the lines of a decorator that answer with a status."""
    flow = code.flow(symbol.repo, symbol.path)
    if flow is None:
        return
    outer = FunctionScope.at(flow, symbol.line)
    for number in _lines_telling(code, outer, symbol.line, symbol.end_line, status):
        scope = FunctionScope.at(flow, number)
        yield Far(scope, number, f"answers {status}", refuses=True)


def _inside(code: Code, symbol: Symbol, status: int) -> list[Far]:
    """Return the lines that answer with a status of the functions that a decorator calls. Only who
    refuses asks for a key: another status has many reasons, and decides nothing.
    """
    flow = code.flow(symbol.repo, symbol.path)
    if flow is None:
        return []
    functions = list(flow.within(symbol.line, symbol.end_line))
    own = {plain(function.name) for function in functions}
    found: dict[tuple[str, int], Far] = {}
    for function in functions:
        scope = FunctionScope(flow=flow, function=function)
        for statement in function.statements:
            for call in statement.calls:
                # A function inside is called by a name that other decorators have, too.
                answers = _answers_of_callees(code, scope, call, status)
                for far in answers if plain(call.name) not in own else ():
                    found.setdefault((far.scope.flow.path, far.line), far)
    shown = str(status) not in REFUSALS
    return [far._replace(shown=far.shown or shown, cost=_CALLED) for far in found.values()]


def _answers_of_callees(
    code: Code, scope: FunctionScope, call: CallFlow, status: int
) -> Iterator[Far]:
    """Yield the lines of the function that a call certainly calls that answer with a status; where
    there are many, the call itself.
    """
    callees = callees_of(code, scope, call)
    for callee in callees if len(callees) == 1 or is_known(scope, call, callees) else ():
        function = callee.function
        lines = list(_lines_telling(code, callee, function.line, function.end_line, status))
        if len(lines) > _MAX_ANSWERS:
            yield Far(scope, call.line, f"answers {status}", refuses=True, shown=True)
        else:
            yield from (Far(callee, n, f"answers {status}", refuses=True) for n in lines)


def _asked_for(answers: Sequence[Far], given: str) -> Sequence[Far]:
    """Return the answers of a decorator, of many those that ask for what it is given."""
    if len(answers) > _MAX_ANSWERS:
        words = set(_WORD.findall(given))
        answers = [far for far in answers if words & _words_of_conditions(far)]
    return answers if len(answers) <= _MAX_ANSWERS else ()


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
    scope = FunctionScope.at(flow, route.line)
    registered = _RECEIVER.match(code.line(route.repo, route.path, route.line))
    for _ in range(_MAX_LEVELS):
        if registered is None:
            break
        used = " ".join(_used_in(code, scope, registered[1]))
        guarding = [far for far in found if any(has_word(n, used) for n in _names(code, far))]
        if guarding:
            return guarding
        lines = lines_calling(code, called(scope))[:1]
        outer = code.flow(lines[0].repo, lines[0].path) if lines else None
        if outer is None:
            break
        given = _GIVEN.format(name=re.escape(plain(scope.function.name)))
        registered = re.search(given, code.line(lines[0].repo, lines[0].path, lines[0].line))
        scope = FunctionScope.at(outer, lines[0].line)
    return []


def _names(code: Code, far: Far) -> Iterator[str]:
    """Yield the names of the function of a statement and of those of its file that call that."""
    flow = far.scope.flow
    yield plain(far.scope.function.name)
    for line in lines_calling(code, called(far.scope))[:_MAX_ANSWERS]:
        if (line.repo, line.path) == (flow.repo, flow.path):
            yield plain(flow.function_at(line.line).name)


def _used_in(code: Code, scope: FunctionScope, group: str) -> Iterator[str]:
    """Yield what a function has a group of routes use."""
    for number in range(scope.function.line, scope.function.end_line + 1):
        for receiver, used in _USES.findall(code.line(scope.flow.repo, scope.flow.path, number)):
            if receiver == group:
                yield used
