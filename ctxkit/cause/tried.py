"""What a handler around a statement handles: the calls of which one failed, and the statements that
raise the error.

Not here: which classes a handler handles (`handlers.py`), the conditions inside a function that
failed (`failing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.cause.code import Code
from ctxkit.cause.guards import Guard, guards_of
from ctxkit.cause.handlers import raised_as
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.seeds import handles
from ctxkit.cause.walk import RAISED
from ctxkit.cause.wire import Far
from ctxkit.model import Raise
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import FlowStatement

_MAX_TRIED = 2  # calls: of more, which one failed is not told
_MAX_RAISED = 3  # statements that raise what is handled: of more, none is the one


def tried_in(code: Code, scope: FunctionScope, guards: Sequence[Guard]) -> list[CausePlace]:
    """Return the calls of which one failed that the nearest handler handles, if they are few."""
    handlers = _handlers(scope, guards)
    tried = {s.line: s for each in handlers for s, _ in scope.calls_tried(each)}
    few = tried.values() if len(tried) <= _MAX_TRIED else ()
    return [code.place(scope.head(statement), RAISED) for statement in few]


def raising(
    code: Code, scope: FunctionScope, guards: Sequence[Guard], inside: Sequence[CausePlace]
) -> list[Far]:
    """Return the statements that raise an error which the nearest handler handles, if they are few.
    Where conditions `inside` what was tried are known, only what is in those raises it.
    """
    raised = [fact for each in _handlers(scope, guards) for fact in raised_as(code, scope, each)]
    found = [far for fact in raised if (far := _raising(code, fact, inside)) is not None]
    return found if len(found) <= _MAX_RAISED else []


def _handlers(scope: FunctionScope, guards: Sequence[Guard]) -> list[FlowStatement]:
    return [scope.statement(guard.number) for guard in guards[:1] if handles(guard)]


def _raising(code: Code, fact: Raise, inside: Sequence[CausePlace]) -> Far | None:
    known = {place.location.line for place in inside if place.location.path == fact.path}
    flow = code.flow(fact.repo, fact.path) if known or not inside else None
    if flow is None:
        return None
    at = FunctionScope.at(flow, fact.line)
    around = guards_of(at, at.statement_at(fact.line)) if known else ()
    lines = {at.statement(guard.number).line for guard in around if guard.is_around}
    return None if known.isdisjoint(lines) and known else Far(at, fact.line, f"raises {fact.name}")
