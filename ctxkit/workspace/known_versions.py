"""What a version of dify was resolved to before, and which clones there are.

Not here: resolving and bringing it (`other_version.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.lockfile import Lock, LockedSource, is_of, read_lock


def is_cloned(config: WorkspaceConfig, name: str) -> bool:
    """Return whether a source has a clone."""
    return (config.root(name) / ".git").is_dir()


def folder_of(config: WorkspaceConfig, version: str) -> Path:
    """Return the folder of the lock of a version that was looked at."""
    # Case does not count in the names of some file systems, and a branch may have slashes.
    return config.state_folder / "versions" / version.encode().hex()


def known_entries(
    config: WorkspaceConfig, before: Lock | None, *, update: bool = False
) -> Mapping[str, LockedSource]:
    """Return what a version was resolved to before, as far as it is of what workspace.yaml says
    now.

    A pinned source is what it is in workspace.lock: of a branch the server may have more by now.
    """
    locked = _entries(config, lock_in(config.folder))
    pinned = {name: entry for name, entry in locked.items() if entry.pinned and name != DIFY}
    found = _entries(config, before)
    if update or DIFY not in found or found[DIFY].ref.startswith("refs/heads/"):
        return pinned
    return {**found, **pinned}


def lock_in(folder: Path) -> Lock | None:
    """Return the lock in a folder, None where it is damaged."""
    try:
        return read_lock(folder)
    except CtxkitError:
        return None


def _entries(config: WorkspaceConfig, lock: Lock | None) -> dict[str, LockedSource]:
    """Return the entries of a lock that are of what workspace.yaml says now."""
    sources = lock.sources if lock else {}
    return {
        name: entry
        for name, entry in sources.items()
        if name in config.sources and is_of(entry, config.sources[name])
    }
