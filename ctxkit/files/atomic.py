"""Replace a file atomically: after a crash, and for every reader, it has the old bytes or the new.

Not here: folders that are built beside another (`index/search.py`, `workspace/repository.py`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE


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


def _write_new(path: Path, data: bytes, *, private: bool) -> None:
    permissions = 0o600 if private else 0o666  # less what the umask takes away
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, permissions)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def replace_file(path: Path, new: Path) -> None:
    """Flush the finished file `new` to disk, then move it to `path`."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)
