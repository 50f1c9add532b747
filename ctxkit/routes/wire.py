"""Requests from one of Dify's programs to another: who answers a call, who calls a route.

The address that a call is sent to may have a path of its own (`/inner/api`), which the code of the
caller does not show: where no route has the whole path of the call, one counts that has it below
the path at which its program hangs its routes. Not here: what a call is (the `client_calls` of
each language).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ctxkit.dify.addresses import CONSOLE_PATHS
from ctxkit.dify.programs import scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import ClientCall, Route, RoutePrefix
from ctxkit.regex import regex
from ctxkit.routes.known import find_routes, known_routes, refuses_method
from ctxkit.routes.patterns import is_literal, match_path, wide_parameters

FoundRoute = tuple[Route, str]
"""A route with its whole path."""

_PLUGIN = "plugin:"
_MIN_SEGMENTS = 2  # of a path that may be below another: one word is in too many paths
_VALUE = regex(r"<\w{1,80}>")
_MAX_KEPT = 1_000  # calls and routes: dify and its plugins have as many


@kept(_MAX_KEPT)
def served_by(index: Index, call: ClientCall) -> Sequence[FoundRoute]:
    """Return the routes that answer a call, in several programs if they are alike; none for a call
    of a service whose code is not there.
    """
    if _program(call).startswith(_PLUGIN):
        return []  # plugins call the services of others, some of them at paths like Dify's
    routes = known_routes(index)
    found = _best(routes, call)
    if found or call.name.count("/") < (_MIN_SEGMENTS if call.program else 1):
        return found
    others = [each for each in routes if _program(each[0]) != _program(call)]
    if not call.program:
        others = [each for each in others if each[1].startswith(CONSOLE_PATHS)]
    return _best_below(index, others, call)


def routes_handled(index: Index, repo: str, path: str, names: Collection[str]) -> list[FoundRoute]:
    """Return the routes that a function of a file handles, by the `names` that it and its class
    have: qualified in Python, plain in Go.
    """
    if path.endswith(".py") and not _has_route(index, repo, path, names):
        return []  # few functions handle any, and joining all routes of dify takes 7 ms
    handled = _routes_of_handlers(index)
    found = [each for name in names for each in handled.get((repo, name), ())]
    return [each for each in found if _may_handle(path, each[0])]


def _has_route(index: Index, repo: str, path: str, names: Collection[str]) -> bool:
    return not _handlers_in(index, repo, path).isdisjoint(names)


@kept(_MAX_KEPT)
def _handlers_in(index: Index, repo: str, path: str) -> frozenset[str]:
    """Return what handles the routes that a file has."""
    facts = index.in_file(repo, path, Route)
    return frozenset(fact.handler for fact in facts if isinstance(fact, Route))


def _may_handle(path: str, route: Route) -> bool:
    """Return whether the handler of a route may be in the file at `path`."""
    if route.path.endswith(".py"):
        return route.path == path
    folder = path.rpartition("/")[0]
    is_own = route.path.rpartition("/")[0] == folder
    return is_own or route.handler.startswith(f"{folder.rpartition('/')[2]}.")


@kept(1)
def _routes_of_handlers(index: Index) -> Mapping[tuple[str, str], list[FoundRoute]]:
    """Return the routes by (repository, name of the handler). The name is plain in Go, where a
    package stands before it.
    """
    found: dict[tuple[str, str], list[FoundRoute]] = {}
    for route, path in known_routes(index):
        name = route.handler
        if not route.path.endswith(".py"):
            name = name.rpartition(".")[2].removesuffix("()")
        found.setdefault((route.repo, name), []).append((route, path))
    return found


@kept(_MAX_KEPT)
def called_by(
    index: Index, route: Route, path: str, method: str = "", *, other_program: bool = False
) -> Sequence[ClientCall]:
    """Return the calls that a route answers, by file and line; `path` is its whole path, an empty
    `method` any. `other_program`: only calls of other programs.
    """
    names = [path, *_below_roots(index, path)]
    last = path.rpartition("/")[2]
    return [
        call
        for call in client_calls(index)
        if not (other_program and _program(call) == _program(route))
        if _may_end_in(call.name, last)
        if (not method or call.method in ("", method))
        and any(match_path(name, _request(call)) for name in names)
        and (route, path) in served_by(index, call)
    ]


def _best(routes: Iterable[FoundRoute], call: ClientCall) -> list[FoundRoute]:
    """Return the routes of a call's path that are as good as the best one."""
    last = _request(call).rpartition("/")[2]
    taking = [
        each
        for each in routes
        if _may_end_in(last, each[1].rpartition("/")[2])
        and not refuses_method(each[0], call.method)
    ]
    found = find_routes(taking, call.method, _request(call))
    return [each for each in found if _literal(each[1]) == _literal(found[0][1])]


def _best_below(index: Index, routes: Iterable[FoundRoute], call: ClientCall) -> list[FoundRoute]:
    """Return the best routes whose path ends in that of a call, below a root of their program."""
    below = [(route, path, rest) for route, path in routes for rest in _below_roots(index, path)]
    best = _best(((route, rest) for route, _, rest in below), call)
    return [(route, path) for route, path, rest in below if (route, rest) in best]


def _below_roots(index: Index, path: str) -> list[str]:
    return [path.removeprefix(root) for root in _roots(index) if path.startswith(f"{root}/")]


def _may_end_in(name: str, last: str) -> bool:
    """Return whether the path of a call may end in a segment of a route."""
    own = name.rpartition("/")[2]
    return own == last or not is_literal(last) or not own or "<" in own


@kept(1)
def client_calls(index: Index) -> Sequence[ClientCall]:
    """Return the calls of all programs."""
    return [call for call in index.all(ClientCall) if not call.test]


@kept(1)
def _roots(index: Index) -> tuple[str, ...]:
    """Return the paths at which programs hang their routers (`/inner/api`)."""
    found = {f.prefix for f in index.all(RoutePrefix) if not f.parent and not f.test}
    return tuple(sorted(found - {"", "/"}))


def _request(call: ClientCall) -> str:
    return _VALUE.sub("<x>", call.name)


def _literal(pattern: str) -> tuple[int, int]:
    return wide_parameters(pattern), sum(map(is_literal, pattern.split("/")))


def _program(fact: ClientCall | Route) -> str:
    return scope_of_file(fact.repo, fact.path)
