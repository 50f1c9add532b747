"""The checks inside a called function that made it fail, where a guard of a statement is that it
failed: `if err := cache.Connect(addr); err != nil`, `if not self.is_ready()`, `except NotThere`.

Shown, not followed: what decides them is found by the walk. Not here: the guards of a function's
own statements (`guards.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxkit.cause.calls import callees_of, may_be_own
from ctxkit.cause.code import Code
from ctxkit.cause.go_errors import operates
from ctxkit.cause.guards import UNTAKEN, Guard, guards_of
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import HOLE, LogTemplate, Raise
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import CallFlow, FlowStatement
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

_MAX_GUARDS = 2  # the nearest ones: whose failure is the statement's own subject
_MAX_CALLS = 4
_MAX_CALLEES = 2
_MAX_FAILURES = 2
"""Ways in which a function fails: of more, no one is told without the words of its error. What a
question asks (`is_private(url)`) is seen from the first.
"""
_MAX_AROUND_TOLD = 2
_MAX_LEVELS = 2
_MAX_SEARCHED = 8
_MIN_PIECE_CHARS = 8  # of a text that is looked for in a line: a shorter one is anywhere

_ERROR_NAME = regex(r"(?i)(?:^|_)(?:e|err|error|ex|exc)$|err(?:or)?$")
_NOTHING = regex(r"(?:nil|None|null|undefined|[fF]alse|0|\"\"|''|\[\]|\{\})?")
_FAILED_ONLY = regex(r"\w{0,40}(?:err|error|Err|Error) != nil")
_TRUE = regex(r"[tT]rue")
_NEGATED = regex(r"(?:not\b|!(?!=))|(?:\bis|==)\s(?:None|nil|null|[fF]alse)\b")
_ASKED = regex(r"(?:not |!)?[\w.]{1,120}\([^()\n]{0,120}\)")
_COMPARES = regex(r"[<>]|[=!]=|\b(?:is|in|and|or|not)\b|&&|\|\|")
_WORDS = regex(r"\w+")
_ANY = regex(r"\b(?:Base)?Exception\b|^$")


class _Checked(NamedTuple):
    """A call whose outcome a guard checks: an error, a value that is nothing or is not. `raised`
    is the class of errors that a handler handles.
    """

    call: CallFlow
    outcome: str
    raised: str = ""
    last: bool = False


_FAILED, _EMPTY, _HELD, _RAISED = "error", "nothing", "something", "raised"


def failed_inside(
    code: Code, scope: FunctionScope, guards: Sequence[Guard], text: str
) -> list[CausePlace]:
    """Return the conditions in the functions whose failure the nearest guards of a statement are:
    of the error that `text` tells, else of all where a function has few ways to fail.
    """
    line = fold_space(text)
    near = [guard for guard in guards if guard.is_around][:_MAX_GUARDS]
    found = [
        place
        for guard in near
        for checked in _checked(scope, guard)
        if may_be_own(code, scope, checked.call)
        for callee in callees_of(code, scope, checked.call)[:_MAX_CALLEES]
        for place in _failures(code, callee, checked, line) or _below(code, callee, checked, line)
    ]
    found = found or [place for guard in near for place in answered_by(code, scope, guard.number)]
    return found or _told_inside(code, scope, guards, text)


def called_inside(code: Code, scope: FunctionScope, guards: Sequence[Guard]) -> list[FunctionScope]:
    """Return the functions whose failure the nearest guards of a statement are, and those that
    made the objects that failed: `response = client.ask()`, `if err := response.Read()`.
    """
    near = [guard for guard in guards if guard.is_around][:_MAX_GUARDS]
    calls: dict[str, CallFlow] = {}
    for guard in near:
        for checked in _checked(scope, guard):
            calls.setdefault(checked.call.name, checked.call)
            maker = _given(scope, checked.call.name.partition(".")[0], guard.number)
            for call in maker.calls[:1] if maker is not None else ():
                calls.setdefault(call.name, call)
    return [
        callee
        for call in list(calls.values())[:_MAX_CALLS]
        if may_be_own(code, scope, call)
        for callee in callees_of(code, scope, call)[:_MAX_CALLEES]
    ]


def answered_by(code: Code, scope: FunctionScope, number: int) -> list[CausePlace]:
    """Return the comparison that a function returns which a condition only asks: `if over():`."""
    asks = _ASKED.fullmatch(scope.said(number)) is not None
    callees = [
        callee
        for call in (scope.statement(number).calls[:1] if asks else ())
        if may_be_own(code, scope, call)
        for callee in callees_of(code, scope, call)
    ]
    return list(_compared(code, callees[0])) if len(callees) == 1 else []


def _compared(code: Code, callee: FunctionScope) -> Iterator[CausePlace]:
    """Yield the one return of a function, if it compares something."""
    returns = [n for n, s in enumerate(callee.function.statements) if s.kind == "return"]
    for only in returns if len(returns) == 1 else ():
        if _COMPARES.search(callee.said(only)) is not None:
            where = callee.head(callee.statement(only))
            yield code.place(where, f"returned by {plain(callee.function.name)}")


def _told_inside(
    code: Code, scope: FunctionScope, guards: Sequence[Guard], text: str
) -> list[CausePlace]:
    """Return the conditions of the error that `text` tells in the functions whose failure the
    nearest guards are, or in those that pass theirs on.
    """
    line = fold_space(text)
    level = called_inside(code, scope, guards)
    seen: set[tuple[str, int]] = set()
    for _ in range(_MAX_LEVELS):
        below: list[FunctionScope] = []
        for function in level:
            key = (function.flow.path, function.function.line)
            if key in seen or len(seen) >= _MAX_SEARCHED:
                continue
            seen.add(key)
            numbers = range(len(function.function.statements))
            told = _told(code, function, [n for n in numbers if _is_whole(function, n)], line)
            if told:
                return list(_conditions_in(code, function, told, _MAX_AROUND_TOLD))
            below += _passing_on(code, function)
        level = below
    return []


def _passing_on(code: Code, scope: FunctionScope) -> Iterator[FunctionScope]:
    """Yield the functions whose result or error a function passes on."""
    for statement in scope.function.statements:
        passes = statement.kind == "return" or (
            statement.kind == "assign" and any(map(_ERROR_NAME.search, statement.targets))
        )
        for call in statement.calls[:1] if passes else ():
            if may_be_own(code, scope, call):
                yield from callees_of(code, scope, call)[:1]


def _is_whole(scope: FunctionScope, number: int) -> bool:
    return scope.statement(number).kind in ("expression", "return", "raise", "assign")


def _checked(scope: FunctionScope, guard: Guard) -> Iterator[_Checked]:
    """Yield the calls whose outcome a guard checks."""
    statement = scope.statement(guard.number)
    if statement.kind == "except":
        yield from _tried(scope, statement)
        return
    value = statement.value
    if statement.kind != "if" or value is None:
        return
    empty = (_NEGATED.search(value.text) is not None) != (guard.why == UNTAKEN)
    outcome = _EMPTY if empty else _HELD
    failed = _FAILED if outcome == _HELD else ""
    for call in value.calls[:1]:
        yield _Checked(call, outcome)
    for ref in value.refs[:_MAX_CALLS]:
        given = _given(scope, ref.name, guard.number)
        if given is None or given.value is None or not given.calls:
            continue
        is_error = _ERROR_NAME.search(plain(ref.name)) is not None
        call = given.calls[0]
        asked = failed if is_error else outcome
        if asked and (given.value.text.endswith(")") or is_error):
            yield _Checked(call, asked, last=ref.name == given.targets[-1])


def _tried(scope: FunctionScope, handler: FlowStatement) -> Iterator[_Checked]:
    """Yield the calls that may have raised what a handler handles."""
    raised = handler.value.text if handler.value is not None else ""
    calls = [call for statement in scope.tried(handler) for call in statement.calls]
    for call in calls[:_MAX_CALLS]:
        yield _Checked(call, _RAISED, raised="" if _ANY.search(raised) else raised)


def _given(scope: FunctionScope, name: str, number: int) -> FlowStatement | None:
    """Return the last statement before a condition that gives a name its value."""
    for before in range(number - 1, -1, -1):
        statement = scope.statement(before)
        if statement.kind == "assign" and name in statement.targets:
            return statement
    return None


def _below(code: Code, callee: FunctionScope, checked: _Checked, line: str) -> list[CausePlace]:
    """Return the conditions under which a function that another one certainly calls raises an error
    of the class that is handled; none if several do.
    """
    found: list[list[CausePlace]] = []
    calls = [
        call
        for statement in (callee.function.statements if checked.raised else ())
        for call in statement.calls
        if may_be_own(code, callee, call)
    ]
    for call in calls[:_MAX_SEARCHED]:
        inner = callees_of(code, callee, call)
        if len(inner) == 1:
            found.append(_failures(code, inner[0], checked, line))
    found = list(filter(None, found))
    return found[0] if len(found) == 1 else []


def _failures(code: Code, callee: FunctionScope, checked: _Checked, line: str) -> list[CausePlace]:
    """Return the conditions under which a function has an outcome."""
    ways = [
        number
        for number, statement in enumerate(callee.function.statements)
        if _is_way(statement, checked)
    ]
    if checked.outcome == _HELD:
        ways = ways[:_MAX_FAILURES]
    told = _told(code, callee, ways, line)
    operated = told or [n for n in ways if operates(_failing_call(callee, n), line)]
    if told:
        return list(_conditions_in(code, callee, told[:_MAX_FAILURES], _MAX_AROUND_TOLD))
    if operated:
        return list(_conditions_in(code, callee, operated[:1], 1))
    if len(ways) <= _MAX_FAILURES and (checked.outcome != _RAISED or checked.raised):
        return list(_conditions_in(code, callee, ways, 1))
    return []


def _failing_call(callee: FunctionScope, number: int) -> str:
    """Return the name of the call whose error a way to fail returns, empty if there is none."""
    around = [guard.number for guard in guards_of(callee, number) if guard.is_around][:1]
    values = [(callee.statement(n).value, n) for n in around]
    names = [(ref.name, n) for value, n in values if value is not None for ref in value.refs]
    given = [statement for name, n in names if (statement := _given(callee, name, n)) is not None]
    return next((call.name for each in given for call in each.calls[:1]), "")


def _conditions_in(
    code: Code, callee: FunctionScope, ways: Iterable[int], most: int
) -> Iterator[CausePlace]:
    """Yield the nearest conditions of some statements of a function."""
    name = plain(callee.function.name)
    for number in _around(callee, ways, most):
        condition = callee.statement(number)
        yield code.place(callee.head(condition), f"condition in {name}")
        error = callee.said(number).partition(" ")[0]
        only_failed = _FAILED_ONLY.fullmatch(callee.said(number)) is not None
        failed = _given(callee, error, number) if only_failed else None  # which says what failed
        if failed is not None:
            yield code.place(callee.head(failed), f"value of {error}")


def _is_way(statement: FlowStatement, checked: _Checked) -> bool:
    """Return whether a function ends at a statement with an outcome."""
    if statement.kind == "raise":
        value = statement.value.text if statement.value is not None else ""
        named = plain(value.partition("(")[0])
        handled = not checked.raised or named in _WORDS.findall(checked.raised)
        return checked.outcome == _RAISED and handled
    if statement.kind != "return" or checked.outcome == _RAISED:
        return False
    text = statement.value.text if statement.value is not None else ""
    if checked.outcome == _FAILED:
        return _NOTHING.fullmatch(text.rpartition(", ")[2]) is None
    part = text.rpartition(", ")[2] if checked.last else text.partition(", ")[0]
    pattern = _NOTHING if checked.outcome == _EMPTY else _TRUE
    return pattern.fullmatch(part) is not None


def _told(code: Code, callee: FunctionScope, ways: Sequence[int], line: str) -> list[int]:
    """Return those of the ways in which a function fails whose error a line has."""
    flow = callee.flow
    said = [
        fact.line
        for fact in (code.index.in_file(flow.repo, flow.path, Raise, LogTemplate) if ways else ())
        if _has(line, getattr(fact, "template", ""))
    ]
    statements = callee.function.statements
    return [
        number
        for number in ways
        if any(statements[number].line <= at <= statements[number].end_line for at in said)
    ]


def _has(line: str, template: str) -> bool:
    """Return whether the longest piece of a template's own text is in a line."""
    longest = max((fold_space(part) for part in template.split(HOLE)), key=len)
    return len(longest) >= _MIN_PIECE_CHARS and longest in line


def _around(callee: FunctionScope, ways: Iterable[int], most: int) -> list[int]:
    """Return the nearest guards of some statements, each once."""
    found: dict[int, None] = {}
    for number in ways:
        around = [guard.number for guard in guards_of(callee, number) if guard.is_around]
        found.update(dict.fromkeys(around[:most]))
    return list(found)
