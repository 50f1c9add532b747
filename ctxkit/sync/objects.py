"""Read what git holds of a checkout: its commit, the files of a commit, the content of a blob.

Plain `git` processes, because a query must not pay for importing GitPython. Not here: anything that changes a
repository or asks a server (`repository.py`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

from ctxkit.errors import GitError

_LINK = b"120000"
_SUBMODULE = b"160000"


class TreeFile(NamedTuple):
    """A regular file of a commit: path below the root, blob id (20 bytes)."""

    path: str
    oid: bytes


def git_environment() -> dict[str, str]:
    """Return an environment in which git asks nobody, runs no hooks and obeys no inherited GIT_* variable."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "LC_ALL": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GCM_INTERACTIVE": "never",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
    }


def run_git(root: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """Run git in `root` and return what it prints. Raise GitError with git's own last words."""
    command = ["git", "-C", str(root), "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            env=git_environment(),
            check=False,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error}", hint="install git 2.30 or newer") from None
    if done.returncode:
        last = done.stderr.decode("utf8", "replace").strip().splitlines()[-1:] or ["no reason given"]
        raise GitError(f"{root.name}: git {arguments[0]}: {last[0]}")
    return done.stdout


def list_files(root: Path, commit: str) -> Iterator[TreeFile]:
    """Yield the regular files of a commit; links and submodules are passed over, because they may lead outside."""
    for row in run_git(root, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        if not row:
            continue
        meta, _, path = row.partition(b"\t")
        mode, kind, oid = meta.split()
        if kind == b"blob" and mode not in (_LINK, _SUBMODULE):
            yield TreeFile(path.decode("utf8", "surrogateescape"), bytes.fromhex(oid.decode()))


def read_blobs(root: Path, oids: Sequence[bytes]) -> Iterator[bytes | None]:
    """Yield the content of each blob, None for one that the repository lacks."""
    if not oids:
        return
    out = run_git(root, "cat-file", "--batch", data=b"".join(oid.hex().encode() + b"\n" for oid in oids))
    position = 0
    for _ in oids:
        end = out.index(b"\n", position)
        head = out[position:end].split()
        position = end + 1
        if head[-1] == b"missing":
            yield None
            continue
        size = int(head[2])
        yield out[position : position + size]
        position += size + 1


def read_file(root: Path, path: str, oid: str) -> bytes:
    """Return the content of the blob `oid` that stands at `path`: from the work tree if it is the same there, else
    from git. Raise GitError where neither has it."""
    wanted = bytes.fromhex(oid)
    try:
        data = (root / path).read_bytes()
    except OSError:
        data = b""
    if sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).digest() == wanted:
        return data
    found = next(read_blobs(root, [wanted]))
    if found is None:
        raise GitError(f"{root.name}: blob {oid} of {path} is missing", hint="run: ctxkit sync")
    return found


def head_commit(root: Path) -> str | None:
    """Return the commit that is checked out at `root`, 40 hex digits, or None where there is no checkout.

    Read from the files of the git directory, without a process: every query asks this of every checkout.
    """
    folder = root / ".git"
    try:
        head = (folder / "HEAD").read_text(encoding="utf8").strip()
        if not head.startswith("ref: "):
            return head or None
        name = head[5:]
        loose = folder / name
        if loose.is_file():
            return loose.read_text(encoding="utf8").strip()
        for line in (folder / "packed-refs").read_text(encoding="utf8").splitlines():
            if line.endswith(f" {name}"):
                return line.split()[0]
    except OSError:
        return None
    return None
