"""What a worker process is asked, and what it answers.

Not here: the work (`worker.py`), for which a process imports every extractor; who asks does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Job(NamedTuple):
    """A file to read: its number in the index, its repository, work tree, path and blob id.

    `data` is its content from git, given where the work tree differs from the commit.
    """

    number: int
    repo: str
    folder: str
    path: str
    oid: bytes
    test: bool
    data: bytes | None = None


class Result(NamedTuple):
    """The rows of a file; `broken` is why it could not be read, `differs` whether its content in
    the work tree is not that of the blob. `calls` and `writes` are the names that it mentions.
    """

    number: int
    rows: list[tuple[Any, ...]]
    broken: str
    differs: bool
    calls: Sequence[str] = ()
    writes: Sequence[str] = ()
