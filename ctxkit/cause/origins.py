"""Back from the names in an expression to the settings that decide them: through assignments,
parameters and the arguments of callers, fields and where they are written, constants, and what
functions return.

A walk over (expression, function) pairs, the cheapest first; each step costs the more the less
certain it is. Bounded in steps, hops and files. Not here: which expressions to start with
(`slice.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ctxkit.cause.call_lines import fold, plain
from ctxkit.cause.calls import may_be_own
from ctxkit.cause.code import Code
from ctxkit.cause.names import called_variable, follow, option
from ctxkit.cause.reaching import is_made_outside
from ctxkit.cause.returns import returned
from ctxkit.cause.walk import EACH_MORE, RETURNED, CauseStep, Walk
from ctxkit.model import ConfigUse
from ctxkit.model.flow import Expression

_MANY = 8


def look(walk: Walk, step: CauseStep) -> None:
    """Add the settings that an expression reads, and follow the names and calls in it."""
    reads = list(_reads(walk.code, step))
    # Of a call with many settings, each is the less certainly the one.
    many = EACH_MORE * min(len({use.name for use, _ in reads}) - 1, _MANY)
    for use, name in reads:
        walk.decide(step, use, many, _joined(step.expression, name, reads))
    known = {name for _, name in reads}
    for call in step.expression.calls:
        head = call.name.rpartition(".")[0]
        outside = is_made_outside(step.scope, head)
        if not outside and may_be_own(walk.code, step.scope, call):
            # What a method of the repository does is followed, not how its object was made.
            known.add(head)
            walk.later(step.cost + RETURNED, partial(returned, walk, step, call, follow))
        elif call.name.isidentifier():
            called_variable(walk, step, call)
    for ref in dict.fromkeys(step.expression.refs):
        if ref.name not in known:
            follow(walk, step, ref)
            option(walk, step, ref)


def _reads(code: Code, step: CauseStep) -> Iterator[tuple[ConfigUse, str]]:
    """Yield the settings that an expression reads, with the name in it that does."""
    where = step.expression
    scope = step.scope
    lines = {*range(where.line, where.end_line + 1), *(ref.line for ref in where.refs)}
    for use in code.reads(scope.flow.repo, scope.flow.path):
        if use.line not in lines or not use.name:
            continue
        for ref in where.refs:
            if ref.line == use.line and _same(ref.name, use):
                yield use, ref.name
                break
        else:
            if _named_in(where, use):
                yield use, ""


def _joined(where: Expression, ref: str, reads: Sequence[tuple[ConfigUse, str]]) -> frozenset[str]:
    """Return the settings that an argument puts together with the one that a name reads."""
    for call in where.calls:
        for argument in call.arguments:
            value = argument.value
            names = {r.name for r in value.refs}
            if ref in names and _is_text(value):
                return frozenset(use.name for use, name in reads if name in names)
    return frozenset()


def _is_text(value: Expression) -> bool:
    """Return whether an expression makes a text of its parts."""
    if value.text[:2].lower() in ('f"', "f'", "rf") or "`" in value.text[:1]:
        return True
    return bool(value.calls) and plain(value.calls[0].name) in ("Sprintf", "Join", "format")


def _same(name: str, use: ConfigUse) -> bool:
    wanted = {fold(plain(use.name)), fold(plain(use.target))} - {""}
    return any(fold(part.removesuffix("()")) in wanted for part in name.split("."))


def _named_in(where: Expression, use: ConfigUse) -> bool:
    """Return whether a call in an expression names a variable: `os.getenv("API_KEY")`."""
    if where.literal is not None:
        return where.literal == use.name
    return any(
        argument.value.literal == use.name and call.line <= use.line <= call.end_line
        for call in where.calls
        for argument in call.arguments
    )
