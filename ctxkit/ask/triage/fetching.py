"""The objects of a store -> files in a folder of their own, read there as any files are.

Nothing of a store is trusted: no name leaves the folder, and the number of the objects and their
bytes are bounded. Not here: listing and opening them (`files/stores.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ctxkit.ask.triage.archives import Limits, copy_member, plain_name, target_in
from ctxkit.ask.triage.given_files import MAX_FILES
from ctxkit.ask.triage.log_files import Progress
from ctxkit.errors import ClusterError
from ctxkit.files.stores import Store, StoredObject

_MAX_NAME_CHARS = 100


def fetch(
    store: Store,
    objects: Iterable[StoredObject],
    folder: Path,
    limits: Limits,
    progress: Progress | None = None,
) -> list[str]:
    """Copy objects into `folder`; return what was left out, and why, in short sentences."""
    limits.members = min(limits.members, MAX_FILES)
    left: list[str] = []
    for item in _listed(objects, left):
        if limits.is_stopped():
            break
        if not limits.members or limits.bytes <= 0:
            left.append("the rest: there are too many objects, or too much text")
            break
        limits.members -= 1
        name = plain_name(item.name[:_MAX_NAME_CHARS])
        target = target_in(folder, item.name)
        if target is None:
            left.append(f"{name}: its path leaves the folder")
            continue
        fault = _fetched(store, item, target, limits)
        if fault:
            left.append(f"{name}: {fault}")
        if progress is not None:
            progress(f"{store.url} {name}", item.size, item.size)
    return left


def _listed(objects: Iterable[StoredObject], left: list[str]) -> Iterator[StoredObject]:
    """Yield objects as far as the store lists them."""
    try:
        yield from objects
    except ClusterError as error:
        left.append(f"the rest: {error.message}")
    except OSError:
        left.append("the rest: it is gone")


def _fetched(store: Store, item: StoredObject, target: Path, limits: Limits) -> str:
    """Copy an object; return why that did not go, in which case nothing of it is left."""
    if target.exists():
        return "another object has this name"
    try:
        with store.open(item) as stream:
            limits.bytes -= copy_member(stream, target, limits.bytes, limits.is_stopped)
    except Exception as error:  # each store has its own kinds
        target.unlink(missing_ok=True)
        return f"it could not be read ({type(error).__name__})"
    return "" if limits.bytes > 0 or not item.size else "its end: there is too much text"
