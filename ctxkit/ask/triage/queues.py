"""The queues that the workers of a case read, told by their logs and commands.

Not here: those that Dify sends tasks to (`deployment/image_queues.py`), what `check` says of a list
of queues in a setting (`ask/check/network/queues.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ctxkit.deployment.image_queues import image_queues
from ctxkit.dify.worker_settings import QUEUE_OPTION
from ctxkit.index.sources import Sources
from ctxkit.regex import regex

_BANNER = regex(r"\.> ([a-z][a-z0-9_]{1,60}) {1,40}exchange=\S{1,80}")
_COMMAND = regex(rf"celery\b[^\n]{{0,400}}?\bworker\b[^\n]{{0,600}}?\s{QUEUE_OPTION}")
_MIN_READ = 2


class QueueList(Struct, frozen=True, kw_only=True):
    """A list of queues that a worker reads, and the line that says so (`row` is 0 in a log)."""

    names: frozenset[str]
    path: str = ""
    row: int = 0
    text: str = ""


class UnreadQueues(Struct, frozen=True, kw_only=True):
    """The queues without a worker, and the lists of those that are read."""

    names: tuple[str, ...]
    lists: tuple[QueueList, ...]


def unread_queues(
    sources: Sources, banners: Iterable[str], files: Iterable[tuple[str, str]]
) -> UnreadQueues | None:
    """Return the queues that no worker reads; None if it is not known which ones are read, or all
    are.

    `banners` are lines of logs, `files` (path, text) those of the deployment.
    """
    lists = [each for path, text in files for each in _in_commands(path, text)]
    named = frozenset(found[1] for line in banners for found in _BANNER.finditer(line))
    if len(named) >= _MIN_READ:
        lists.append(QueueList(names=named))
    read = frozenset[str]().union(*(each.names for each in lists))
    needed = image_queues(sources)
    missing = tuple(name for name in needed if name not in read)
    # A worker of something else has other queues altogether.
    if not missing or len(read & set(needed)) < _MIN_READ:
        return None
    return UnreadQueues(names=missing, lists=tuple(lists))


def _in_commands(path: str, text: str) -> Iterable[QueueList]:
    for number, line in enumerate(text.split("\n"), 1):
        found = None if line.lstrip().startswith("#") else _COMMAND.search(line)
        if found:
            names = frozenset(filter(None, found[1].split(",")))
            yield QueueList(names=names, path=path, row=number, text=line.strip())
