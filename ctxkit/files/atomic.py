"""Replace a file atomically: after a crash, and for every reader, it has the old bytes or the new.

What is on disk before it gets its name is so after a loss of power, too. Not here: folders that are
built beside another (`index/search.py`, `workspace/repository.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE
from threading import Thread


def write_atomically(path: Path, data: bytes, *, mode_of: Path | None = None) -> None:
    """Replace the file at `path`. Raise OSError and leave the old file in place on failure.

    With `mode_of`, the file gets that file's permissions, and nobody else can read it before it is
    complete; otherwise the process's umask decides.
    """
    new = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        _write_new(new, data, private=mode_of is not None)
        if mode_of is not None:
            new.chmod(S_IMODE(mode_of.stat().st_mode))
        replace_file(path, new)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def write_private(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file that only its owner can read. Raise FileExistsError if there is one, whoever
    made it when, unless it may be replaced; OSError on failure.
    """
    new = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        _write_new(new, data, private=True)
        if replace:
            replace_file(path, new)
        else:
            flush(new)
            _name(new, path)
            flush(path.parent)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _name(new: Path, path: Path) -> None:
    """Give a finished file a name that no other file has."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        new.replace(path)


def _write_new(path: Path, data: bytes, *, private: bool) -> None:
    permissions = 0o600 if private else 0o666  # less what the umask takes away
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, permissions)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def replace_file(path: Path, new: Path) -> None:
    """Flush the finished file `new` to disk, then move it to `path`, and flush that."""
    flush(new)
    new.replace(path)
    flush(path.parent)


def flush(path: Path) -> None:
    """Have the bytes of a file on disk, or the names in a folder: after a loss of power they are
    there.
    """
    if os.name == "nt" and path.is_dir():  # pragma: no cover - Windows opens no folder
        return
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems flush no folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def flushing(path: Path) -> Iterator[None]:
    """Flush a file while the block goes on, which may write more to it."""
    thread = Thread(target=flush, args=[path])
    thread.start()
    try:
        yield
    finally:
        thread.join()


def flush_folder(folder: Path) -> None:
    """Have a folder of some files on disk, before it is renamed."""
    for path in folder.iterdir():
        flush(path)
    flush(folder)


def flush_tree(folder: Path) -> None:
    """Have all that was written below a folder on disk: thousands of files, which one by one would
    take minutes.
    """
    if os.name == "nt":  # pragma: no cover - it has no such call
        return
    if sys.platform == "linux":
        from ctypes import CDLL

        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if CDLL(None).syncfs(descriptor) == 0:  # this file system only
                return
        except AttributeError:  # pragma: no cover - a C library without it
            pass
        finally:
            os.close(descriptor)
    os.sync()
