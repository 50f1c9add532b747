"""Read what is checked out without a git process: the commit, and a file of it.

Every query imports this, and few need more of git. Not here: other objects (`git_objects.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.errors import GitError
from ctxkit.hashes import sha1
from ctxkit.workspace.folder import RUN_SYNC

SPARSE = "info/sparse-checkout"
"""The file of the git directory that says what is checked out of a lean clone."""


def read_file(root: Path, path: str, oid: str) -> bytes:
    """Return the content of the blob `oid` of the file at `path`: from the work tree if it is the
    same there, else from git. Raise GitError where neither has it.
    """
    return read_files(root, [(path, oid)])[0]


def read_files(root: Path, files: Sequence[tuple[str, str]]) -> list[bytes]:
    """Return the content of each file, given as (path, id of its blob), as `read_file` does; git is
    asked once for all that the work tree does not have.
    """
    found = [_checked_out(root, path, oid) for path, oid in files]
    others = [number for number, data in enumerate(found) if data is None]
    if others:
        from ctxkit.workspace.git_objects import read_blobs  # most questions never get here

        blobs = read_blobs(root, [bytes.fromhex(files[number][1]) for number in others])
        for number, data in zip(others, blobs, strict=True):
            if data is None:
                raise _missing(root, *files[number])
            found[number] = data
    return [data for data in found if data is not None]


def _checked_out(root: Path, path: str, oid: str) -> bytes | None:
    """Return the content of a file of the work tree, None if it is not the blob `oid`."""
    try:
        data = (root / path).read_bytes()
    except OSError:
        data = b""
    head = b"blob %d\0" % len(data)
    same = sha1(head + data, usedforsecurity=False).hexdigest() == oid
    return data if same else None


def _missing(root: Path, path: str, oid: str) -> GitError:
    """Return the error for a file that the clone lacks: it was left out, or it is lost."""
    from ctxkit.workspace.lean import LEFT_OUT, is_left_out  # most questions never get here

    if is_left_out(path) and (root / ".git" / SPARSE).is_file():
        message = f"{root.name}: {path} was not fetched: {LEFT_OUT} are left out"
        return GitError(message, hint="set `lean: false` in workspace.yaml, then run: ctxkit sync")
    return GitError(f"{root.name}: blob {oid} of {path} is missing", hint=RUN_SYNC)


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
