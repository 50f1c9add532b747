"""Report whether the index is up to date, without importing the modules that build it.

`ctxkit index` is run by hand and by scripts after every pull: where nothing changed it must cost
next to nothing. Not here: building (`build.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ctxkit.errors import IndexMissingError
from ctxkit.hashes import blake2b
from ctxkit.index.digest import digest
from ctxkit.index.reader import Index
from ctxkit.model import Checkout
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.folder import FILE, LOCK_FILE, state_folder


def is_fresh(
    folder: Path,
    checkouts: Sequence[Checkout],
    stamp: str | None = None,
    further: Mapping[str, Sequence[Checkout]] | None = None,
) -> bool:
    """Return whether the index in `folder` is of just these checkouts and extractors, and has
    `stamp` and the versions `further` if they are given.
    """
    try:
        with Index.open(folder, digest=digest()) as index:
            same = index.checkouts() == {c.repo: c for c in checkouts}
            if not same or stamp not in (None, index.stamp()):
                return False
            return further is None or index.further() == {
                label: {c.repo: c for c in own} for label, own in further.items()
            }
    except IndexMissingError:
        return False


def stamp_of(home: Path) -> str:
    """Return a digest of workspace.yaml and workspace.lock in the workspace folder `home`."""
    whole = blake2b()
    for name in (FILE, LOCK_FILE):
        path = home / name
        whole.update(path.read_bytes() if path.is_file() else b"")
        whole.update(b"\0")
    return whole.hexdigest()


def is_unchanged(home: Path) -> bool:
    """Return whether the workspace files, the commits of the checkouts and the extractors are those
    that the index of the workspace folder `home` was built from.

    False means only that a closer look is needed.
    """
    try:
        with Index.open(state_folder(home), digest=digest()) as index:
            if index.stamp() != stamp_of(home):
                return False
            return all(head_commit(home / c.repo) == c.commit for c in index.checkouts().values())
    except IndexMissingError:
        return False
