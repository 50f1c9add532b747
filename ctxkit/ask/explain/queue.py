"""`explain QUEUE`: the tasks of a queue, who sends them, and which workers read it.

Not here: how the queue of a task is found (`network/task_queues.py`), a service (`service.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ctxkit.deployment.image_queues import SELF_HOSTED
from ctxkit.dify.repositories import DIFY
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, Hit, Location, Question, Task
from ctxkit.model.maps import QueueAnswer, QueueTask, QueueWorker
from ctxkit.network.inputs import MapInput
from ctxkit.network.queues import edition_of, queue_readers
from ctxkit.network.task_queues import DEFAULT_QUEUE, QueuedTask, queued_tasks

QUESTION = Question(command="explain", full_settings=True)

_Patterns = tuple[re.Pattern[str], ...]

_SENT = r"(?<![\w.]){}\s{{0,4}}\.\s{{0,4}}(?:delay|apply_async|si?)\("
_GIVEN = r"^(?!\s*(?:from|import|def|async)\s).*[:=(,]\s{{0,4}}{}\s{{0,4}}(?:[,)}}\]]|$)"
_BY_NAME = r"send_task\(\s{{0,4}}[\"']{}[\"']"
_MAX_SENDERS = 12
_DOCSTRING = '"""'
_MAX_TASKS_CITED = 8


def explain_queue(index: Index, sources: Sources, given: MapInput, name: str) -> Finding | None:
    """Return what is known of a queue, None if no task and no worker has one of that name."""
    found = [each for each in queued_tasks(index, sources) if name in _names(each)]
    readers = queue_readers(given)
    workers = [each for each in readers if each.queues is not None and name in each.queues]
    if not found and not workers:
        return None
    tasks = tuple(_task(index, sources, each, name) for each in found)
    edition = next((edition_of(given, each.service) for each in readers), SELF_HOSTED)
    answer = QueueAnswer(
        name=name,
        of=given.of,
        tasks=tasks,
        workers=tuple(QueueWorker(service=e.service, decided=e.decided) for e in workers),
        unknown=tuple(each.service for each in readers if each.queues is None),
        notes=tuple(_notes(tasks, name, edition)),
    )
    hits = [
        Hit(fact=each.task, score=1.0, why=(f"{each.task.name} is sent to the queue {name}",))
        for each in found[:_MAX_TASKS_CITED]
    ]
    return Finding(
        question=QUESTION,
        query=name,
        confidence="high",
        versions=tuple(index.checkouts().values()),
        hits=tuple(hits),
        queues=(answer,),
    )


def _names(found: QueuedTask) -> list[str]:
    return [queue.name for queue in found.queues]


def _task(index: Index, sources: Sources, found: QueuedTask, name: str) -> QueueTask:
    task = found.task
    return QueueTask(
        name=task.name,
        location=task.location,
        edition=next(queue.edition for queue in found.queues if queue.name == name),
        options=task.options,
        senders=tuple(_senders(index, sources, task)),
        handed=tuple(_handed(index, sources, task)),
        schedules=tuple(entry.location for entry in index.beat_entries(task.name)),
    )


def _uses(index: Index, sources: Sources, task: Task, patterns: _Patterns) -> Iterator[Location]:
    """Yield the lines of code with one of the patterns of a task."""
    function = _function(task)
    for path in index.paths_mentioning(function, "calls", task.repo):
        for line, text in sources.lines_having(task.repo, path, function):
            is_meant = any(pattern.search(text) for pattern in patterns)
            if not is_meant or _is_prose(sources.lines(task.repo, path), line):
                continue
            around = index.around(task.repo, path, line)
            symbol = getattr(around, "name", "")
            yield Location(repo=task.repo, path=path, line=line, end_line=line, symbol=symbol)


def _senders(index: Index, sources: Sources, task: Task) -> Iterator[Location]:
    """Yield the lines that send a task, by its function or by its name."""
    sent = re.compile(_SENT.format(re.escape(_function(task))))
    named = re.compile(_BY_NAME.format(re.escape(task.name)))
    yield from islice(_uses(index, sources, task, (sent, named)), _MAX_SENDERS)


def _handed(index: Index, sources: Sources, task: Task) -> Iterator[Location]:
    """Yield the lines that hand a task over, for others to send."""
    given = re.compile(_GIVEN.format(re.escape(_function(task))))
    yield from islice(_uses(index, sources, task, (given,)), _MAX_SENDERS)


def _function(task: Task) -> str:
    return task.symbol.rpartition(".")[2]


def _is_prose(lines: Sequence[str], number: int) -> bool:
    """Return whether a line is a comment, or in a docstring, which says how to call a task."""
    if lines[number - 1].lstrip().startswith("#"):
        return True
    before = sum(line.count(_DOCSTRING) for line in lines[: number - 1])
    return before % 2 == 1


def _notes(tasks: Sequence[QueueTask], name: str, edition: str) -> Iterator[str]:
    if name == DEFAULT_QUEUE:
        yield "a task that names no queue is sent here, unless the call names one"
    editions = {task.edition for task in tasks}
    if len(editions) == 1 and not editions <= {"", edition}:
        yield f"tasks are sent here with EDITION={tasks[0].edition} only; here it is {edition}"
    if tasks and not any(task.senders or task.handed or task.schedules for task in tasks):
        yield f"no line of {DIFY} was found that sends one of its tasks by name"
