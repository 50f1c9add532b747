"""The handler in a caller that catches what a statement raises: it makes of it what is told.

Python only. Not here: the handlers of a statement's own function (`guards.py`), those of a whole
program (`handlers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ctxkit.cause.call_lines import lines_calling
from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.callers import caller_of
from ctxkit.cause.calls import CallSite, sites_on
from ctxkit.cause.code import Code
from ctxkit.cause.handlers import classes_of, is_handled
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.seeds import place_of
from ctxkit.model import Fact, Raise
from ctxkit.model.cause import CausePlace

_MAX_LEVELS = 3
_MAX_AT_A_LEVEL = 3  # callers: of more, none is the one
_MAX_FILES = 4
_WHATEVER = ("Exception", "BaseException")


def caught_by(
    code: Code, scope: FunctionScope, fact: Fact, function: Called, lines: Sequence[CallLine]
) -> list[CausePlace]:
    """Return the nearest handlers of the callers of a function, by `lines`, that catch by its class
    the error which a statement of it raises: one that catches whatever is raised tells nothing.
    """
    if not isinstance(fact, Raise) or not fact.path.endswith(".py"):
        return []
    classes = [c for c in classes_of(code, scope, plain(fact.name)) if c not in _WHATEVER]
    if is_handled(scope, scope.statement_at(fact.line), classes):
        return []
    level = [(function, line) for line in lines]
    for _ in range(_MAX_LEVELS):
        found: list[CausePlace] = []
        above: list[tuple[Called, CallLine]] = []
        for called, line in level if len(level) <= _MAX_AT_A_LEVEL else ():
            for site in sites_on(code, line, called)[:1]:
                found += _catching(code, site, classes)
            outer = caller_of(line)
            if outer is not None:
                calling = lines_calling(code, outer, most_files=_MAX_FILES)
                above += [(outer, each) for each in calling]
        if found:
            return found
        level = above
    return []


def _catching(code: Code, site: CallSite, classes: Sequence[str]) -> list[CausePlace]:
    """Return the handler around a call that catches an error of one of some classes."""
    scope, child = site.scope, site.number
    for outer in scope.enclosing(site.number):
        handlers = scope.handlers(outer) if scope.statement(child).kind != "except" else ()
        for handler in handlers:
            value = scope.statement(handler).value
            names = re.findall(r"\w+", value.text) if value is not None else ()
            if not set(classes).isdisjoint(names):
                return [place_of(code, scope, handler, "error handled by a caller")]
        child = outer
    return []
