"""A map in a terminal: a row for each link and for each host elsewhere, fitted to its width; and
the details of services and queues.

Pure. Not here: colours (`terminal.py`), the words (`map_words.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.model import Finding
from ctxkit.model.maps import DeploymentMap, QueueAnswer, ServiceAnswer
from ctxkit.output.fitted_table import fitted_table
from ctxkit.output.map_words import (
    link_rows,
    name_words,
    outside_words,
    service_facts,
    size_words,
    task_words,
    title_words,
    worker_words,
)
from ctxkit.output.translation import all_translated, translated
from ctxkit.text.languages import Language
from ctxkit.text.locations import place_name

_LINKS = ("from", "to", "port", "by", "decided at")
_OUTSIDE = ("host outside", "by", "called by")
_GAP = "   "
_MOST_FOR_CALLERS = 4  # of a row, its fourth


class MapLine(NamedTuple):
    """A line, and how it is shown: a head, or a row."""

    text: str
    style: str = "default"


def map_table(drawn: DeploymentMap, width: int, lang: Language) -> Iterator[MapLine]:
    """Yield the lines of a map."""
    said = (translated(each, lang) for each in (title_words(drawn), size_words(drawn)))
    yield MapLine(_GAP.join(said), "bold")
    if not drawn.only_outside:
        rows = [(_few(row[0], width), *row[1:]) for row in link_rows(drawn.links)]
        yield from _table(_LINKS, rows, width, lang)
    if drawn.outside:
        yield from _table(_OUTSIDE, [outside_words(host) for host in drawn.outside], width, lang)
    for note in drawn.notes:
        yield MapLine(f"{translated('note:', lang)} {translated(note, lang)}", "yellow")


def _few(callers: str, width: int) -> str:
    """Return as many of the callers as leave room for what they call, and by which setting."""
    first, *others = callers.split(", ")
    if len(callers) * _MOST_FOR_CALLERS <= width or not others:
        return callers
    return f"{first} (+{len(others)})"


def network_details(finding: Finding, width: int, lang: Language) -> Iterator[MapLine]:
    """Yield what is known of the services and queues of an answer."""
    for service in finding.services:
        yield from _service(service, width, lang)
    for queue in finding.queues:
        yield from _queue(queue, lang)


def _service(answer: ServiceAnswer, width: int, lang: Language) -> Iterator[MapLine]:
    yield MapLine(name_words(answer.service.name), "bold")
    for label, words in service_facts(answer):
        if words:
            yield MapLine(f"{_GAP}{translated(f'{label}:', lang)} {translated(words, lang)}")
    if answer.links:
        yield from _table(_LINKS, link_rows(answer.links), width, lang)


def _queue(answer: QueueAnswer, lang: Language) -> Iterator[MapLine]:
    yield MapLine(name_words(answer.name), "bold")
    yield MapLine(f"{_GAP}{translated('read by:', lang)} {translated(worker_words(answer), lang)}")
    for task in answer.tasks:
        yield MapLine(f"{_GAP}{task_words(task)} - {place_name(task.location)}")


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int, lang: Language
) -> Iterator[MapLine]:
    said = [translated(each, lang) for each in head]
    by = head.index("by")
    told = [[*row[:by], all_translated(row[by], lang), *row[by + 1 :]] for row in rows]
    first, *others = fitted_table([said, *told], width, (0, 1, 3))
    yield MapLine(first, "dim")
    yield from map(MapLine, others)
