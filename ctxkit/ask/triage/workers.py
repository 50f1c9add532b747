"""Blocks scanned by this process and by others beside it, their counts given back in the order of
the blocks.

This process reads, hands blocks out and scans one itself where the others have enough to do. A
worker opens the index itself and compiles its own matcher. Not here: what a scan does (`scan.py`),
processes as such (`index/processes.py`).
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

from ctxkit.ask.triage.matcher import load_matcher
from ctxkit.ask.triage.scan import BlockTally, Scanner
from ctxkit.index.processes import receive, send, worker_process
from ctxkit.index.reader import Index, MessageRow

_WAITING = 2  # blocks that are handed to a worker before its next answer
_EARLY = 8  # blocks that are done before an earlier one is
_END = b""
_TURN = 0.0002  # seconds

Answer = tuple[int, BlockTally] | BaseException
"""(the number of the block, or _LAST for what a worker held to its end; the counts), or why a
worker failed.
"""

_LAST = -1


class WorkerPool:
    """Scans blocks with `jobs` processes, this one included: the counts are the same for any
    number.
    """

    def __init__(self, index: Index, jobs: int) -> None:
        self._index = index
        self._missing = jobs - 1
        self._workers: list[_Worker] = []
        self._answers: Queue[tuple[_Worker, Answer]] = Queue()
        self._processes = ExitStack()

    @cached_property
    def _scanner(self) -> Scanner:
        return Scanner(load_matcher(self._index))

    @property
    def statements(self) -> list[MessageRow]:
        """The statements that the counts number."""
        return self._scanner.matcher.statements

    def start(self) -> None:
        """Start the other processes, where they have not been: there is work for them."""
        for _ in range(self._missing):
            process = self._processes.enter_context(
                worker_process("ctxkit.ask.triage.workers", shielded=True)
            )
            self._workers.append(_Worker(process, self._index.folder, self._answers))
        self._missing = 0

    def scan(self, blocks: Iterable[bytes]) -> Iterator[BlockTally]:
        """Yield what is counted of each block, in their order, and what was held to the end of it
        all.
        """
        with self._processes, _undisturbed():
            ready: dict[int, BlockTally] = {}
            due = 0
            for number, block in enumerate(blocks):
                if number:
                    self.start()
                if not any(worker.takes(number, block) for worker in self._workers):
                    ready[number] = self._scanner.scan(block, number)
                while not self._answers.empty():
                    self._take(ready)
                while due in ready or len(ready) > _EARLY:
                    if due in ready:
                        yield ready.pop(due)
                        due += 1
                    else:  # a worker has it
                        self._take(ready)
            for worker in self._workers:
                worker.end()
            while any(worker.working for worker in self._workers):
                self._take(ready)
            yield from (ready[number] for number in sorted(ready, key=lambda n: (n < 0, n)))
            yield self._scanner.finish()

    def _take(self, ready: dict[int, BlockTally]) -> None:
        """Wait for an answer."""
        worker, answer = self._answers.get()
        if isinstance(answer, BaseException):
            raise answer
        number, tally = answer
        worker.handed -= 1
        worker.working = number != _LAST
        ready[number if worker.working else -1 - self._workers.index(worker)] = tally


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep what costs time off this process while it scans.

    The threads that talk with workers have their turn soon, for a worker waits for them; and
    garbage is not looked for: scanning leaves none that needs it, but the collector would walk all
    statements again and again.
    """
    interval, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(_TURN)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()


class _Worker:
    """Another process that scans, and the thread that talks with it.

    `handed`: blocks that it has not answered.
    """

    def __init__(self, process: Any, folder: Path, answers: Queue[tuple[_Worker, Answer]]) -> None:
        self._process = process
        self._answers = answers
        self._tasks: Queue[tuple[int, bytes]] = Queue()
        self.handed = 0
        self.working = True
        Thread(target=self._talk, args=(str(folder),), daemon=True).start()

    def takes(self, number: int, block: bytes) -> bool:
        """Hand a block over, unless enough of them wait there."""
        if self.handed >= _WAITING:
            return False
        self.handed += 1
        self._tasks.put((number, block))
        return True

    def end(self) -> None:
        """Ask for what it holds, after all that was handed over."""
        self._tasks.put((_LAST, _END))

    def _talk(self, folder: str) -> None:
        try:
            send(self._process.stdin, folder)
            number = 0
            while number != _LAST:
                number, block = self._tasks.get()
                send(self._process.stdin, (number, block))
                answer = receive(self._process.stdout)
                if answer is None:
                    raise RuntimeError("a worker process ended before its work was done")
                self._answers.put((self, (number, BlockTally(*answer))))
        except BaseException as error:
            self._answers.put((self, error))


def main() -> None:
    """Scan blocks until the last; the first message names the folder of the index."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    folder = receive(stdin)
    if folder is None:
        return
    gc.disable()
    with Index.open(Path(folder)) as index:
        scanner = Scanner(load_matcher(index))
    while (task := receive(stdin)) is not None:
        number, block = task
        send(stdout, tuple(scanner.scan(block, number) if block else scanner.finish()))
