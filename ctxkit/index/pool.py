"""Read files in as many worker processes as there are cores.

Not here: what a worker does (`worker.py`), how the processes are started (`first_worker.py`) and
how messages are passed (`processes.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from queue import Queue, SimpleQueue
from threading import Thread
from typing import Any

from ctxkit.index.first_worker import FirstWorker
from ctxkit.index.jobs import Job, Result
from ctxkit.index.processes import receive, send, worker_process

_BATCH = 48  # files: small enough to share the work evenly, large enough that messages cost nothing
_MAX_CRASHES = 20  # of one build: what kills more workers is not a file
_MAX_WAITING = 16  # answers that nobody has stored yet: workers wait rather than fill the memory

CRASHED = "its parser crashed"

_WORKER = "ctxkit.index.worker"

_Answer = list[Result] | BaseException | None
_Start = Callable[[], AbstractContextManager[Any]]


class WorkerDiedError(RuntimeError):
    """A process ended while it read files."""


class FileReaders:
    """Worker processes that read files, while others are still being listed.

    A file that kills its process counts as broken.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Sequence[Job] | None] = SimpleQueue()
        self._answers: Queue[_Answer] = Queue(maxsize=_MAX_WAITING)
        self._crashes: list[str] = []
        self._first: FirstWorker | None = None
        self._batches = 0
        self._running = 0

    def __enter__(self) -> FileReaders:
        return self

    def __exit__(self, *exc: object) -> None:
        for _ in range(self._running):  # or the processes would wait for more
            self._waiting.put(None)
        if self._first is not None:
            self._first.close()

    def start(self) -> None:
        """Start a process before there are files for it: it takes as long as listing them."""
        self._running += 1
        if self._first is None:
            self._first = FirstWorker(_WORKER)
            start = self._first.started
        else:
            start = self._first.copied
        Thread(target=self._feed, args=[start], daemon=True).start()

    def add(self, jobs: Sequence[Job]) -> None:
        """Have the files of `jobs` read."""
        for first in range(0, len(jobs), _BATCH):
            self._waiting.put(jobs[first : first + _BATCH])
            self._batches += 1
            if self._running < min(self._batches, os.cpu_count() or 1):
                self.start()

    def results(self) -> Iterator[Result]:
        """Yield the result of each file that was added, in no fixed order; none can be added then.

        Raise WorkerDiedError if many files kill their process.
        """
        left = self._running
        for _ in range(left):
            self._waiting.put(None)
        while left:
            answer = self._answers.get()
            if answer is None:
                left -= 1
            elif isinstance(answer, BaseException):
                raise answer
            else:
                yield from answer

    def _feed(self, start: _Start) -> None:
        try:
            while (died := self._feed_worker(start)) is not None:
                self._answers.put(list(_one_by_one(died, self._crashes)))
                start = _alone
        except BaseException as error:
            self._answers.put(error)
        self._answers.put(None)

    def _feed_worker(self, start: _Start) -> Sequence[Job] | None:
        """Give batches to one worker process until none is left, or return the one that killed
        it.
        """
        with start() as process:
            while (batch := self._waiting.get()) is not None:
                answer = _answer(process, batch)
                if answer is None:
                    return batch
                self._answers.put(answer)
        return None


def run_jobs(jobs: Sequence[Job]) -> Iterator[Result]:
    """Yield the result of each job as `FileReaders.results` does."""
    with FileReaders() as readers:
        readers.add(jobs)
        yield from readers.results()


def _alone() -> AbstractContextManager[Any]:
    """Return a worker that is no copy of another."""
    return worker_process(_WORKER)


def _one_by_one(jobs: Sequence[Job], crashes: list[str]) -> Iterator[Result]:
    """Yield the results of jobs of which one, at least, kills its process."""
    left = list(jobs)
    while left:
        with _alone() as process:
            if _answer(process, ()) is None:
                raise WorkerDiedError("the worker processes do not start")
            while left:
                job = left.pop(0)
                answer = _answer(process, [job])
                if answer is None:
                    crashes.append(job.path)
                    if len(crashes) > _MAX_CRASHES:
                        raise WorkerDiedError(f"worker processes died reading {crashes[0]} ...")
                    yield Result(job.number, [], CRASHED, False)
                    break
                yield from answer


def _answer(process: Any, jobs: Sequence[Job]) -> list[Result] | None:
    """Return the results of jobs, None if the process died."""
    try:
        send(process.stdin, [tuple(job) for job in jobs])
    except BrokenPipeError:
        return None
    answer = receive(process.stdout)
    return None if answer is None else [Result(*values) for values in answer]
