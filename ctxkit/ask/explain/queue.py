"""`explain QUEUE`: the tasks of a queue, who sends them, and which workers read it.

Not here: how the queue of a task is found (`network/task_queues.py`), a service (`service.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.dify.repositories import DIFY
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, Hit, Location, Question, Task
from ctxkit.model.maps import QueueAnswer, QueueTask, QueueWorker
from ctxkit.network.inputs import MapInput
from ctxkit.network.queues import SELF_HOSTED, edition_of, queue_readers
from ctxkit.network.task_queues import DEFAULT_QUEUE, QueuedTask, queued_tasks

QUESTION = Question(command="explain", full_settings=True)

_SENT = r"{}\s{{0,4}}\.\s{{0,4}}(?:delay|apply_async|si?)\("
_BY_NAME = r"send_task\(\s{{0,4}}[\"']{}[\"']"
_MAX_SENDERS = 12
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
        schedules=tuple(entry.location for entry in index.beat_entries(task.name)),
    )


def _senders(index: Index, sources: Sources, task: Task) -> Iterator[Location]:
    """Yield the lines that send a task, by its function or by its name."""
    function = task.symbol.rpartition(".")[2]
    sent = re.compile(rf"(?<![\w.]){_SENT.format(re.escape(function))}")
    named = re.compile(_BY_NAME.format(re.escape(task.name)))
    count = 0
    for path in index.paths_mentioning(function, "calls", task.repo):
        for line, text in sources.lines_having(task.repo, path, function):
            if not sent.search(text) and not named.search(text):
                continue
            around = index.around(task.repo, path, line)
            yield Location(
                repo=task.repo,
                path=path,
                line=line,
                end_line=line,
                symbol=getattr(around, "name", ""),
            )
            count += 1
            if count == _MAX_SENDERS:
                return


def _notes(tasks: Sequence[QueueTask], name: str, edition: str) -> Iterator[str]:
    if name == DEFAULT_QUEUE:
        yield "a task that names no queue is sent here, unless the call names one"
    editions = {task.edition for task in tasks}
    if len(editions) == 1 and not editions <= {"", edition}:
        yield f"tasks are sent here with EDITION={tasks[0].edition} only; here it is {edition}"
    if tasks and not any(task.senders or task.schedules for task in tasks):
        yield f"no line of {DIFY} was found that sends one of its tasks by name"
