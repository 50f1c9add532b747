"""What another process needs to scan blocks: the statements of an index as plain data, known by
their digest.

A task has the digest alone; a process that does not know it says so, and gets the statements with
the task once more. They are decoded as rows of texts and numbers, and nothing of them is run. Not
here: which process scans which block (`workers.py`), scanning (`scan.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.scan import Scanner
from ctxkit.errors import ClusterError
from ctxkit.index.digest import code_digest
from ctxkit.index.reader import MessageRow

MAX_STATEMENT_BYTES = 64 << 20
"""Bytes of the statements of an index; Dify with all that belongs to it has 3 MB."""

SCAN_SOURCES = ("ask/locate", "ask/triage", "dify", "files", "index", "logline", "model", "text")
"""Modules and folders that decide what is counted of a block."""

_known = threading.local()


class Statements(NamedTuple):
    """The statements of an index and the base names of its files, as they are sent."""

    digest: str
    data: bytes


def statements_of(rows: Sequence[MessageRow], bases: AbstractSet[str]) -> Statements:
    """Return what is sent of the statements and the base names of the files of an index."""
    data = msgspec.msgpack.encode((rows, sorted(bases)))
    return Statements(sha256(data).hexdigest(), data)


def scanner_of(statements: Statements) -> Scanner:
    """Return a scanner with statements that were sent. Raise ClusterError if they are not those of
    their digest, or no statements.
    """
    digest, data = statements
    if len(data) > MAX_STATEMENT_BYTES or sha256(data).hexdigest() != digest:
        raise ClusterError("the statements of the index did not arrive whole", hint="try again")
    try:
        rows, bases = msgspec.msgpack.decode(data, type=tuple[list[MessageRow], list[str]])
    except msgspec.DecodeError as error:
        raise ClusterError(f"the statements of the index are damaged: {error}") from None
    return Scanner(Matcher(rows, set(bases)))


@cache
def scan_digest() -> str:
    """Return the digest of the code that decides what is counted of a block."""
    return code_digest(SCAN_SOURCES)


def prepare(statements: Statements) -> None:
    """Have this thread scan with `statements`, in the place of those that it knew."""
    _known.digest, _known.scanner = None, None  # room for the new ones
    _known.scanner = scanner_of(statements)
    _known.digest = statements[0]


def scan_block(
    code: str, digest: str, data: bytes | None, number: int, block: bytes
) -> tuple[Any, ...] | None:
    """Return what is counted of a block, as plain data; None if this thread does not know the
    statements of `digest`, and `data` does not have them.

    Raise ClusterError if the ctxkit here would count otherwise than that of `code`.
    """
    if getattr(_known, "digest", None) != digest:
        if code != scan_digest():
            raise ClusterError(
                "a worker has another version of ctxkit than this machine",
                hint="install the same version on all workers",
            )
        if data is None:
            return None
        prepare(Statements(digest, data))
    found: BlockTally = _known.scanner.scan(block, number)
    return tuple(found)
