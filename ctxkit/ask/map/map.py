"""`map`: the services of a deployment, their links and the hosts elsewhere, or one service with its
neighbours.

Not here: the map itself (`network/mapping.py`), what it is drawn from (`network/inputs.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.model import Finding, Question
from ctxkit.model.maps import DeploymentMap
from ctxkit.network.inputs import MapInput
from ctxkit.network.mapping import map_of, part_of
from ctxkit.text.similarity import closest

QUESTION = Question(command="map", full_settings=True)
_ALIKE = 0.5


def draw_map(
    index: Index, given: MapInput, *, service: str = "", only_outside: bool = False
) -> Finding:
    """Return the map of a deployment; with `service`, of that one and its neighbours.

    Raise UsageError if no service that runs has that name.
    """
    drawn = map_of(given, index)
    if service:
        drawn = _around(drawn, service)
    asked = [service]
    if only_outside:
        asked.append("--outside")
        drawn = replace(drawn, only_outside=True)
    return Finding(
        question=QUESTION,
        query=" ".join(filter(None, asked)),
        confidence="high",
        versions=tuple(index.checkouts().values()),
        map=drawn,
        notes=drawn.notes,
    )


def _around(drawn: DeploymentMap, name: str) -> DeploymentMap:
    names = [service.name for service in drawn.services]
    if name not in names:
        raise UsageError(_no_service(drawn, name), hint=_nearest(names, name))
    return part_of(drawn, name)


def _no_service(drawn: DeploymentMap, name: str) -> str:
    if name in drawn.off:
        return (
            f"the service {name} is not started: no profile of COMPOSE_PROFILES is one of its own"
        )
    return f"no service {name} in {drawn.of}"


def _nearest(names: list[str], name: str) -> str:
    near = closest(name, names, at_least=_ALIKE, limit=3)
    return f"services that run: {', '.join(near or names)}"
