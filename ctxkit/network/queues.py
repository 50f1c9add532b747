"""Which containers read the queues of tasks, and from where each has its list.

Not here: the tasks (`task_queues.py`), what is wrong with a list (`ask/check/network/queues.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ctxkit.deployment.image_queues import ENTRYPOINT, SELF_HOSTED, image_queues
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.worker_settings import QUEUE_OPTION
from ctxkit.model.maps import DecidedAt, MapLink
from ctxkit.network.inputs import MapInput
from ctxkit.network.modes import API, BEAT, WORKER, own_command, services_of_api, set_queues
from ctxkit.regex import regex

_LISTED = regex(rf"(?:\s|^){QUEUE_OPTION}")


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
    command = own_command(deployment, service)
    if command is not None:
        place = deployment.network.services[service].command_at
        return _of_command(given, service, command, place)
    listed = set_queues(deployment, service)
    if listed is not None:
        decided = given.decisions.of(listed.variable)
        return QueueReader(service=service, queues=listed.names, decided=decided)
    found = image_queues(given.callers.sources, edition_of(given, service))
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
    senders = services_of_api(given.callers.deployment, API, WORKER, BEAT)
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
