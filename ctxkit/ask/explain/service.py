"""`explain SERVICE`: what a service of the deployment runs, on which ports, whom it calls, who
calls it, which queues it reads, and how many of its settings its program reads.

Not here: the links (`network/`), a queue (`queue.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.programs import PROGRAMS
from ctxkit.index.reader import Index
from ctxkit.model import Finding, Question
from ctxkit.model.maps import DecidedAt, DeploymentMap, MapService, ServiceAnswer
from ctxkit.network.calls import is_read
from ctxkit.network.inputs import MapInput
from ctxkit.network.mapping import map_of, part_of, service_of
from ctxkit.network.queues import QueueReader, queue_readers

QUESTION = Question(command="explain", full_settings=True)


def explain_service(index: Index, given: MapInput, name: str) -> Finding | None:
    """Return what is known of a service, None if the deployment has none of that name."""
    deployment = given.callers.deployment
    if name not in deployment.services:
        return None
    drawn = part_of(map_of(given, index), name)
    return Finding(
        question=QUESTION,
        query=name,
        confidence="high",
        versions=tuple(index.checkouts().values()),
        services=(_answer(index, given, drawn, name),),
    )


def _answer(index: Index, given: MapInput, drawn: DeploymentMap, name: str) -> ServiceAnswer:
    deployment = given.callers.deployment
    service = next((each for each in drawn.services if each.name == name), None)
    variables = list(deployment.services[name].values())
    queues, queues_at = _queues(queue_readers(given), name)
    found = service or service_of(given, index, name, is_proxy=name in given.proxies)
    return ServiceAnswer(
        service=found,
        of=given.of,
        links=drawn.links,
        outside=drawn.outside,
        given=len(variables),
        read=_read(given, found, variables),
        unread=_unread(given, found, variables),
        queues=queues,
        queues_at=queues_at,
        profiles=deployment.profiles.get(name, ()),
        is_off=service is None,
        notes=drawn.notes,
    )


def _queues(readers: Sequence[QueueReader], name: str) -> tuple[tuple[str, ...], DecidedAt | None]:
    """Return the queues that a service reads, and where their list is from."""
    for reader in readers:
        if reader.service == name and reader.queues:
            return reader.queues, reader.decided
    return (), None


def _has_code(service: MapService) -> bool:
    return service.program in PROGRAMS and service.repo != ""


def _read(
    given: MapInput, service: MapService, variables: Sequence[ContainerVariable]
) -> int | None:
    """Return how many of the variables the program reads, None where its code is not known."""
    if not _has_code(service):
        return None
    return sum(is_read(given.callers, service.program, each.name) for each in variables)


def _unread(
    given: MapInput, service: MapService, variables: Sequence[ContainerVariable]
) -> tuple[str, ...] | None:
    """Return the variables that the compose file lists for this container alone, and its program
    does not read; what a shared block or an `env_file` gives is for others as well.
    """
    if not _has_code(service):
        return None
    own = [
        each for each in variables if each.line and not _is_shared(given.callers.deployment, each)
    ]
    return tuple(
        each.name for each in own if not is_read(given.callers, service.program, each.name)
    )


def _is_shared(deployment: Deployment, given: ContainerVariable) -> bool:
    """Return whether another service gets a variable from the same line."""
    return any(
        other.path == given.path and other.line == given.line
        for service in deployment.services
        if service != given.service
        for other in [deployment.services[service].get(given.name)]
        if other is not None
    )
