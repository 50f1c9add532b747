"""Who asked a service for what a statement of it answers: the statement of another program that
sends the request, and the condition under which that hands on the error in the answer.

    response = client.post(str(url), json=data)
    if response_code.data.error:
        raise CodeExecutionError(response_code.data.error)

Not here: which requests a route answers (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.seeds import place_of
from ctxkit.cause.sentences import sent_at
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import Ref
from ctxkit.regex import regex

REQUESTS = "requests "
"""How the `why` of a request begins."""

_ERROR = regex(r"(?i)\b\w{0,40}err(?:or)?s?(?:_?(?:message|msg))?$")


def asking(code: Code, place: CausePlace) -> list[CausePlace]:
    """Return a request as the statement that sends it, and where its function raises the error of
    the answer; the place as it is where its file is not looked at.
    """
    where = place.location
    flow = code.flow_beside(where.repo, where.path)
    if flow is None:
        return [place]
    scope = FunctionScope.at(flow, where.line)
    number = scope.statement_at(where.line)
    if number < 0:
        return [place]
    sent = sent_at(scope, number)
    return [_sent(code, scope, sent, place), *_handed_on(code, scope, sent)]


def _sent(code: Code, scope: FunctionScope, number: int, place: CausePlace) -> CausePlace:
    statement = scope.statement(number)
    if statement.line <= place.location.line <= statement.end_line:
        return place
    sends: Location = scope.head(statement)
    return code.place(sends, place.why)


def _handed_on(code: Code, scope: FunctionScope, sent: int) -> Iterator[CausePlace]:
    """Yield the first condition behind a request that raises the very error that it asks for."""
    for number in range(sent + 1, len(scope.function.statements)):
        statement = scope.statement(number)
        asked = {ref.name for ref in statement.value.refs} if statement.value is not None else set()
        if statement.kind != "if" or not any(map(_ERROR.search, asked)):
            continue
        raised = [
            ref.name
            for inside in scope.inside(number)
            if scope.statement(inside).kind in ("raise", "return")
            for ref in _refs(scope, inside)
        ]
        if asked.intersection(raised):
            yield place_of(code, scope, number, "handles the error of the answer")
            return


def _refs(scope: FunctionScope, number: int) -> Sequence[Ref]:
    value = scope.statement(number).value
    return value.refs if value is not None else ()
