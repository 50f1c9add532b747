"""Read the files of an index in the process of the test. Not here: the worker processes that do it
otherwise (`test_pool.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.index.jobs import Job, Result
from ctxkit.index.worker import read_job


class ReadersHere:
    """Stands in for `FileReaders`, whose processes take longer to start than all that small
    repositories have takes to read.
    """

    def __init__(self) -> None:
        self._jobs: list[Job] = []

    def __enter__(self) -> ReadersHere:
        return self

    def __exit__(self, *exc: object) -> None:
        self._jobs.clear()

    def start(self) -> None:
        """There is nothing to start."""

    def add(self, jobs: Sequence[Job]) -> None:
        self._jobs += jobs

    def results(self) -> Iterator[Result]:
        return map(read_job, self._jobs)


def read_here(jobs: Sequence[Job]) -> Iterator[Result]:
    """Stand in for `run_jobs`."""
    return map(read_job, jobs)
