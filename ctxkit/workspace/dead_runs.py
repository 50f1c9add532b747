"""Clear away what a run that was killed left in a workspace: what it was making, and the lock files
and temporary files of its git.

While a run changes the clones, `.ctxkit/sync.run` says since when, and is touched twice a second.
One that is found is of a run that died, and its last touch is about when. A lock file of git that
was made in that time, in a clone in which no git is at work, was left by a git of that run; one
that is older than any git takes has no owner either. A living one's is never touched. Call it with
the workspace locked. Not here: a switch that was cut short (`recovery.py`), reporting a lock that
stays (`work_tree.py`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.folder import FILE, LOCK_FILE, STORES
from ctxkit.workspace.leftovers import (
    clear_state,
    dead_in,
    leftovers_of,
    remove,
    remove_dead,
    remove_leftovers,
)

_NOTE = "sync.run"
_LOCK = ".lock"
_TEMPORARY = ("tmp_", "shallow_", "ctxkit-index")
"""How the names of git's temporary files begin, and that of our own index (`recovery.py`)."""

_OTHERS = frozenset({"worktrees", "modules", "lfs"})
"""Folders of the git directory in which no git of ours works."""

_BEAT_SECONDS = 0.5
_SLACK_SECONDS = 2.0  # from the last touch to the death, on a machine that is busy
_WAIT_SECONDS = 10.0  # for a git whose ctxkit was killed alone: it ends when nobody reads it
_STALE_SECONDS = 600.0  # a git that lives holds a lock of a clone for less
_UNSEEN_SECONDS = 60.0  # where nobody says which processes live
_PROCESSES = Path("/proc")


class Lifetime(NamedTuple):
    """When a run that died began, and was last seen: seconds since 1970."""

    began: float
    seen: float

    def holds(self, file: Path) -> bool:
        """Return whether a file was made in that time."""
        try:
            made = file.lstat().st_mtime
        except OSError:
            return False
        return self.began <= made <= self.seen + _SLACK_SECONDS


@contextmanager
def noted_run(config: WorkspaceConfig) -> Iterator[Mapping[str, Sequence[str]]]:
    """Note that this run changes the clones while the block runs. Yield the lock files of git that
    were left by one that died, and are removed, by source.
    """
    note = config.state_folder / _NOTE
    removed = _clear(config, _lifetime(note))
    with suppress(OSError):
        note.write_text(f"{time.time() - _BEAT_SECONDS}\n", encoding="ascii")
    stopped = Event()
    beat = Thread(target=_touch, args=(note, stopped), daemon=True)
    beat.start()
    try:
        yield removed
    finally:
        stopped.set()
        beat.join()
        with suppress(OSError):
            note.unlink()


def clear_beside(path: Path) -> None:
    """Remove what runs that died were making beside a file or a folder, once no git of theirs
    writes into it.
    """
    left = list(dead_in(path.parent, f".{escape(path.name)}"))
    if left:
        seen = max(leftover.lstat().st_mtime for leftover in left)
        _is_quiet(left, Lifetime(seen, seen))
    for leftover in left:
        remove(leftover)


def _touch(note: Path, stopped: Event) -> None:
    while not stopped.wait(_BEAT_SECONDS):
        with suppress(OSError):
            os.utime(note)


def _lifetime(note: Path) -> Lifetime | None:
    """Return when the run of a note lived, None where there is none."""
    try:
        seen = note.stat().st_mtime
        text = note.read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    try:
        return Lifetime(float(text), seen)
    except ValueError:  # it was killed before it had written
        return Lifetime(seen, seen)


def _clear(config: WorkspaceConfig, died: Lifetime | None) -> dict[str, list[str]]:
    clear_state(config.state_folder)
    remove_dead(config.folder, f".{FILE}", f".{LOCK_FILE}")
    names = list(config.sources)
    new = leftovers_of(config.folder, names)
    stores = [path for kind in STORES for path in (config.state_folder / kind).glob("*.git")]
    clones = {name: config.root(name) / ".git" for name in names}
    if died is None:
        remove_leftovers(config.folder, names)
        return {name: _clear_stale(config.root(name)) for name in names}
    is_quiet = _is_quiet([*map(config.root, names), *new, *stores], died)
    remove_leftovers(config.folder, names)
    if not is_quiet:
        return {}
    for folder in stores:
        _clear_repository(folder, died)
    return {name: _clear_repository(folder, died) for name, folder in clones.items()}


def _clear_stale(root: Path) -> list[str]:
    """Remove the lock files that were left in a clone by a git of which no run of ours knows, such
    as that of an older ctxkit; return their names.
    """
    now = time.time()
    stale = []
    for lock in (root / ".git").glob(f"*{_LOCK}"):
        with suppress(OSError):
            if now - lock.lstat().st_mtime > _STALE_SECONDS:
                stale.append(lock)
    if not stale or not _is_quiet([root], Lifetime(0.0, now - _STALE_SECONDS)):
        return []
    for lock in stale:
        remove(lock)
    return sorted(lock.name for lock in stale)


def _is_quiet(folders: Sequence[Path], died: Lifetime) -> bool:
    """Wait until no git is at work in the folders; return whether there is none."""
    if not (_PROCESSES / "self" / "cwd").exists():
        return time.time() - died.seen > _UNSEEN_SECONDS
    places = [os.path.realpath(folder) for folder in folders]
    until = time.monotonic() + _WAIT_SECONDS
    while _is_git_in(places):
        if time.monotonic() > until:
            return False
        time.sleep(_BEAT_SECONDS / 5)
    return True


def _is_git_in(places: Sequence[str]) -> bool:
    for process in _PROCESSES.iterdir():
        if not process.name.isdigit():
            continue
        with suppress(OSError):  # it has ended, or is somebody else's
            if (process / "comm").read_text(encoding="utf8").startswith("git"):
                at = (process / "cwd").readlink()
                if any(at.is_relative_to(place) for place in places):
                    return True
    return False


def _clear_repository(folder: Path, died: Lifetime) -> list[str]:
    """Remove what git left in a git directory; return the names of the lock files."""
    locks: list[str] = []
    for root, folders, files in os.walk(folder):
        place = Path(root)
        for name in list(folders):
            if name in _OTHERS and place == folder:
                folders.remove(name)
            elif name.startswith(_TEMPORARY) and died.holds(place / name):
                folders.remove(name)
                remove(place / name)
        for name in files:
            is_lock = name.endswith(_LOCK)
            is_left = is_lock or name.startswith(_TEMPORARY) or _is_half_a_pack(place / name)
            if is_left and died.holds(place / name):
                remove(place / name)
                if is_lock:
                    locks.append((place / name).relative_to(folder).as_posix())
    return sorted(locks)


def _is_half_a_pack(file: Path) -> bool:
    """Return whether a file is of a pack that git was about to take: it has no index yet, or is
    still kept from being packed anew.
    """
    if not file.name.startswith("pack-"):
        return False
    return file.suffix == ".keep" or not file.with_suffix(".idx").exists()
