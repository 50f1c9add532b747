"""The conditions that led to a statement inside its function: the branches around it, the errors
handled, and the checks before it that would have left.

Not here: what decides them (`origins.py`), who called (`callers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.cause.scope import FunctionScope
from ctxkit.model.flow import Expression, FlowStatement
from ctxkit.regex import regex

_MAX_LEFT_IN_LOOP = 2
_BLOCKS = frozenset(("if", "case", "loop", "try", "with"))
_ERROR = regex(r"(?i)\berr\b|error|exception")

LEAVES = frozenset(("return", "raise", "jump"))
"""The kinds of statement after which those that follow in a block are not reached."""


HANDLED = "error handled"
"""Why the handler of an error is a guard of what is in it."""
PASSED = "check passed before"
"""Why a check whose failure would have left the function is a guard of what is behind it."""
UNTAKEN = "not taken"
"""Why the branch before an `else` is a guard of what is in that."""


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

    @property
    def is_around(self) -> bool:
        """Return whether the statement is in a branch of it, were it that of an `else`."""
        return not self.passed or self.why == UNTAKEN

    @property
    def is_gate(self) -> bool:
        """Return whether it was passed without a word, as is a feature that is switched on."""
        return self.passed and not self.checks


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
            around += [Guard(n, UNTAKEN, near, True) for n in _untaken(scope, statement)]
        passed += _passed(scope, statement.parent, child, near)
        child = statement.parent if statement.parent >= 0 else child
    return [*around, *sorted(passed, key=lambda g: (g.near, -g.number))]


def _why(statement: FlowStatement) -> str:
    if statement.kind == "if":
        return "condition"
    if statement.kind == "case":
        return "case"
    if statement.kind == "except":
        return HANDLED
    if statement.kind == "loop":
        return "loop"
    return "timer" if timed_by(statement) is not None else ""


_TIMERS = frozenset(("AfterFunc", "setTimeout", "setInterval", "call_later", "Timer", "Debounce"))
_FUNCTION = regex(r"(?:func|function|async|lambda)\b|\(.{0,80}\)\s{0,2}=>|\w{1,40} =>")


def timed_by(statement: FlowStatement) -> Expression | None:
    """Return when a timer calls the function literal that it is given."""
    if statement.kind not in ("expression", "assign"):
        return None
    for call in statement.calls:
        if call.name.rpartition(".")[2] in _TIMERS:
            values = (argument.value for argument in call.arguments)
            return next((v for v in values if v.refs and not _FUNCTION.match(v.text)), None)
    return None


def decided_after(scope: FunctionScope, number: int) -> Iterator[tuple[int, str]]:
    """Yield the first condition behind a statement that asks for a variable which it tells, and the
    variable: what the value decides.
    """
    arguments = (a for call in scope.statement(number).calls[:1] for a in call.arguments)
    told = {a.value.text for a in arguments if a.value.refs and a.value.text.isidentifier()}
    for after in range(number + 1, len(scope.function.statements) if told else 0):
        statement = scope.statement(after)
        asked = {ref.name for ref in statement.value.refs} if statement.value is not None else set()
        if statement.kind in ("if", "loop", "case") and asked & told:
            yield after, min(asked & told)
            return


_DEADLINES = frozenset(("WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause"))


def deadlines_of(scope: FunctionScope, number: int) -> list[Guard]:
    """Return the statement that sets the deadline after which the calls before a statement fail."""
    around = {-1, *scope.enclosing(number)}
    for before in range(number - 1, -1, -1):
        statement = scope.statement(before)
        if statement.kind != "assign" or statement.parent not in around:
            continue
        if any(call.name.rpartition(".")[2] in _DEADLINES for call in statement.calls[:1]):
            return [Guard(before, "deadline", 1)]
    return []


_CALLING = ("expression", "assign")
_KILLS = "Process.Kill"


def kills_in(scope: FunctionScope) -> list[Guard]:
    """Return the conditions under which a function kills the process that it started."""
    found: list[Guard] = []
    for number, statement in enumerate(scope.function.statements):
        if statement.kind in _CALLING and any(c.name.endswith(_KILLS) for c in statement.calls):
            found += [g._replace(near=1) for g in guards_of(scope, number) if not g.passed][:1]
    return found


def _untaken(scope: FunctionScope, statement: FlowStatement) -> Iterator[int]:
    """Yield the branches before an `else` that were not taken."""
    if statement.kind != "else":
        return
    for number in reversed(statement.after[-3:]):
        if scope.statement(number).kind in ("if", "case"):
            yield number


def _passed(scope: FunctionScope, parent: int, child: int, near: int) -> Iterator[Guard]:
    """Yield the checks in the same block before a statement that leave the block if they hold."""
    statements = scope.function.statements
    before = statements[:child]
    checks = [n for n, s in enumerate(before) if s.parent == parent and s.kind in ("if", "loop")]
    last_of = {s.parent: s for s in before} if checks else {}
    for number in checks:
        statement = statements[number]
        if _is_ended_loop(statement, statements[child]):
            yield Guard(number, "loop ended before", near, True)
        if statement.kind == "loop":
            for found in _left_in_loop(scope, number, child):
                yield Guard(found, "never so in the loop before", near, True, True)
        if statement.kind != "if":
            continue
        last = last_of.get(number)
        if last is not None and last.kind in LEAVES and statement.end_line < statements[child].line:
            yield Guard(number, PASSED, near, True, not _is_gate(scope, number, last))


def _is_ended_loop(statement: FlowStatement, child: FlowStatement) -> bool:
    """Return whether a loop has a condition that no longer held when a statement was reached."""
    ended = statement.kind == "loop" and statement.end_line < child.line
    return ended and statement.value is not None and not statement.targets


def _left_in_loop(scope: FunctionScope, loop: int, child: int) -> Iterator[int]:
    """Yield the conditions under which a loop just before a statement returns, so that the
    statement is only reached if none of them ever held; of a `return` that is only tried, the
    handlers, which let the loop go on.
    """
    statements = scope.function.statements
    parent, end, line = statements[loop].parent, statements[loop].end_line, statements[child].line
    between = (s for s in statements[loop + 1 : child] if s.parent == parent)
    if end >= line or statements[child].kind in _BLOCKS or any(s.kind in _BLOCKS for s in between):
        return
    found: dict[int, None] = {}
    for number in range(loop + 1, child):
        statement = statements[number]
        if statement.line > end or len(found) >= _MAX_LEFT_IN_LOOP:
            break
        if statement.kind == "return" and not _tells_error(statement):
            found.update(dict.fromkeys(_ways_to(scope, number)))
    yield from list(found)[:_MAX_LEFT_IN_LOOP]


def _tells_error(statement: FlowStatement) -> bool:
    """Return whether a `return` gives an error."""
    return statement.value is not None and _ERROR.search(statement.value.text) is not None


def _ways_to(scope: FunctionScope, number: int) -> list[int]:
    """Return the nearest branch around a statement, or the handlers of what only tries it."""
    for outer in scope.enclosing(number):
        kind = scope.statement(outer).kind
        if kind in ("if", "case"):
            return [outer]
        if kind == "try":
            return scope.handlers(outer)
        if kind != "with":
            break
    return []


_NOTHING = regex(
    r"(?:(?:nil|None|null|undefined|[tT]rue|[fF]alse|\[\]|\{\}|\"\"|''|0)(?:,\s{0,4}|$)){0,3}"
)


def _is_gate(scope: FunctionScope, number: int, last: FlowStatement) -> bool:
    """Return whether a check leaves without a word: then what follows is only for when it is
    passed, as with a feature that is switched on.
    """
    if last.kind == "raise" or scope.statement(number + 1) is not last:
        return False
    return last.value is None or _NOTHING.fullmatch(last.value.text) is not None
