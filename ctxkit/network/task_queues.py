"""The queues to which the tasks of Dify are sent, with constants folded.

Not here: which workers read them (`queues.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.deployment.image_queues import CLOUD, SELF_HOSTED
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Symbol, Task
from ctxkit.regex import regex

DEFAULT_QUEUE = "celery"
"""The queue of a task that names none."""

_LITERAL = regex(r"[a-z0-9_]{1,100}")
_NAME = regex(r"(?:(\w{1,100})\.)?(\w{1,100})")
_TEXT = regex(r"[\"']([a-z0-9_]{1,100})[\"']")
_IS_CLOUD = regex(r"\bEDITION\s{0,4}==\s{0,4}[\"']CLOUD[\"']")
_MAX_STEPS = 4
_TASKS = "api/"


class QueueName(NamedTuple):
    """A queue; `edition` is the one of Dify that has it, "" for any."""

    name: str
    edition: str = ""


class QueuedTask(NamedTuple):
    """A task, and the queues to which it may be sent; none where its constant is not known."""

    task: Task
    queues: tuple[QueueName, ...]


def queued_tasks(index: Index, sources: Sources) -> list[QueuedTask]:
    """Return the tasks of Dify in the order of the index."""
    found = []
    for task in index.all(Task):
        if not task.test and task.path.startswith(_TASKS):
            found.append(QueuedTask(task, tuple(_queues(index, sources, task))))
    return found


def _queues(index: Index, sources: Sources, task: Task) -> Iterator[QueueName]:
    if not task.queue:
        yield QueueName(DEFAULT_QUEUE)
    elif _LITERAL.fullmatch(task.queue):
        yield QueueName(task.queue)
    elif named := _NAME.fullmatch(task.queue):
        owner, name = named[1] or "", named[2]
        for path in _paths_of(index, task, owner or name):
            found = list(_values(sources.lines(task.repo, path), name, ""))
            if found:
                yield from dict.fromkeys(found)
                return


def _paths_of(index: Index, task: Task, name: str) -> Iterator[str]:
    """Yield the files that may define a constant or a class: the task's own first."""
    yield task.path
    for symbol in (*index.named(Symbol, name), *index.definitions(name, task.repo)):
        if symbol.repo == task.repo and not symbol.test and symbol.path != task.path:
            yield symbol.path


def _values(lines: Sequence[str], name: str, edition: str, step: int = 0) -> Iterator[QueueName]:
    """Yield the texts that a name is given in a file, through other names of it."""
    given = re.compile(
        rf"\s*{re.escape(name)}\s{{0,4}}(?::[^=]{{1,60}})?=\s{{0,4}}([^=#\s].{{0,200}})"
    )
    for number, line in enumerate(lines):
        found = given.match(line)
        if found is None:
            continue
        own = edition or _edition_at(lines, number)
        text = _TEXT.match(found[1])
        other = re.match(r"\w{1,100}$", found[1].strip())
        if text is not None:
            yield QueueName(text[1], own)
        elif other is not None and step < _MAX_STEPS and other[0] != name:
            yield from _values(lines, other[0], own, step + 1)


def _edition_at(lines: Sequence[str], number: int) -> str:
    """Return the edition of Dify in whose branch a line is, "" for one in none."""
    indent = _indent(lines[number])
    for at in range(number - 1, -1, -1):
        line = lines[at]
        if not line.strip() or _indent(line) >= indent:
            continue
        if _IS_CLOUD.search(line):
            return CLOUD
        if not line.strip().startswith("else:"):
            return ""
        return _edition_of_else(lines, at)
    return ""


def _edition_of_else(lines: Sequence[str], number: int) -> str:
    indent = _indent(lines[number])
    for at in range(number - 1, -1, -1):
        line = lines[at]
        if line.strip() and _indent(line) == indent and line.lstrip().startswith("if "):
            return "" if _IS_CLOUD.search(line) is None else SELF_HOSTED
    return ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
