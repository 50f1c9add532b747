"""Blocks scanned by this process and by others beside it; their counts come back in the order of
the blocks.

This process reads, distributes blocks, and scans one itself while the others have enough to do. A
worker opens the index and compiles a matcher of its own. Not here: scanning (`scan.py`), processes
as such (`index/processes.py`).
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

from msgspec.structs import astuple

from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.collector import collector_at_rest
from ctxkit.ask.triage.matcher import load_matcher
from ctxkit.ask.triage.scan import Scanner
from ctxkit.index.processes import receive, send, worker_process
from ctxkit.index.reader import Index, MessageRow
from ctxkit.model import Checkout

MAX_QUEUED_BLOCKS = 2
"""Blocks that a worker has before it answers."""

MAX_BLOCKS_AHEAD = 8
"""Blocks that are done while an earlier one is not."""

_SWITCH_SECONDS = 0.0002
_NO_BLOCK = b""
_REST = -1
"""In the place of a block's number: the counts that a worker held until the end."""

Answer = tuple[int, BlockTally] | BaseException
"""(number of a block or _REST, its counts), or the error of a worker that failed."""


class WorkerPool:
    """Scans blocks with `jobs` processes, this one included; the counts do not depend on `jobs`."""

    def __init__(self, index: Index, jobs: int) -> None:
        self._index = index
        self._missing = jobs - 1
        self._workers: list[_Worker] = []
        self._answers: Queue[tuple[_Worker, Answer]] = Queue()
        self._processes = ExitStack()
        self._ready: dict[int, BlockTally] = {}

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(load_matcher(self._index))

    @property
    def statements(self) -> list[MessageRow]:
        """The statements that the counts number."""
        return self._scanner.matcher.statements

    def start(self) -> None:
        """Start the other processes, if they have not been: there is work for them."""
        for _ in range(self._missing):
            process = self._processes.enter_context(
                worker_process("ctxkit.ask.triage.workers", shielded=True)
            )
            self._workers.append(_Worker(process, self._index, self._answers))
        self._missing = 0

    def scan(self, blocks: Iterable[bytes]) -> Iterator[BlockTally]:
        """Yield the counts of each block in order, and then those that were held until the end."""
        with self._processes, _undisturbed():
            due = 0
            for number, block in enumerate(blocks):
                if number:
                    self.start()
                if not any(worker.accepts(number, block) for worker in self._workers):
                    self._ready[number] = self._scanner.scan(block, number)
                while not self._answers.empty():
                    self._take_answer()
                while due in self._ready or len(self._ready) > MAX_BLOCKS_AHEAD:
                    if due in self._ready:
                        yield self._ready.pop(due)
                        due += 1
                    else:  # a worker has it
                        self._take_answer()
            yield from self._rest()

    def _rest(self) -> Iterator[BlockTally]:
        for worker in self._workers:
            worker.finish()
        while any(worker.is_working for worker in self._workers):
            self._take_answer()
        numbers = sorted(self._ready, key=lambda number: (number < 0, number))
        yield from (self._ready[number] for number in numbers)
        yield self._scanner.finish()

    def _take_answer(self) -> None:
        """Wait for an answer."""
        worker, answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        number, tally = answer
        worker.queued -= 1
        if number == _REST:
            worker.is_working = False
            number = -1 - self._workers.index(worker)
        self._ready[number] = tally


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let threads switch soon and the garbage collector rest while this process scans: workers wait
    for the threads that talk to them.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        with collector_at_rest():
            yield
    finally:
        sys.setswitchinterval(interval)


class _Worker:
    """Another process that scans, and the thread that talks to it.

    `queued`: the blocks that it has not answered.
    """

    def __init__(self, process: Any, index: Index, answers: Queue[tuple[_Worker, Answer]]) -> None:
        self._process = process
        self._answers = answers
        self._tasks: Queue[tuple[int, bytes]] = Queue()
        self.queued = 0
        self.is_working = True
        # A connection to the index is of the thread that opened it.
        Thread(target=self._talk, args=(_view_of(index),), daemon=True).start()

    def accepts(self, number: int, block: bytes) -> bool:
        """Hand a block over, unless enough of them wait there; return whether it was."""
        if self.queued >= MAX_QUEUED_BLOCKS:
            return False
        self.queued += 1
        self._tasks.put((number, block))
        return True

    def finish(self) -> None:
        """Ask for the counts that it holds, after all blocks."""
        self._tasks.put((_REST, _NO_BLOCK))

    def _talk(self, view: tuple[Any, ...]) -> None:
        try:
            send(self._process.stdin, view)
            number = 0
            while number != _REST:
                number, block = self._tasks.get()
                send(self._process.stdin, (number, block))
                answer = receive(self._process.stdout)
                if answer is None:
                    raise RuntimeError("a worker process ended before its work was done")
                self._answers.put((self, (number, BlockTally(*answer))))
        except BaseException as error:
            self._answers.put((self, error))


def _view_of(index: Index) -> tuple[str, list[tuple[Any, ...]] | None]:
    """Return what a worker needs to open the same view of the index."""
    if not index.is_of_other_version:
        return str(index.folder), None
    return str(index.folder), [astuple(each) for each in index.checkouts().values()]


def _opened(folder: str, view: list[tuple[Any, ...]] | None) -> Index:
    if view is None:
        return Index.open(Path(folder))
    fields = Checkout.__struct_fields__
    checkouts = [Checkout(**dict(zip(fields, each, strict=True))) for each in view]
    return Index.open(Path(folder), checkouts=checkouts)


def main() -> None:
    """Scan blocks until the last; the first message names the folder of the index and the view."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    place = receive(stdin)
    if place is None:
        return
    gc.disable()
    with _opened(*place) as index:
        scanner = Scanner(load_matcher(index))
    while (task := receive(stdin)) is not None:
        number, block = task
        send(stdout, tuple(scanner.scan(block, number) if block else scanner.finish()))
