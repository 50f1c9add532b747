"""Requests -> the function that answers them, or the page that shows them.

Not here: how a request is read out of a line (`request_lines.py`), and how routes get their
prefixes (`routes/known.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.api_paths import is_distinct
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    around,
    definitions,
    in_order,
    limited,
    without_tests,
)
from ctxkit.ask.locate.pages import find_page
from ctxkit.ask.locate.request_lines import Request, is_command, path_of, request_of
from ctxkit.ask.locate.request_statements import request_statements
from ctxkit.ask.locate.route_programs import FoundRoute, is_gin, of_writer
from ctxkit.dify.programs import runs
from ctxkit.index.reader import Index
from ctxkit.model import Confidence, Fact, Location, Route, Symbol
from ctxkit.routes.known import (
    begun_routes,
    find_routes,
    handler_location,
    known_routes,
    refuses_method,
)
from ctxkit.text.similarity import common_prefix

_MAX_ROUTES = 4
_MAX_SHOWN_PATH_CHARS = 200
_OF_FRAMEWORK = ("HEAD", "OPTIONS")
"""Methods that a framework may answer for a route that takes others."""


def resolve_request(context: LocateContext) -> Resolution:
    """Return the handlers of the request that the line names."""
    request = request_of(context)
    if request is None or not request.path.startswith("/"):
        return Resolution()
    known = known_routes(context.index)
    found = find_routes(known, request.method, request.path)
    certain = True
    if not found and _is_cut(context, request):
        found = begun_routes(known, request.method, request.path)
        certain = len(found) == 1
    if request.called:
        found = [f for f in found if runs(request.called, f[0].repo, f[0].path)]
    found = of_writer(context, found)
    if not found:
        return _without_route(context, request)
    handlers = [
        candidate
        for place, route in enumerate(found[:_MAX_ROUTES])
        for candidate in _answering_route(context, request, route, place, certain=certain)
    ]
    is_refused = refuses_method(found[0][0], request.method)
    return Resolution(candidates=[*handlers, *_logging(context, request, is_known=not is_refused)])


def answering(context: LocateContext, url: str) -> frozenset[tuple[str, str, str]]:
    """Return (repository, path, class or function) of what answers requests of a URL, whatever the
    method.
    """
    found = find_routes(known_routes(context.index), "", path_of(url))
    handlers = [
        _handler(context, route, method)
        for route, _ in found[:_MAX_ROUTES]
        for method in route.methods[:1] or ("POST", "GET")
    ]
    return frozenset(
        (h.repo, h.path, (h.symbol or h.name).partition(".")[0]) for h in handlers if h is not None
    )


def answering_functions(context: LocateContext) -> list[Symbol]:
    """Return the function that answers the request that the line is about or names by the best
    of the routes that take it, none where it only mentions a path.
    """
    request = request_of(context)
    if request is None or request.role == "mentioned" or not request.path.startswith("/"):
        return []
    found = of_writer(
        context, find_routes(known_routes(context.index), request.method, request.path)
    )
    if not found or refuses_method(found[0][0], request.method):
        return []
    handler = _handler(context, found[0][0], request.method)
    return [handler] if isinstance(handler, Symbol) else []


def _is_cut(context: LocateContext, request: Request) -> bool:
    """Return whether the paste ends inside the path."""
    ends = (f'"{request.path}', f'"{request.method} {request.path}')
    return context.event.text.rstrip().endswith(ends)


def _without_route(context: LocateContext, request: Request) -> Resolution:
    """Return the page at the path of a request that no route takes, or report that none does."""
    if request.called:
        return Resolution()
    page = find_page(context, request.path) if _may_be_page(context, request) else []
    if request.plain_path == "/":  # every site has a root
        page = limited(page, "low")
    if page:
        return Resolution(candidates=page)
    if request.role != "alone":
        return Resolution()
    note = f"no route in the indexed repositories accepts {_shown(request)}"
    return Resolution(candidates=_logging(context, request, is_known=False), notes=[note])


def _logging(context: LocateContext, request: Request, *, is_known: bool) -> list[Candidate]:
    """Return the statements that log the request that a line is about, below who answers it; above,
    where the line says more than that.

    `is_known`: a route takes the request, so that a program of these repositories answered it.
    """
    if request.role == "mentioned":
        return []
    why = "logs requests in this form"
    way = 1 if request.role == "alone" else -1
    score = _base_score(request) + way * weights.REQUEST_STATEMENT
    if not is_known:
        score += weights.REFUSED_METHOD
    found = in_order(
        request_statements(context, request), score=score, step=0.0, confidence="high", why=why
    )
    return limited(found, "high" if is_known and len(found) == 1 else "low")


def _answering_route(
    context: LocateContext, request: Request, found: FoundRoute, place: int, *, certain: bool
) -> list[Candidate]:
    """Return the function that answers, and where its route is bound.

    `place` is the route's among those that fit.
    """
    route, pattern = found
    score = _base_score(request) - weights.NEXT_ROUTE * place
    why = f"handles {_shown(request)} (route {pattern})"
    is_best = certain and place == 0
    confidence = _confidence(context, request, pattern, is_best=is_best)
    if not certain:
        confidence = "low"
    if refuses_method(route, request.method):
        confidence = "low"
        score += weights.REFUSED_METHOD
        why = f"route {pattern} takes {' and '.join(route.methods)}"
        if request.method not in _OF_FRAMEWORK:
            why = f"{why} only: refuses {request.method}"
    handler = _handler(context, route, request.method)
    first = Candidate(fact=handler or route, score=score, confidence=confidence, why=(why,))
    if handler is None or handler.line == route.line:
        return [first]
    binding = Candidate(
        fact=route,
        score=score + weights.BINDING,
        confidence=confidence,
        why=(f"route {pattern} is registered here",),
    )
    return [first, binding]


def _base_score(request: Request) -> float:
    if request.role == "alone":
        return weights.REQUEST
    return weights.REQUEST_INSIDE if request.role == "inside" else weights.REQUEST_PATH


def _shown(request: Request) -> str:
    return f"{request.method} {request.plain_path[:_MAX_SHOWN_PATH_CHARS]}".lstrip()


def _confidence(
    context: LocateContext, request: Request, pattern: str, *, is_best: bool
) -> Confidence:
    """Return how far a route that takes the method can be relied on."""
    if _may_be_elsewhere(context, request, pattern):
        return "low"
    return "high" if is_best and request.role == "alone" else "medium"


def _may_be_elsewhere(context: LocateContext, request: Request, pattern: str) -> bool:
    """Return whether a site that has nothing to do with Dify may have such a path."""
    if not any(part and part[0] not in "<:*" for part in pattern.split("/")):
        return True  # the route takes whatever is asked for
    if context.line.message.startswith("HTTP Request: "):
        return True  # httpx logs each request that a program sends
    if is_distinct(context.index, request.path):
        return False
    return request.role == "mentioned" or is_command(context)


def _may_be_page(context: LocateContext, request: Request) -> bool:
    """Return whether a request may be for a page of the web console."""
    if request.method not in ("", "GET", "HEAD") or is_gin(context):
        return False
    return context.line.service in ("", "nginx", "web")


def _handler(context: LocateContext, route: Route, method: str) -> Fact | None:
    """Return the function that answers, or None for an anonymous one."""
    place = handler_location(context.index, route, method)
    is_found = (place.path, place.line) != (route.path, route.line)
    if is_found or route.path.endswith(".py"):
        return _function_at(context, place)
    return _go_function(context.index, route)


def _go_function(index: Index, route: Route) -> Symbol | None:
    """Return the function or method of Go that a route names, or None.

    Of several of that name, it is the one whose path shares most with the route's.
    """
    name = route.handler.rpartition(".")[2].strip("()")
    if not name.isidentifier():
        return None
    for names in ([route.handler], [name], index.names_ending(Symbol, f".{name}")):
        found = [
            symbol
            for symbol in without_tests(index.named(Symbol, *names))
            if symbol.repo == route.repo
            and symbol.what in ("function", "method")
            and symbol.path.endswith(".go")
        ]
        if found:
            return max(found, key=lambda s: common_prefix(s.path, route.path))
    return None


def _function_at(context: LocateContext, place: Location) -> Symbol | None:
    """Return the innermost definition that begins on a line or is around it."""
    found = definitions(context.index, place.repo, place.path)
    # Only its first line is a class: what is inside it answers as a whole.
    return around([s for s in found if s.what != "class" or s.line == place.line], place.line)
