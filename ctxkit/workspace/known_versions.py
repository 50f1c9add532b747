"""What a version of dify was resolved to before, and which clones there are.

Not here: resolving and bringing it (`other_version.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError, WorkspaceError
from ctxkit.model import Checkout
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


def kept_checkouts(
    config: WorkspaceConfig, version: str, before: Lock | None
) -> tuple[Checkout, ...]:
    """Return the checkouts of a version in a workspace that cannot be written: as it was looked at
    before. Raise WorkspaceError where it was not.
    """
    known = known_entries(config, before)
    if not all(name in known for name in config.sources if is_cloned(config, name)):
        message = f"cannot write to {config.state_folder.name}, which has not all of dify {version}"
        raise WorkspaceError(message, hint="make it writable for this user, or ask elsewhere")
    return Lock(dify=version, sources=dict(known)).checkouts()


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
