"""Folders that a killed run left, and folders of git, removed whole.

Not here: what a run makes in them (`repository.py`, `history.py`).
"""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any


def remove_leftovers(folder: Path, names: Sequence[str]) -> None:
    """Remove the temporary clones of runs that were killed.

    Call it with the workspace locked: then none is at work.
    """
    for name in names:
        for leftover in folder.glob(f".{name}.tmp-*"):
            if leftover.name.rpartition("-")[2].isdigit() and not leftover.is_symlink():
                remove_tree(leftover)


def remove_tree(folder: Path) -> None:
    """Remove a folder; git's files are read-only, which Windows minds."""

    def again(function: Callable[[str], Any], path: str, _: Any) -> None:
        with suppress(OSError):
            Path(path).chmod(stat.S_IRWXU)
            function(path)

    if sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=again)
    else:
        shutil.rmtree(folder, onerror=again)
