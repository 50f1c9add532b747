"""Remove what a workspace keeps and none of its versions needs.

Not here: finding it out (`workspace/unused.py`, `workspace/unused_objects.py`, `index/unused.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.api.comparisons import AnyPath
from ctxkit.api.maintenance import index
from ctxkit.errors import CtxkitError, UsageError, WorkspaceError
from ctxkit.index.build import BUILD_LOCK
from ctxkit.index.unused import forget_trees, unused_of_index
from ctxkit.output.cleaning_report import clean_dict
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.folder import FILE, LOCK_FILE, RUN_SYNC
from ctxkit.workspace.lockfile import Lock, read_lock, write_lock
from ctxkit.workspace.locks import exclusive
from ctxkit.workspace.repository import sync_lock
from ctxkit.workspace.unused import LeftAlone, Unused, remove, unused_of_workspace
from ctxkit.workspace.unused_objects import UnusedObjects, remove_objects, unused_objects


class Cleaned(Struct, frozen=True, kw_only=True):
    """What is not needed, with what was left alone, and whether it was removed.

    `errors` are of what could not be.
    """

    unused: tuple[Unused, ...]
    left: tuple[LeftAlone, ...]
    removed: bool
    errors: tuple[CtxkitError, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return clean_dict(self.unused, self.left, self.errors, removed=self.removed)


def clean(folder: AnyPath, *, yes: bool = False, forget: Sequence[str] = ()) -> Cleaned:
    """Find what the workspace that `folder` is in keeps and does not need and, with `yes`, remove
    it. `forget` are further versions that are no longer wanted.

    Raise UsageError where the workspace has no such version, WorkspaceError without a lock.
    """
    config = load_workspace(Path(folder))
    with sync_lock(config):
        lock = read_lock(config.folder)
        if lock is None:
            raise WorkspaceError(f"no {LOCK_FILE} in {config.folder}", hint=RUN_SYNC)
        kept = _without(config, lock, forget)
        if yes and kept != lock:
            write_lock(config.folder, kept)
    if yes and kept != lock:
        index(config.folder)
    with sync_lock(config), exclusive(config.state_folder / BUILD_LOCK, what="the index"):
        return _clean(config, kept, forget, yes=yes)


def _without(config: WorkspaceConfig, lock: Lock, forget: Sequence[str]) -> Lock:
    """Return the lock without the versions that are to be forgotten."""
    for version in forget:
        if version in config.also:
            fault = f"{FILE} names the version {version}"
            raise UsageError(fault, hint=f"remove it from `also:` in {FILE}, then {RUN_SYNC}")
        if version not in lock.also:
            others = ", ".join(lock.also)
            hint = f"the further versions are: {others}" if others else ""
            raise UsageError(f"no further version {version!r} in {LOCK_FILE}", hint=hint)
    return replace(lock, also={v: own for v, own in lock.also.items() if v not in forget})


def _clean(config: WorkspaceConfig, lock: Lock, forget: Sequence[str], *, yes: bool) -> Cleaned:
    found = unused_of_workspace(config, lock)
    unused = [each for each in found if isinstance(each, Unused)]
    unused += unused_of_index(config.state_folder, () if yes else forget)
    objects = _objects(config, lock)
    unused += [
        Unused(
            kind="objects",
            name=f"{each.count:,} objects in {name}",
            why="of no version of the workspace",
            bytes=each.bytes,
        )
        for name, each in objects.items()
    ]
    ordered = tuple(replace(each, bytes=each.size, paths=()) for each in unused)
    errors = _remove_all(config, unused, objects) if yes else ()
    left = tuple(each for each in found if isinstance(each, LeftAlone))
    return Cleaned(unused=ordered, left=left, removed=yes, errors=errors)


def _objects(config: WorkspaceConfig, lock: Lock) -> dict[str, UnusedObjects]:
    """Return what only unwanted versions have in the clone of each source."""
    found: dict[str, UnusedObjects] = {}
    locked = lock.in_all_versions()
    for name in config.sources:
        wanted = frozenset(entry.commit for entry in locked.get(name, ()))
        if own := unused_objects(config.root(name), name, wanted):
            found[name] = own
    return found


def _remove_all(
    config: WorkspaceConfig, unused: Sequence[Unused], objects: dict[str, UnusedObjects]
) -> tuple[CtxkitError, ...]:
    """Remove everything; what cannot be does not stop the rest."""
    errors: list[CtxkitError] = []
    for each in unused:
        try:
            remove(each)
            if each.kind == "tree":
                forget_trees(config.state_folder)
        except OSError as error:
            errors.append(WorkspaceError(f"cannot remove {each.name}: {error.strerror}"))
        except CtxkitError as error:
            errors.append(error)
    for name, own in objects.items():
        try:
            remove_objects(config.root(name), own)
        except (CtxkitError, OSError) as error:
            errors.append(WorkspaceError(f"{name}: its objects were left: {error}"))
    return tuple(errors)
