"""The conditions of the callers of a statement's function: where few call it, they led there as
surely as its own.

Not here: who the callers are (`callers.py`), how a call is found on a line (`calls.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ctxkit.cause.access_logs import relevant
from ctxkit.cause.call_lines import lines_naming
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.callers import lines_making
from ctxkit.cause.calls import CallSite, handing_on, sites_on
from ctxkit.cause.code import Code
from ctxkit.cause.failing import failed_inside
from ctxkit.cause.guards import Guard, guards_of
from ctxkit.cause.seeds import guard_steps, place_of
from ctxkit.cause.walk import CauseStep
from ctxkit.model.cause import CausePlace

_CALLERS_GUARD = 0.6
_MAX_CALLERS_ASKED = 3
_MAX_IN_ONE = 6  # calls in one function, each on a way of its own
_MAX_AROUND_CALLERS = 2  # conditions of the only caller; of two callers, one each


def sites_above(code: Code, function: Called, lines: Sequence[CallLine]) -> Iterator[CallSite]:
    """Yield the calls of a function, if they are few; or those that make the object of a method
    that nobody calls by its name.
    """
    function, lines = _named_or_called(code, function, lines)
    for line in lines if len(lines) <= _MAX_CALLERS_ASKED else ():
        yield from sites_on(code, line, function) or handing_on(code, line)


def steps_of_callers(code: Code, sites: Iterable[CallSite], text: str) -> Iterator[CauseStep]:
    """Yield the conditions of the callers of a function."""
    for site in sites:
        around = relevant(site.scope, guards_of(site.scope, site.number), text)
        yield from guard_steps(code, site.scope, around, _CALLERS_GUARD)


def around_callers(
    code: Code, function: Called, lines: Sequence[CallLine], text: str
) -> list[CausePlace]:
    """Return the nearest conditions of the only caller, which led there as surely as its own, or of
    the two callers of which one did; and what made them hold.
    """
    function, lines = _named_or_called(code, function, lines)
    functions = {(line.path, line.symbol) for line in lines}
    if len(functions) == 1 and _MAX_AROUND_CALLERS < len(lines) <= _MAX_IN_ONE:
        return [
            place_of(code, site.scope, guards[0].number, f"{guards[0].why} of a caller")
            for line in lines
            for site, guards in _conditions_of(code, line, function)
            if guards
        ]
    if not 0 < len(lines) <= _MAX_AROUND_CALLERS:
        return []
    which = "the" if len(lines) == 1 else "a"
    found: list[CausePlace] = []
    for line in lines:
        for site, guards in _conditions_of(code, line, function):
            near = guards[: _MAX_AROUND_CALLERS // len(lines)]
            inside = failed_inside(code, site.scope, near, text)
            if len(lines) == 1:
                near = [*near, *_passed_last(site)]
            for guard in near:
                why = f"{guard.why} of {which} caller"
                found.append(place_of(code, site.scope, guard.number, why))
            found += inside
    return found


def _passed_last(site: CallSite) -> list[Guard]:
    """Return the last check before a call that would have left without a word."""
    guards = guards_of(site.scope, site.number)
    return [guard for guard in guards if guard.is_gate][:1]


def _conditions_of(
    code: Code, line: CallLine, function: Called
) -> Iterator[tuple[CallSite, list[Guard]]]:
    """Yield the call of a function on a line with its conditions; where that hands the function
    over, with what was passed before.
    """
    for site in sites_on(code, line, function)[:1]:
        yield site, _around(site)
        return
    for site in handing_on(code, line):
        yield site, [g for g in guards_of(site.scope, site.number) if g.is_around or g.is_gate]


def _named_or_called(
    code: Code, function: Called, lines: Sequence[CallLine]
) -> tuple[Called, Sequence[CallLine]]:
    """Return a function with the lines that call it; where none does, its class with those that
    name that, or make an object of it.
    """
    if lines:
        return function, lines
    lines = lines_naming(code, function) or lines_making(code, function)
    return function._replace(name=function.owner, owner=""), lines


def _around(site: CallSite) -> list[Guard]:
    """Return the branches that hold a call, also those of an `else`; a loop over values tells
    nothing of why it was called.
    """
    return [
        guard
        for guard in guards_of(site.scope, site.number)
        if guard.is_around
        if guard.why != "loop" or not site.scope.statement(guard.number).targets
    ]
