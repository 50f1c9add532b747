"""A folder for what is built once, where the workspace itself cannot be written: it is mounted
read-only, or belongs to another user.

Not here: what is built (`search.py`).
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

_NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""What is the folder's fault. A full disk is not: there is room to be made."""


def is_not_writable(error: OSError) -> bool:
    """Return whether an error says that nothing can be written to a folder."""
    return error.errno in _NOT_WRITABLE


def spare_folder() -> Path:
    """Return a folder of this user's: among the caches or, without a home, the temporary files.

    Nobody else can put anything into it, for a search index that is there is believed. Raise
    OSError where there can be none.
    """
    refusal = OSError(errno.EACCES, "no folder can be written")
    for folder in _places():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_own(folder):
                return folder
            refusal = OSError(errno.EPERM, f"{folder} belongs to others")
        except OSError as error:
            refusal = error
    raise refusal


def _places() -> Iterator[Path]:
    caches = os.environ.get("XDG_CACHE_HOME", "")
    if Path(caches).is_absolute():
        yield Path(caches) / "ctxkit"
    else:
        with suppress(RuntimeError):  # nobody's home
            yield Path.home() / ".cache" / "ctxkit"
    if os.name != "nt":
        yield Path(gettempdir()) / f"ctxkit-{os.geteuid()}"


def _is_own(folder: Path) -> bool:
    if os.name == "nt":  # pragma: no cover - the profile of a user is closed to others
        return True
    found = folder.lstat()
    is_closed = stat.S_ISDIR(found.st_mode) and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return is_closed and found.st_uid == os.geteuid() and os.access(folder, os.W_OK)
