"""A worker that dies as a crash of a parser kills it: without a word."""

from __future__ import annotations

import os
from typing import Any

from ctxkit.index import worker


def main() -> None:
    """Answer batches as the real worker does, up to a file that says `die`."""
    real = worker.read_job

    def read_job(job: worker.Job) -> Any:
        if job.data == b"die":
            os._exit(1)
        return real(job)

    worker.read_job = read_job
    worker.main()
