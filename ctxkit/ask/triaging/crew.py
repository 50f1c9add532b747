"""Blocks scanned by worker processes, their counts given back in the order of the blocks.

A worker opens the index itself and compiles its own matcher. Not here: what a scan does (`scan.py`), processes as such
(`processes.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from queue import Queue
from threading import Event, Lock, Semaphore, Thread

from ctxkit.ask.triaging.matcher import load_matcher
from ctxkit.ask.triaging.scan import BlockTally, Scanner
from ctxkit.index import Index, MessageRow
from ctxkit.processes import receive, send, worker_process

_AHEAD = 3  # blocks for each worker that may be read or scanned while an earlier one is not done


class Crew:
    """Scans blocks in this process or, where there is work for several, in `jobs` others: the counts are the same."""

    def __init__(self, index: Index, jobs: int) -> None:
        self._index = index
        self._jobs = jobs
        self._statements: list[MessageRow] = []

    @property
    def statements(self) -> list[MessageRow]:
        """The statements that the counts number."""
        if not self._statements:
            self._statements = list(self._index.message_rows())
        return self._statements

    def scan(self, blocks: Iterable[bytes]) -> Iterator[BlockTally]:
        """Yield what is counted of each block, in their order."""
        waiting = iter(blocks)
        first = list(islice(waiting, 2))
        if not first:
            return
        if self._jobs > 1 and len(first) > 1:
            yield from _share(self._index.folder, chain(first, waiting), self._jobs)
            return
        matcher = load_matcher(self._index)
        self._statements = matcher.statements
        yield from map(Scanner(matcher).scan, chain(first, waiting))


def _share(folder: Path, blocks: Iterator[bytes], jobs: int) -> Iterator[BlockTally]:
    """Let each worker take the next block when it is free; a thread for each waits for its answers."""
    answers: Queue[tuple[int, BlockTally] | BaseException | None] = Queue()
    guard, room = Lock(), Semaphore(_AHEAD * jobs)
    numbered = enumerate(blocks)
    gone = Event()

    def feed() -> None:
        try:
            with worker_process("ctxkit.ask.triaging.crew") as process:
                send(process.stdin, str(folder))
                while room.acquire() and not gone.is_set():
                    with guard:
                        number, block = next(numbered, (-1, b""))
                    if number < 0:
                        break
                    send(process.stdin, block)
                    answer = receive(process.stdout)
                    if answer is None:
                        raise RuntimeError("a worker process ended before its work was done")
                    answers.put((number, BlockTally(*answer)))
        except BaseException as error:
            answers.put(error)
        room.release()  # for whoever waits for room, to see that there is nothing left
        answers.put(None)

    for _ in range(jobs):
        Thread(target=feed, daemon=True).start()
    try:
        yield from _in_order(answers, room, jobs)
    finally:
        gone.set()
        room.release()


def _in_order(
    answers: Queue[tuple[int, BlockTally] | BaseException | None], room: Semaphore, running: int
) -> Iterator[BlockTally]:
    early: dict[int, BlockTally] = {}
    due = 0
    while running:
        answer = answers.get()
        if answer is None:
            running -= 1
        elif isinstance(answer, BaseException):
            raise answer
        else:
            early[answer[0]] = answer[1]
            while due in early:
                yield early.pop(due)
                due += 1
                room.release()


def main() -> None:
    """Scan blocks until the input ends; the first message names the folder of the index."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    folder = receive(stdin)
    if folder is None:
        return
    with Index.open(Path(folder)) as index:
        scanner = Scanner(load_matcher(index))
    while (block := receive(stdin)) is not None:
        send(stdout, tuple(scanner.scan(block)))
