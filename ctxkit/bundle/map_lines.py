"""The lines of a map, of a service and of a queue in the head of a bundle.

Not here: the words (`output/map_words.py`), the drawing (`output/map_diagram.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.model import Finding
from ctxkit.model.maps import DeploymentMap, MapLink, QueueAnswer, ServiceAnswer
from ctxkit.output.map_diagram import map_diagram
from ctxkit.output.map_words import (
    image_words,
    link_rows,
    name_words,
    outside_words,
    place_words,
    service_facts,
    size_words,
    task_words,
    title_words,
    worker_words,
)
from ctxkit.text.code import fenced, in_backticks
from ctxkit.text.locations import place_name
from ctxkit.text.wording import prefixed

_MAX_LINKS = 80


def network_lines(finding: Finding, *, compact: bool) -> Iterator[str]:
    """Yield what an answer says of the services of a deployment, most needed first. A `compact` one
    has no diagram.
    """
    if finding.map is not None:
        yield from _map(finding.map, compact=compact)
    for service in finding.services:
        yield from _service(service)
    for queue in finding.queues:
        yield from _queue(queue)


def _map(drawn: DeploymentMap, *, compact: bool) -> Iterator[str]:
    yield f"- {title_words(drawn)}: {size_words(drawn)}"
    if not drawn.only_outside:
        yield f"- links ({len(drawn.links)}), a caller in brackets may never use one:"
        yield from _links(drawn.links)
    if drawn.outside:
        yield f"- hosts outside ({len(drawn.outside)}):"
        for host in drawn.outside:
            name, by, services = outside_words(host)
            yield f"  - {name}: {in_backticks(by)}, called by {services}"
    if drawn.only_outside:
        return
    yield f"- services ({len(drawn.services)}):"
    for service in drawn.services:
        yield f"  - {name_words(service.name)}: {image_words(service)}"
    if not compact and (graph := map_diagram(drawn)):
        yield "\n" + fenced(graph, "mermaid").rstrip("\n")


def _links(links: Iterable[MapLink]) -> Iterator[str]:
    rows = link_rows(links)
    for row in rows[:_MAX_LINKS]:
        port, where = prefixed(" ", row.port), prefixed(" - ", row.decided)
        yield f"  - {row.callers} -> {row.callee}{port}: {in_backticks(row.by)}{where}"
    if len(rows) > _MAX_LINKS:
        yield f"  - … {len(rows) - _MAX_LINKS} more links: --json has all"


def _service(answer: ServiceAnswer) -> Iterator[str]:
    place = prefixed(" - ", place_words(answer.service.at))
    yield f"- service {name_words(answer.service.name)}{place}"
    for label, words in service_facts(answer):
        if words:
            yield f"- {label}: {words}"
    name = answer.service.name
    calls = [link for link in answer.links if link.caller == name]
    called = [link for link in answer.links if link.caller != name]
    if calls:
        yield f"- calls ({len(calls)}):"
        yield from _links(calls)
    if called:
        yield f"- called by ({len(called)}):"
        yield from _links(called)
    for note in answer.notes:
        yield f"- note: {note}"


def _queue(answer: QueueAnswer) -> Iterator[str]:
    yield f"- queue {name_words(answer.name)}"
    yield f"- read by: {worker_words(answer)}"
    yield f"- tasks ({len(answer.tasks)}):"
    for task in answer.tasks:
        yield f"  - {task_words(task)} - {place_name(task.location)}"
    for note in answer.notes:
        yield f"- note: {note}"
