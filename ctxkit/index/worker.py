"""A process that reads files and sends back their facts; `pool.py` starts one for each core.

It talks over its standard input and output (`processes.py`): a batch of files in, their rows out.
Not here: which files there are, and where the rows are stored (`build.py`).
"""

from __future__ import annotations

import os
import sys
from hashlib import sha1

from ctxkit.extract.registry import compiled_queries, extract, mentions
from ctxkit.extract.source import Source
from ctxkit.index.first_worker import messages
from ctxkit.index.garbage import collect_rarely
from ctxkit.index.jobs import Job, Result
from ctxkit.index.processes import send
from ctxkit.index.rows import encode

_MAX_REASON_CHARS = 200
_USUAL_BYTES = 65_536
_MANY_BYTES = 1_048_576
_FOR_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def read_job(job: Job) -> Result:
    """Return the rows of one file. Only bytes that hash to the blob id are believed."""
    data = job.data if job.data is not None else _data_of_blob(f"{job.folder}/{job.path}", job.oid)
    if data is None:
        return Result(job.number, [], "", True)
    try:
        source = Source(repo=job.repo, path=job.path, data=data, test=job.test)
        rows = [tuple(encode(fact)) for fact in extract(source)]
        found = mentions(source)
        return Result(job.number, rows, "", False, tuple(found.calls), tuple(found.writes))
    except Exception as error:
        # Any file may be broken in any way: it is counted and named, never fatal.
        reason = f"{type(error).__name__}: {error}"[:_MAX_REASON_CHARS]
        return Result(job.number, [], reason, False)


def _data_of_blob(path: str, oid: bytes) -> bytes | None:
    """Return the bytes of a file of the work tree, None where they are not those of the blob."""
    try:
        data = _read(path)
    except OSError:
        return None
    found = sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest()
    return data if found == oid else None


def _read(path: str) -> bytes:
    """Read a file with half the system calls of a file object: an index reads 17,000."""
    file = os.open(path, _FOR_READING)
    try:
        data = os.read(file, _USUAL_BYTES)
        if len(data) == _USUAL_BYTES:
            data = b"".join((data, *iter(lambda: os.read(file, _MANY_BYTES), b"")))
        return data
    finally:
        os.close(file)


def main() -> None:
    """Answer batches until the input ends; end the process."""
    collect_rarely()
    stdout = sys.stdout.buffer
    sys.stdout = sys.stderr
    for batch in messages(compiled_queries()):
        send(stdout, [tuple(read_job(Job(*values))) for values in batch])
    os._exit(0)  # to take down an interpreter is a tenth of a second, for which a build waits
