"""A process that reads files and sends back their facts; `build.py` starts as many as there are
cores.

It talks over its standard input and output (`processes.py`): a batch of files in, their rows out.
Not here: which files there are, and what becomes of the rows (`build.py`).
"""

from __future__ import annotations

import sys
from hashlib import sha1
from pathlib import Path
from typing import Any

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.index.processes import receive, send
from ctxkit.index.rows import encode

Job = tuple[int, str, str, str, bytes, bool, bytes | None]
"""(file number, repository, folder, path, blob id, test, content from git where the work tree
differs).
"""

Result = tuple[int, list[tuple[Any, ...]], str, bool]
"""(file number, rows, why it could not be read, whether the work tree differs from the blob)."""


def read_job(job: Job) -> Result:
    """Return the rows of one file. Only bytes that hash to the blob id are believed."""
    number, repo, folder, path, oid, test, data = job
    if data is None:
        try:
            data = Path(folder, path).read_bytes()
        except OSError:
            return number, [], "", True
        if sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest() != oid:
            return number, [], "", True
    try:
        facts = extract(Source(repo=repo, path=path, data=data, test=test))
        return number, [tuple(encode(fact)) for fact in facts], "", False
    except (
        Exception
    ) as error:  # any file may be broken in any way: it is counted and named, never fatal
        return number, [], f"{type(error).__name__}: {error}"[:200], False


def main() -> None:
    """Answer batches until the input ends."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while (batch := receive(stdin)) is not None:
        send(stdout, [read_job(job) for job in batch])
