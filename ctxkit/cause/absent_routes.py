"""A request for a route of another service that is answered 404: where that is routed, and under
which condition; what the service does with a path that it does not know.

Not here: the answers that a handler gives (`wire.py`), releases that lack a route (`routes/`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.guards import guards_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.seeds import guard_steps, places_of
from ctxkit.cause.walk import Walk
from ctxkit.cause.wire import statuses_told
from ctxkit.model import Fact, Location, Route
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex
from ctxkit.routes.known import find_routes, known_routes

_ABSENT = "404"
_MAX_TEXT_CHARS = 4_000
_MAX_PATHS = 4
_PATH = regex(r"(?:https?://[\w.:\[\]-]{1,200})?/?((?:[\w.@:-]{1,120}/){2,12}[\w.-]{1,80})")
_NO_ROUTE = "NoRoute"
_CONDITIONS = frozenset(("condition", "case"))


def absent_routes(
    code: Code, walk: Walk, scope: FunctionScope, fact: Fact, text: str
) -> Iterator[CausePlace]:
    """Add the conditions of the routes that a text asks another service for, and which it has not,
    to the walk; yield their places and the routes. Of a stack, the deepest place asked.
    """
    if _ABSENT not in statuses_told(text) or fact.location in code.stack[1:]:
        return
    known = known_routes(code.index)
    paths = dict.fromkeys(_PATH.findall(text[:_MAX_TEXT_CHARS].replace("\\/", "/")))
    for path in list(paths)[:_MAX_PATHS]:
        for route, whole in find_routes(known, "", f"/{path}")[:1]:
            flow = code.flow(route.repo, route.path) if route.repo != scope.flow.repo else None
            if flow is None:
                continue
            at = FunctionScope.at(flow, route.line)
            number = at.statement_at(route.line)
            around = guards_of(at, number) if number >= 0 else ()
            guards = [guard for guard in around if guard.why in _CONDITIONS]
            for step in guard_steps(code, at, guards, 0.0):
                walk.add(step)
            yield from places_of(code, at, guards)
            yield code.place(route.location, f"routes {whole}")
            yield from _unknown_to(code, route)


def _unknown_to(code: Code, route: Route) -> Iterator[CausePlace]:
    """Yield what the service of a route does with a path that it does not know, as an older release
    of it does: gin's `NoRoute`.
    """
    for path in code.mentioning(_NO_ROUTE, "calls", route.repo):
        for number, _ in code.sources.lines_having(route.repo, path, f".{_NO_ROUTE}("):
            where = Location(repo=route.repo, path=path, line=number, end_line=number)
            yield code.place(where, "answers a path without a route")
            return
