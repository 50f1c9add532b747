"""Where a task may have ended early, without a word: its checks that leave, and the loops over what
there is to do. A line that a task has succeeded tells no more.

Not here: what starts a task (`schedules.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.failing import answered_by
from ctxkit.cause.guards import Guard
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import Fact, Task
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_MAX_ENDS = 4
_AT_ONCE = 0.05  # seconds, in which a task has asked neither a database nor another service
_MAX_TEXT_CHARS = 8_000
_SUCCEEDED = regex(r"\] succeeded in (\d{1,6}\.\d{1,24})s: None\b")
_LEAVING = frozenset(("return", "jump"))


def ends_of(code: Code, scope: FunctionScope, fact: Fact) -> list[CausePlace]:
    """Return the checks and loops of a task, the first ones; none of another fact."""
    found: list[CausePlace] = []
    for number in _ends(scope) if isinstance(fact, Task) else ():
        statement = scope.statement(number)
        why = "loop" if statement.kind == "loop" else "check"
        found.append(code.place(scope.head(statement), f"{why} of the task"))
        found += answered_by(code, scope, number)
    return found[:_MAX_ENDS]


def ended_at_once(scope: FunctionScope, fact: Fact, text: str) -> list[Guard]:
    """Return the first check of a task that leaves, where the task has succeeded in next to no
    time with nothing to tell: it left there.
    """
    took = _SUCCEEDED.search(text[:_MAX_TEXT_CHARS])
    if not isinstance(fact, Task) or took is None or float(took[1]) >= _AT_ONCE:
        return []
    checks = (n for n in _ends(scope) if scope.statement(n).kind == "if")
    return [Guard(number, "condition", 0) for number in checks][:1]


def _ends(scope: FunctionScope) -> Iterator[int]:
    statements = scope.function.statements
    for number, statement in enumerate(statements):
        first = statements[number + 1] if number + 1 < len(statements) else None
        leaves = first is not None and (first.parent, first.kind in _LEAVING) == (number, True)
        if {"if": leaves, "loop": bool(statement.targets)}.get(statement.kind, False):
            yield number
