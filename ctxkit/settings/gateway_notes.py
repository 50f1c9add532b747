"""What the gateway of Dify Enterprise tells of a request: which component without public code
answers it.

Not here: its routes (`gateway_routes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.dify.repositories import CHART
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.regex import regex

_MAX_CHARS = 20_000
_MAX_PATHS = 20
_PATH = regex(r"(?:^|(?<=[\s\"'=])|https?://[^\s/\"']{1,200})(/[\w./:@%~+-]{2,300})")
_GATEWAY = "gateway"


def gateway_notes(index: Index, sources: Sources, text: str) -> Iterator[str]:
    """Yield which closed component answers a request that a text names; nothing without the chart
    of an Enterprise release.
    """
    found = dict.fromkeys(match[1] for match in _PATH.finditer(text[:_MAX_CHARS]))
    if not found or not _has_gateway(index):
        return
    # Few workspaces have such a chart: the others need not wait for what this imports.
    from ctxkit.settings.closed_parts import closed_part_of
    from ctxkit.settings.gateway_routes import gateway_routes, route_of

    routes = gateway_routes(index, sources)
    told: set[str] = set()
    for path in list(found)[:_MAX_PATHS]:
        route = route_of(routes, path)
        if route is None or route.component is None or route.component.part in told:
            continue
        told.add(route.component.part)
        yield (
            f"the gateway sends {route.pattern} to {route.component.owner} "
            f"({CHART} {route.path}:{route.line})"
        )
        yield closed_part_of(index, sources, route.component).words


def _has_gateway(index: Index) -> bool:
    if CHART not in index.checkouts():
        return False
    return any(_GATEWAY in file.path for file in index.files(repo=CHART))
