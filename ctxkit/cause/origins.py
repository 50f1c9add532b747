"""Back from the names in an expression to the settings that decide them: through assignments,
parameters and the arguments of callers, fields and where they are written, constants, and what
functions return.

A walk over (expression, function) pairs, the cheapest first; each step costs the more the less
certain it is. Bounded in steps, hops and files. Not here: which expressions to start with
(`slice.py`).
"""

from __future__ import annotations

from collections import Counter
from functools import partial

from msgspec.structs import replace

from ctxkit.cause.calls import is_spread, may_be_own
from ctxkit.cause.choices import named_by, of_usual_choice
from ctxkit.cause.fields import served_field
from ctxkit.cause.kept_values import kept_value
from ctxkit.cause.names import called_variable, follow, option
from ctxkit.cause.plain_names import plain
from ctxkit.cause.reads import joined_with, settings_read
from ctxkit.cause.returns import returned
from ctxkit.cause.walk import EACH_MORE, FIELD_OF_OTHER, RETURNED, CauseStep, Walk
from ctxkit.model.flow import CallFlow
from ctxkit.regex import regex

_MANY = 8


def look(walk: Walk, step: CauseStep) -> None:
    """Add the settings that an expression reads, and follow the names and calls in it."""
    where = step.expression
    kept_value(walk, step)
    reads = list(settings_read(walk.code, step.scope, where))
    reads = of_usual_choice(walk.code, where, reads)
    # Of a call with many settings, each is the less certainly the one.
    many = EACH_MORE * min(len({use.name for use, _ in reads}) - 1, _MANY)
    for use, name in reads:
        for part in walk.code.parts(use):
            walk.decide(step, part, many, joined_with(where, name, reads))
        for other in named_by(walk.code, use):
            walk.decide(step, other, many)
    known = {name for _, name in reads}
    refs = Counter(where.refs)
    for call in where.calls:
        head = call.name.rpartition(".")[0]
        if may_be_own(walk.code, step.scope, call):
            # What a method of the repository does is followed, not how its object was made.
            known.add(head)
            # What it is given is followed where the function uses it.
            bound = [a.value for a in call.arguments if not is_spread(a.value)]
            given = [ref for value in bound for ref in value.refs]
            refs -= Counter(given)
            given = [ref for ref in dict.fromkeys(given) if ref.name not in known]
            entered = replace(step, wanted=_wanted_of(step, call))
            walk.later(step.cost + RETURNED, partial(returned, walk, entered, call, given, follow))
        elif call.name.isidentifier():
            called_variable(walk, step, call)
    for ref in refs:
        if ref.name not in known:
            follow(walk, step, ref)
            option(walk, step, ref)
            _served(walk, step, plain(ref.name))


def _wanted_of(step: CauseStep, call: CallFlow) -> str:
    """Return the field of what a call returns that is meant: that behind it, or the one that its
    caller looks for if the call is all there is.
    """
    where, made = step.expression, f"{call.name}()."
    for ref in where.refs:
        if ref.name.startswith(made):
            return ref.name.removeprefix(made)
    return step.wanted if where.calls[0] is call else ""


_OF_THE_WIRE = regex(r"[a-z]+(?:_[a-z0-9]+)+")
"""A name as the api gives it to the browser, whose own names have no `_`."""


def _served(walk: Walk, step: CauseStep, name: str) -> None:
    is_browser = step.scope.flow.path.endswith((".ts", ".tsx"))
    if is_browser and not step.may_have_raised and _OF_THE_WIRE.fullmatch(name):
        walk.later(step.cost + FIELD_OF_OTHER, partial(served_field, walk, step, name))
