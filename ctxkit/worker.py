"""A process that reads files and sends back their facts; `build.py` starts as many as there are cores.

It talks in marshalled tuples over its standard input and output, each behind a 4-byte length: a batch of files in,
their rows out. Not here: which files there are, and what becomes of the rows (`build.py`).
"""

from __future__ import annotations

import marshal
import sys
from hashlib import sha1
from pathlib import Path
from typing import IO, Any

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.index import encode

Job = tuple[int, str, str, str, bytes, bool, bytes | None]
"""(file number, repository, folder, path, blob id, test, content from git where the work tree differs)."""

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
    except Exception as error:  # any file may be broken in any way: it is counted and named, never fatal
        return number, [], f"{type(error).__name__}: {error}"[:200], False


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message."""
    data = marshal.dumps(message)
    stream.write(len(data).to_bytes(4, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return marshal.loads(stream.read(int.from_bytes(head, "big")))  # noqa: S302 - from our own child process


def main() -> None:
    """Answer batches until the input ends."""
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while (batch := receive(stdin)) is not None:
        send(stdout, [read_job(job) for job in batch])
