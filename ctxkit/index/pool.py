"""Read files in as many worker processes as there are cores.

Not here: what a worker does (`worker.py`), how messages are passed (`processes.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from queue import Queue
from threading import Lock, Thread

from ctxkit.index.processes import receive, send, worker_process
from ctxkit.index.worker import Job, Result

_BATCH = 48  # files: small enough to share the work evenly, large enough that messages cost nothing
_MAX_WAITING = 16  # answers that nobody has stored yet: workers wait rather than fill the memory

_Answer = list[Result] | BaseException | None


def run_jobs(jobs: Sequence[Job]) -> Iterator[Result]:
    """Yield the result of each job, in no fixed order. Raise RuntimeError if a worker dies."""
    batches = [jobs[i : i + _BATCH] for i in range(0, len(jobs), _BATCH)]
    waiting = iter(batches)
    answers: Queue[_Answer] = Queue(maxsize=_MAX_WAITING)
    guard = Lock()

    def feed() -> None:
        try:
            _feed_worker(waiting, guard, answers)
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


def _feed_worker(waiting: Iterator[Sequence[Job]], guard: Lock, answers: Queue[_Answer]) -> None:
    """Give batches to one worker process until none is left."""
    with worker_process("ctxkit.index.worker") as process:
        while True:
            with guard:
                batch = next(waiting, None)
            if batch is None:
                return
            send(process.stdin, [tuple(job) for job in batch])
            answer = receive(process.stdout)
            if answer is None:
                files = f"{batch[0].path} ... {batch[-1].path}"
                raise RuntimeError(f"a worker process died while reading {files}")
            answers.put([Result(*values) for values in answer])
