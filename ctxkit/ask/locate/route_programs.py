"""Which programs may have answered the request that a line is about, by who wrote the line.

The same path may be a route of several programs. Not here: the routes of a path
(`routes/known.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.dify.programs import homes_of, runs
from ctxkit.dify.service_names import row_of_service
from ctxkit.index.reader import Index
from ctxkit.model import Directive, Route
from ctxkit.regex import regex

FoundRoute = tuple[Route, str]
"""A route with its whole path."""

_GIN_SERVICES = ("plugin_daemon", "sandbox")
_OWN_SERVER = (*_GIN_SERVICES, "agent_backend", "local_sandbox")
"""Containers that log no requests but those that they answer."""
_ASGI = "uvicorn-access"
_ACCESS = "access"
_UPSTREAM = regex(r"https?://([\w-]{1,60})(?::\d{1,5})?/?$")

_PROXIED: WeakKeyDictionary[Index, tuple[str, ...]] = WeakKeyDictionary()


def of_writer(context: LocateContext, found: Sequence[FoundRoute]) -> list[FoundRoute]:
    """Keep the routes of the programs that may have written the line, the likeliest first."""
    may_answer = _condition(context)
    kept = [each for each in found if may_answer(each[0])]
    return sorted(kept, key=lambda each: each[0].repo in _gin_repos())


def _condition(context: LocateContext) -> Callable[[Route], bool]:
    """Return whether a route may be meant, by the container and the format of the line."""
    line = context.line
    if line.service in _OWN_SERVER and homes_of(line.service):
        return lambda route: runs(line.service, route.repo, route.path)
    if line.log_format.writer == "gin":
        return lambda route: route.repo in _gin_repos()
    if line.log_format.language == "go":
        return lambda route: route.path.endswith(".go")
    if line.log_format.name == _ASGI:
        return _may_be_asgi
    proxied = _proxied(context.index) if line.log_format.name == _ACCESS else ()
    if proxied:
        return lambda route: any(runs(each, route.repo, route.path) for each in proxied)
    return lambda route: True


def _may_be_asgi(route: Route) -> bool:
    """Return whether uvicorn may serve a route: gunicorn runs the API."""
    return route.path.endswith(".py") and not runs("api", route.repo, route.path)


def is_gin(context: LocateContext) -> bool:
    """Return whether gin wrote the line, which serves no pages."""
    return context.line.log_format.writer == "gin"


@cache
def _gin_repos() -> frozenset[str]:
    return frozenset(repo for service in _GIN_SERVICES for repo, _ in homes_of(service))


def _proxied(index: Index) -> tuple[str, ...]:
    """Return the services that nginx passes requests on to; no other one writes access logs.

    They are looked up once: an open index never changes.
    """
    if index not in _PROXIED:
        values = [directive.value for directive in index.named(Directive, "proxy_pass")]
        hosts = {found[1] for value in values if (found := _UPSTREAM.match(value))}
        rows = filter(None, map(row_of_service, sorted(hosts)))
        _PROXIED[index] = tuple(row.service for row in rows)
    return _PROXIED[index]
