"""Which containers read the queues of tasks, and from where each has its list.

Not here: the tasks (`task_queues.py`), what is wrong with a list (`ask/check/network/queues.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ctxkit.deployment.image_queues import ENTRYPOINT, image_queues
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.worker_settings import QUEUE_VARIABLES
from ctxkit.model.maps import DecidedAt, MapLink
from ctxkit.network.inputs import MapInput
from ctxkit.network.modes import API, BEAT, WORKER, mode_of, services_of_api

CLOUD, SELF_HOSTED = "CLOUD", "SELF_HOSTED"
_LISTED = re.compile(r"(?:\s|^)(?:-Q|--queues)[= ]([\w,-]{1,2000})")


class QueueReader(Struct, frozen=True, kw_only=True):
    """A container that runs tasks of some queues; `decided` is where its list is from. `queues` is
    None where that is not known.
    """

    service: str
    queues: tuple[str, ...] | None
    decided: DecidedAt


def queue_readers(given: MapInput) -> list[QueueReader]:
    """Return the workers of a deployment that run."""
    workers = services_of_api(given.callers.deployment, WORKER)
    return [_reader(given, service) for service in workers]


def edition_of(given: MapInput, service: str) -> str:
    """Return the edition of Dify that a container runs."""
    return given.callers.deployment.value(service, "EDITION") or SELF_HOSTED


def _reader(given: MapInput, service: str) -> QueueReader:
    deployment = given.callers.deployment
    own = deployment.network.services.get(service)
    if own is not None and own.command is not None and "entrypoint.sh" not in own.command:
        return _of_command(given, service, own.command, own.command_at)
    for name in QUEUE_VARIABLES:
        variable = deployment.get(service, name)
        if variable is not None and variable.value.strip():
            queues = tuple(queue.strip() for queue in variable.value.split(","))
            decided = given.decisions.of(variable)
            return QueueReader(service=service, queues=queues, decided=decided)
    found = image_queues(given.callers.sources, is_cloud=edition_of(given, service) == CLOUD)
    lines = given.callers.sources.lines(DIFY, ENTRYPOINT)
    line = next((number for number, row in enumerate(lines, 1) if _lists(row, found)), 0)
    decided = DecidedAt(name="the image's entrypoint", path=ENTRYPOINT, line=line, repo=DIFY)
    return QueueReader(service=service, queues=tuple(found) or None, decided=decided)


def _lists(row: str, queues: list[str]) -> bool:
    """Return whether a line of the script has just this list."""
    text = ",".join(queues)
    return bool(text) and re.search(rf"(?<![\w,]){re.escape(text)}(?![\w,])", row) is not None


def _of_command(given: MapInput, service: str, command: str, place: tuple[str, int]) -> QueueReader:
    path, line = place
    found = _LISTED.search(command)
    queues = tuple(filter(None, found[1].split(","))) if found else None
    decided = given.decisions.at("command", path, line)
    return QueueReader(service=service, queues=queues, decided=decided)


def queue_links(given: MapInput) -> Iterator[MapLink]:
    """Yield who sends tasks to which worker."""
    deployment = given.callers.deployment
    senders = [
        service
        for service in deployment.services
        if deployment.runs(service)
        and deployment.program(service) == API
        and mode_of(deployment, service) in (API, WORKER, BEAT)
    ]
    for reader in queue_readers(given):
        for sender in senders:
            if sender != reader.service:
                yield MapLink(
                    caller=sender,
                    callee=reader.service,
                    port="",
                    kind="queue",
                    queues=reader.queues or (),
                )
