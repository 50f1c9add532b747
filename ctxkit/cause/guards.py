"""The conditions that led to a statement inside its function: the branches around it, the errors
handled, and the checks before it that would have left.

Not here: what decides them (`origins.py`), who called (`callers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.cause.code import FunctionScope
from ctxkit.model.flow import Expression, FlowStatement

LEAVES = frozenset(("return", "raise", "jump"))
"""The kinds of statement after which those that follow in a block are not reached."""


class Guard(NamedTuple):
    """A statement that led to another. `near` is 0 for the innermost, and grows outwards; `passed`:
    its branch was not taken, or the statement would not have been reached. `checks`: what was
    passed reports a failure of its own, so that it has nothing to do with what comes after.
    """

    number: int
    why: str
    near: int
    passed: bool = False
    checks: bool = False


def guards_of(scope: FunctionScope, number: int) -> list[Guard]:
    """Return the guards of a statement, the nearest first; those that were passed come last."""
    around: list[Guard] = []
    passed: list[Guard] = []
    near, child = 0, number
    for outer in (number, *scope.enclosing(number)):
        statement = scope.statement(outer)
        if outer != number or statement.kind in ("if", "case", "loop", "except", "with"):
            why = _why(statement)
            if why and outer != number:
                around.append(Guard(outer, why, near))
                near += 1
            around += [Guard(n, "not taken", near, True) for n in _untaken(scope, statement)]
        passed += _passed(scope, statement.parent, child, near)
        child = statement.parent if statement.parent >= 0 else child
    return [*around, *sorted(passed, key=lambda g: (g.near, -g.number))]


def _why(statement: FlowStatement) -> str:
    if statement.kind == "if":
        return "condition"
    if statement.kind == "case":
        return "case"
    if statement.kind == "except":
        return "error handled"
    if statement.kind == "loop":
        return "loop"
    return "timer" if timed_by(statement) is not None else ""


_TIMERS = frozenset(("AfterFunc", "setTimeout", "setInterval", "call_later", "Timer", "Debounce"))
_FUNCTION = re.compile(r"(?:func|function|async|lambda)\b|\(.{0,80}\)\s{0,2}=>|\w{1,40} =>")


def timed_by(statement: FlowStatement) -> Expression | None:
    """Return when a timer calls the function literal that it is given."""
    if statement.kind not in ("expression", "assign") or statement.value is None:
        return None
    for call in statement.value.calls:
        if call.name.rpartition(".")[2] in _TIMERS:
            values = (argument.value for argument in call.arguments)
            return next((v for v in values if v.refs and not _FUNCTION.match(v.text)), None)
    return None


def _untaken(scope: FunctionScope, statement: FlowStatement) -> Iterator[int]:
    """Yield the branches before an `else` that were not taken."""
    if statement.kind != "else":
        return
    for number in reversed(statement.after[-3:]):
        if scope.statement(number).kind in ("if", "case"):
            yield number


def _passed(scope: FunctionScope, parent: int, child: int, near: int) -> Iterator[Guard]:
    """Yield the checks in the same block before a statement that leave the block if they hold."""
    last_of: dict[int, FlowStatement] = {}
    statements = scope.function.statements
    for statement in statements[:child]:
        if statement.parent >= 0:
            last_of[statement.parent] = statement
    for number, statement in enumerate(statements[:child]):
        if statement.parent != parent:
            continue
        if _is_ended_loop(statement, statements[child]):
            yield Guard(number, "loop ended before", near, True)
        if statement.kind != "if":
            continue
        last = last_of.get(number)
        if last is not None and last.kind in LEAVES and statement.end_line < statements[child].line:
            yield Guard(
                number, "check passed before", near, True, not _is_gate(scope, number, last)
            )


def _is_ended_loop(statement: FlowStatement, child: FlowStatement) -> bool:
    """Return whether a loop has a condition that no longer held when a statement was reached."""
    ended = statement.kind == "loop" and statement.end_line < child.line
    return ended and statement.value is not None and not statement.targets


_NOTHING = re.compile(
    r"(?:(?:nil|None|null|undefined|[tT]rue|[fF]alse|\[\]|\{\}|\"\"|''|0)(?:,\s{0,4}|$)){0,3}"
)


def _is_gate(scope: FunctionScope, number: int, last: FlowStatement) -> bool:
    """Return whether a check leaves without a word: then what follows is only for when it is
    passed, as with a feature that is switched on.
    """
    if last.kind == "raise" or scope.statement(number + 1) is not last:
        return False
    return last.value is None or _NOTHING.fullmatch(last.value.text) is not None
