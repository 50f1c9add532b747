"""Replace a file as a whole: a reader, and whoever looks after a crash, sees the old bytes or the
new.

Not here: indexes, which are built in place of their own (`index/builder.py`).
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


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
            file.flush()
            os.fsync(file.fileno())
        if mode_of is not None:
            shutil.copymode(mode_of, new)
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
