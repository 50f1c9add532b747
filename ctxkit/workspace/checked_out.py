"""Read what is checked out without a git process: the commit, and a file of it.

Every query imports this, and few need more of git. Not here: other objects (`git_objects.py`).
"""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path

from ctxkit.errors import GitError

SPARSE = "info/sparse-checkout"
"""The file of the git directory that says what is checked out of a lean clone."""


def read_file(root: Path, path: str, oid: str) -> bytes:
    """Return the content of the blob `oid` of the file at `path`: from the work tree if it is the
    same there, else from git. Raise GitError where neither has it.
    """
    wanted = bytes.fromhex(oid)
    try:
        data = (root / path).read_bytes()
    except OSError:
        data = b""
    if sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest() == wanted:
        return data
    from ctxkit.workspace.git_objects import read_blobs  # most questions never get here

    found = next(read_blobs(root, [wanted]))
    if found is None:
        raise _missing(root, path, oid)
    return found


def _missing(root: Path, path: str, oid: str) -> GitError:
    """Return the error for a file that the clone lacks: it was left out, or it is lost."""
    from ctxkit.workspace.lean import LEFT_OUT, is_left_out  # most questions never get here

    if is_left_out(path) and (root / ".git" / SPARSE).is_file():
        message = f"{root.name}: {path} was not fetched: {LEFT_OUT} are left out"
        return GitError(message, hint="set `lean: false` in workspace.yaml, then run: ctxkit sync")
    return GitError(f"{root.name}: blob {oid} of {path} is missing", hint="run: ctxkit sync")


def head_commit(root: Path) -> str | None:
    """Return the commit that is checked out at `root`, 40 hex digits, or None where there is no
    checkout.

    Read from the files of the git directory, without a process: every query asks this of every
    checkout.
    """
    folder = root / ".git"
    try:
        head = _text(folder / "HEAD")
        if not head.startswith("ref: "):
            return head or None
        name = head.removeprefix("ref: ")
        if (folder / name).is_file():
            return _text(folder / name)
        rows = _text(folder / "packed-refs").splitlines()
    except OSError:
        return None
    return next((row.split()[0] for row in rows if row.endswith(f" {name}")), None)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf8").strip()
