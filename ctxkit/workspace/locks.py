"""A lock on a folder of ctxkit's that dies with its process. Not here: what is protected by it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from ctxkit.errors import WorkspaceError

_POLL_SECONDS = 0.05


@contextmanager
def exclusive(path: Path, *, what: str, patience: float = 120.0) -> Iterator[None]:
    """Hold the lock file at `path` while the block runs.

    Wait up to `patience` seconds for another holder, then raise WorkspaceError that names its
    process, or that the folder cannot be written. The operating system frees the lock when the
    process ends, however it ends, so none is ever stale.
    """
    with _opened(path) as file:
        _wait(file, what, time.monotonic() + patience)
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                file.truncate(0)
            _unlock(file.fileno())


def not_writable(folder: Path, error: OSError) -> WorkspaceError:
    """Return the refusal to change what is in the state folder of a workspace."""
    hint = "make it writable for this user; what it has is answered from as it is"
    return WorkspaceError(f"cannot write to {folder.name}: {error.strerror}", hint=hint)


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a+", encoding="utf8")
    except OSError as error:
        raise not_writable(path.parent, error) from None


def _wait(file: TextIO, what: str, deadline: float) -> None:
    while not _try_lock(file.fileno()):
        if time.monotonic() > deadline:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            message = f"{what} is locked by process {holder}"
            raise WorkspaceError(message, hint="wait for it to finish, or stop it")
        time.sleep(_POLL_SECONDS)


if os.name == "nt":  # pragma: no cover - not run on the machines that measure coverage
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
