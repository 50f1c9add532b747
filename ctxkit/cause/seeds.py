"""The steps with which a walk begins: the conditions of a statement, what a handler has tried, what
the statement says; and how these are shown.

Not here: which conditions a statement has (`guards.py`), where a step leads (`origins.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.cause.code import Code
from ctxkit.cause.failures import TIMED_OUT, FailureKind, is_of_kind
from ctxkit.cause.guards import HANDLED, Guard, timed_by
from ctxkit.cause.handlers import own_errors
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.sentences import said_by
from ctxkit.cause.walk import RAISED, CauseStep
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import FlowStatement

_NEAR = 0.15
"""What each guard costs more than the one inside it."""
_BEHIND_CHECK = 0.5
_TRIED = 0.2
_GIVEN = 0.3
_MAX_GUARDS = 12


def seeds_of(
    code: Code, scope: FunctionScope, number: int, guards: list[Guard], *, says: bool
) -> Iterator[CauseStep]:
    """Yield the conditions of a statement, and what it says; `says`: it tells it in words."""
    yield from guard_steps(code, scope, guards, 0.0, own=True)
    if number < 0:
        return
    path = [place_of(code, scope, guard.number, HANDLED) for guard in guards[:1] if handles(guard)]
    for step in said_by(scope, number, says=says):
        yield replace(step, path=tuple(path))


def limits_given(scope: FunctionScope, kinds: Sequence[FailureKind]) -> Iterator[CauseStep]:
    """Yield what a handler hands over that limits how long it takes, by its name: of a request that
    was answered too late nothing else is told.
    """
    slow = [kind for kind in kinds if kind.name == TIMED_OUT]
    for statement in scope.function.statements if slow else ():
        for call in statement.calls:
            for given in (argument.value for argument in call.arguments):
                if any(is_of_kind(ref.name, slow) for ref in given.refs):
                    yield CauseStep(scope=scope, expression=given, line=given.line, cost=_GIVEN)


def handles(guard: Guard) -> bool:
    """Return whether a statement is in the handler of an error: that depends on the calls that may
    have raised it, and not on why they were made.
    """
    return guard.why == HANDLED


def guard_steps(
    code: Code, scope: FunctionScope, guards: list[Guard], cost: float, *, own: bool = False
) -> Iterator[CauseStep]:
    """Yield conditions as steps, each the dearer the farther it is; `own`: they are those of the
    statement that is asked about.
    """
    for guard in guards[:_MAX_GUARDS]:
        if guard.checks:
            continue  # had it not been passed, another failure would have been told
        statement = scope.statement(guard.number)
        place = place_of(code, scope, guard.number, guard.why)
        more = cost + _NEAR * guard.near + (_BEHIND_CHECK if guard.passed else 0.0)
        if statement.kind == "except":
            yield from _tried(code, scope, statement, more + _TRIED, place)
        elif statement.value is not None:
            yield CauseStep(
                scope=scope,
                expression=timed_by(statement) or statement.value,
                line=statement.line,
                cost=more,
                path=(place,),
                own=own and not guard.passed,
            )


def _tried(
    code: Code, scope: FunctionScope, handler: FlowStatement, cost: float, place: CausePlace
) -> Iterator[CauseStep]:
    """Yield the statements that may have raised what a handler handles."""
    handled = own_errors(code, scope, handler)
    for statement, value in scope.calls_tried(handler):
        yield CauseStep(
            handled=handled,
            scope=scope,
            expression=value,
            line=statement.line,
            cost=cost,
            path=(place, code.place(scope.head(statement), RAISED)),
        )


def places_of(code: Code, scope: FunctionScope, guards: Iterable[Guard]) -> list[CausePlace]:
    """Return the places of some conditions."""
    return [place_of(code, scope, guard.number, guard.why) for guard in guards]


def place_of(code: Code, scope: FunctionScope, number: int, why: str) -> CausePlace:
    """Return the place of a statement of a function."""
    return code.place(scope.head(scope.statement(number)), why)
