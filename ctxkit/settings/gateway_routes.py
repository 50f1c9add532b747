"""The routes of components without public code, which the gateway of Dify Enterprise knows: its
Caddyfile is in a template of the chart.

Not here: reading a Caddyfile (`files/proxy_files.py`), the components
(`dify/closed_components.py`), routes of programs whose code is here (`routes/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxkit.dify.closed_components import CLOSED_COMPONENTS, ClosedComponent, closed_container
from ctxkit.dify.repositories import CHART
from ctxkit.errors import GitError
from ctxkit.files.proxy_files import of_caddy
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.regex import regex

_SENDS = "reverse_proxy"
_MAX_LINE_CHARS = 1_000
_ACTION = regex(r"\{\{([^{}]{0,300})\}\}")
_NOT_NAME = regex(r"[^a-z0-9:*/]+")
_CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
_ENTERPRISE = "enterprise"


class GatewayRoute(NamedTuple):
    """A path that the gateway sends somewhere: `/admin-api/*`, to a closed component or, if that is
    None, to an open one; and the line that says so.
    """

    pattern: str
    component: ClosedComponent | None
    path: str
    line: int

    def matches(self, path: str) -> bool:
        """Return whether a request has the path."""
        if self.pattern.endswith("*"):
            return path.startswith(self.pattern[:-1])
        return path == self.pattern


def gateway_routes(index: Index, sources: Sources) -> list[GatewayRoute]:
    """Return the routes in the templates of the chart of the workspace; none without a gateway."""
    templates = [file for file in index.files(repo=CHART) if "/templates/" in file.path]
    found: list[GatewayRoute] = []
    for file in sources.files_with(templates, _SENDS):
        try:
            found += read_routes(file.path, sources.lines(CHART, file.path))
        except GitError:
            continue
    return found


def route_of(routes: Iterable[GatewayRoute], path: str) -> GatewayRoute | None:
    """Return the route of a request that says most of its path, None if there is none."""
    found = [route for route in routes if route.matches(path)]
    return max(found, key=lambda route: len(route.pattern), default=None)


def read_routes(path: str, lines: Iterable[str]) -> Iterator[GatewayRoute]:
    """Yield the routes of a template that has a Caddyfile."""
    rows = ((number, words) for number, line in enumerate(lines, 1) if (words := _words(line)))
    upstreams: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for sent in of_caddy(rows):
        upstreams.setdefault((sent.line, sent.paths), []).append(sent.target)
    for (number, patterns), targets in upstreams.items():
        component = _component(targets)
        yield from (GatewayRoute(each, component, path, number) for each in patterns)


def _words(line: str) -> list[str]:
    """Return the words of a line, what Helm fills in as one each; none of a comment or a line of
    Helm alone.
    """
    text = line[:_MAX_LINE_CHARS].strip()
    filled = _ACTION.sub(lambda found: _plain(found[1]), text)
    if not filled or filled.startswith("#") or (text.startswith("{{") and " " not in filled):
        return []
    return filled.split()


def _plain(action: str) -> str:
    """Return the name in an action of Helm: `include "dify.enterpriseAudit.fullname" .` is
    `dify-enterprise-audit-fullname`.
    """
    return _NOT_NAME.sub("-", _CAPITAL.sub("-", action).lower()).strip("-")


def _component(upstreams: Iterable[str]) -> ClosedComponent | None:
    text = " ".join(upstreams)
    found = closed_container(text)
    if found is None and _ENTERPRISE in text:
        return next(row for row in CLOSED_COMPONENTS if row.part == _ENTERPRISE)
    return found
