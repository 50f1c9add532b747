"""Read files in as many worker processes as there are cores.

Not here: what a worker does (`worker.py`), how messages are passed (`processes.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Lock, Thread
from typing import Any

from ctxkit.index.processes import receive, send, worker_process
from ctxkit.index.worker import Job, Result

_BATCH = 48  # files: small enough to share the work evenly, large enough that messages cost nothing
_MAX_CRASHES = 20  # of one build: what kills more workers is not a file
_MAX_WAITING = 16  # answers that nobody has stored yet: workers wait rather than fill the memory

CRASHED = "its parser crashed"

_Answer = list[Result] | BaseException | None


class WorkerDiedError(RuntimeError):
    """A process ended while it read files."""


def run_jobs(jobs: Sequence[Job]) -> Iterator[Result]:
    """Yield the result of each job, in no fixed order.

    A file that kills its process counts as broken. Raise WorkerDiedError if many do.
    """
    batches = [jobs[i : i + _BATCH] for i in range(0, len(jobs), _BATCH)]
    waiting = iter(batches)
    answers: Queue[_Answer] = Queue(maxsize=_MAX_WAITING)
    guard = Lock()

    crashes: list[str] = []

    def feed() -> None:
        try:
            while (died := _feed_worker(waiting, guard, answers)) is not None:
                answers.put(list(_one_by_one(died, crashes)))
        except BaseException as error:
            answers.put(error)
        answers.put(None)

    running = min(len(batches), os.cpu_count() or 1)
    for _ in range(running):
        Thread(target=feed, daemon=True).start()
    while running:
        answer = answers.get()
        if answer is None:
            running -= 1
        elif isinstance(answer, BaseException):
            raise answer
        else:
            yield from answer


def _feed_worker(
    waiting: Iterator[Sequence[Job]], guard: Lock, answers: Queue[_Answer]
) -> Sequence[Job] | None:
    """Give batches to one worker process until none is left, or return the one that killed it."""
    with worker_process("ctxkit.index.worker") as process:
        while True:
            with guard:
                batch = next(waiting, None)
            if batch is None:
                return None
            answer = _answer(process, batch)
            if answer is None:
                return batch
            answers.put(answer)


def _one_by_one(jobs: Sequence[Job], crashes: list[str]) -> Iterator[Result]:
    """Yield the results of jobs of which one, at least, kills its process."""
    left = list(jobs)
    while left:
        with worker_process("ctxkit.index.worker") as process:
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
