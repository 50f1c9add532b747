"""Files and folders that a killed run left, and folders of git, removed whole.

What is being made has the name of what it will be and the number of the process: `NAME.tmp-PID`.
Not here: what a run makes in them (`repository.py`, `history.py`), the lock files of git
(`dead_runs.py`).
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ctxkit.workspace.folder import KINDS

_MARK = ".tmp-"


def remove_leftovers(folder: Path, names: Sequence[str]) -> None:
    """Remove the temporary clones of runs that were killed.

    Call it with the workspace locked: then none is at work.
    """
    for leftover in leftovers_of(folder, names):
        remove_tree(leftover)


def leftovers_of(folder: Path, names: Sequence[str]) -> list[Path]:
    """Return the temporary clones of runs that were killed."""
    return [
        leftover
        for name in names
        for leftover in sorted(folder.glob(f".{name}.tmp-*"))
        if leftover.name.rpartition("-")[2].isdigit() and not leftover.is_symlink()
    ]


def remove_dead(folder: Path, *names: str) -> None:
    """Remove what processes that are dead were making in `folder` of one of `names`, each a glob
    pattern.
    """
    for leftover in dead_in(folder, *names):
        remove(leftover)


def dead_in(folder: Path, *names: str) -> Iterator[Path]:
    """Yield what `remove_dead` would remove."""
    for name in names:
        for leftover in folder.glob(f"{name}{_MARK}*"):
            number = leftover.name.rpartition(_MARK)[2]
            if number.isdigit() and not is_alive(int(number)):
                yield leftover


def clear_state(state: Path) -> None:
    """Remove what processes that are dead were making in the state folder of a workspace."""
    for folder in (state, *(state / kind for kind in KINDS), *sorted(state.glob("versions/*"))):
        remove_dead(folder, "*")


def remove(path: Path) -> None:
    """Remove a file, or a folder with all in it; where that fails, it stays."""
    if path.is_dir() and not path.is_symlink():
        remove_tree(path)
    else:
        with suppress(OSError):
            path.unlink()


if os.name == "nt":  # pragma: no cover - not run on the machines that measure coverage
    import ctypes

    _QUERY = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION

    def is_alive(pid: int) -> bool:
        """Return whether a process of that number runs."""
        handle = ctypes.windll.kernel32.OpenProcess(_QUERY, False, pid)  # type: ignore[attr-defined]
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)  # type: ignore[attr-defined]
        return bool(handle)

else:

    def is_alive(pid: int) -> bool:
        """Return whether a process of that number runs."""
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:  # somebody else's
            return True
        return True


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
