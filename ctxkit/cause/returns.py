"""Back from a call to what the function returns, and the conditions of that.

Not here: which functions a call may call (`calls.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxkit.cause.call_lines import CONSTRUCTOR
from ctxkit.cause.calls import CallSite, callees_of, is_known, may_be_own
from ctxkit.cause.choices import chosen_return
from ctxkit.cause.code import Code
from ctxkit.cause.guards import UNTAKEN, guards_of
from ctxkit.cause.handlers import raises_of
from ctxkit.cause.plain_names import plain
from ctxkit.cause.reaching import field_written
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import (
    BY_NAME,
    COMPARED,
    EACH_MORE,
    GATE,
    LOCAL,
    MAX_HOPS,
    RAISED,
    RETURN_GUARD,
    RETURNED,
    CauseStep,
    Walk,
)
from ctxkit.cause.written import class_bodies
from ctxkit.model.flow import CallFlow, Expression, FlowStatement, FunctionFlow, Ref
from ctxkit.regex import regex

_MAX_RETURNS = 6
_MAX_RAISES = 4

_ERROR_FREE = regex(r"(?:^|[\s,])(?:nil|None|null|true|True)$")


def returned(
    walk: Walk,
    step: CauseStep,
    call: CallFlow,
    given: Sequence[Ref],
    follow: Callable[[Walk, CauseStep, Ref], None],
) -> None:
    """Follow a call to what the function returns, and to the conditions of that; to what it is
    `given` only where the function is not certain.
    """
    if step.hops >= MAX_HOPS:
        return
    callees = callees_of(walk.code, step.scope, call)
    number = step.scope.statement_at(call.line)
    cost = RETURNED + EACH_MORE * (len(callees) - 1)
    if not is_known(step.scope, call, callees):
        cost += BY_NAME
        for ref in given:
            follow(walk, step, ref)
    for callee in callees:
        site = CallSite(step.scope, number, call)
        enter(walk, step, callee, cost, site, sure=len(callees) == 1)
    head = call.name.rpartition(".")[0]
    if not callees and head:
        follow(walk, step, Ref(name=head, line=call.line))


def enter(
    walk: Walk,
    step: CauseStep,
    callee: FunctionScope,
    cost: float,
    site: CallSite | None = None,
    *,
    sure: bool = False,
) -> None:
    """Follow what a function returns, and the conditions of that; where it is `sure` that this one
    is called, also what failed in it.
    """
    name = plain(callee.function.name)
    returns, compared = _returns(callee.function, step.compared, plain_value=step.plain_value)
    if step.may_have_raised:
        returns = [] if step.handled else returns
        returns += raises_of(walk.code, callee, step.handled)[:_MAX_RAISES]
    returns = [n for n in returns if not _would_be_told(walk.told, callee.statement(n))]
    chosen = chosen_return(walk.code, callee, site)
    returns = chosen or returns
    cost = COMPARED if compared else cost + EACH_MORE * max(len(returns) - 1, 0)
    for number in returns:
        statement = callee.statement(number)
        if statement.value is not None and chosen:
            made(walk, step, callee, statement.value, cost)
        if statement.value is not None and not compared:
            walk.step(
                step,
                callee,
                _wanted_of(walk.code, callee, statement.value, step.wanted),
                statement.line,
                f"returned by {name}",
                cost,
                hops=1,
                bound=site,
                end=statement.head,
                shown=bool(statement.value.refs or statement.value.calls),
            )
        for guard in guards_of(callee, number):
            around = callee.statement(guard.number)
            gated = GATE if guard.passed else 0.0
            if guard.checks or guard.why == UNTAKEN:
                continue
            if around.kind == "except":
                if step.may_have_raised and sure:
                    _tried(walk, step, callee, around, cost + RETURN_GUARD, site)
            elif around.kind in ("if", "case") and around.value is not None:
                walk.step(
                    step,
                    callee,
                    around.value,
                    around.line,
                    f"condition in {name}",
                    cost + RETURN_GUARD + gated,
                    hops=1,
                    bound=site,
                    end=around.head,
                    own=compared,
                    shown=compared,
                )


def _tried(
    walk: Walk,
    step: CauseStep,
    scope: FunctionScope,
    handler: FlowStatement,
    cost: float,
    site: CallSite | None,
) -> None:
    """Follow the calls of libraries that may have raised what a handler handles, which raises an
    error itself: what they are called on was made with settings.
    """
    for statement, value in scope.calls_tried(handler):
        if not any(_is_own(walk.code, scope, call) for call in value.calls):
            line, end = statement.line, statement.head
            walk.step(step, scope, value, line, RAISED, cost, hops=1, bound=site, end=end)


def _is_own(code: Code, scope: FunctionScope, call: CallFlow) -> bool:
    """Return whether the repository may define what a call calls, or what made the object that it
    is called on.
    """
    head = call.name.partition(".")[0]
    makers = (
        maker
        for statement in scope.function.statements
        if head in statement.targets
        for maker in statement.calls
    )
    return any(may_be_own(code, scope, each) for each in (call, *makers))


def _wanted_of(code: Code, scope: FunctionScope, value: Expression, rest: str) -> Expression:
    """Return the field of an object that a function returns by its name, if it writes that; else
    the whole.
    """
    if not value.text.isidentifier() or not field_written(code, scope, value.text, rest):
        return value
    ref = Ref(name=f"{value.text}.{rest}", line=value.line)
    return Expression(text=ref.name, line=value.line, end_line=value.end_line, refs=(ref,))


def made(walk: Walk, step: CauseStep, scope: FunctionScope, value: Expression, cost: float) -> None:
    """Follow the class that a function returns, itself or in a lambda that makes an object of it,
    to what its constructor keeps.
    """
    name = value.calls[0].name if value.calls else value.text
    for body in class_bodies(walk.code, scope, plain(name)) if plain(name)[:1].isupper() else ():
        for method in body.flow.named(CONSTRUCTOR, owner=body.function.owner):
            own = FunctionScope(flow=body.flow, function=method)
            kept = [s for s in method.statements if any(t.startswith("self.") for t in s.targets)]
            more = cost + LOCAL + EACH_MORE * max(len(kept) - 1, 0)
            for each in kept:
                if each.value is not None:
                    why = f"kept by {plain(name)}"
                    walk.step(step, own, each.value, each.line, why, more, hops=0, end=each.head)


_ERROR_MADE = regex(r"\b(?:errors?\.\w{1,20}|fmt\.Errorf|[A-Z]\w{1,60}(?:Error|Exception))\(")
_WORDS = regex(r"[\"'`]([^\"'`\n]{6,160})[\"'`]")
_PIECE = regex(r"(?:[^%{}\\]|\\.){6,160}")
_MANY_WORDS = 2


def _would_be_told(told: str, statement: FlowStatement) -> bool:
    """Return whether a statement makes an error with words that the text has not, though it has
    those of the error that led there.
    """
    value = statement.value
    if not told or value is None or _ERROR_MADE.search(value.text) is None:
        return False
    pieces = [p for text in _WORDS.findall(value.text) for p in _PIECE.findall(text)]
    words = max(pieces, key=len, default="").strip(" :.,;-")
    return len(words.split()) >= _MANY_WORDS and words not in told


def _returns(
    function: FunctionFlow, compared: frozenset[str], *, plain_value: bool
) -> tuple[list[int], bool]:
    """Return the returns of a function that matter: those of a value that it is compared with (then
    true comes second), else those with an error if it may return one, or without where the value
    is looked for.
    """
    returns = [(n, s) for n, s in enumerate(function.statements) if s.kind == "return"]
    equal = [
        n
        for n, s in returns
        if compared and s.value and any(plain(r.name) in compared for r in s.value.refs)
    ]
    if equal:
        return equal, True
    if plain_value:
        good = [n for n, s in returns if s.value and _ERROR_FREE.search(s.value.text)]
        return (good or [n for n, _ in returns])[-_MAX_RETURNS:], False
    failing = [n for n, s in returns if s.value is None or not _ERROR_FREE.search(s.value.text)]
    return (failing or [n for n, _ in returns])[-_MAX_RETURNS:], False
