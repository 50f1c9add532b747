"""Replace a file as a whole: a reader, and whoever looks after a crash, sees the old bytes or the
new.

Not here: folders that are built beside another (`index/search.py`, `workspace/repository.py`).
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE


def write_atomically(path: Path, data: bytes, *, mode_of: Path | None = None) -> None:
    """Replace the file at `path`. Raise OSError; then what was there is there still.

    The file may be read and written by those who may do so with `mode_of`, by default by everybody
    whom the process's umask allows. Until it is complete, nobody else may read it.
    """
    new = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    permissions = 0o666 if mode_of is None else 0o600
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, permissions)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if mode_of is not None:
            new.chmod(S_IMODE(mode_of.stat().st_mode))
        replace_file(path, new)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def replace_file(path: Path, new: Path) -> None:
    """Put a finished file in the place of another once its bytes are on the disk."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)
