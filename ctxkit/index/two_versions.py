"""Two versions of the sources side by side: which commits each has, all of them in the index.

Not here: what is compared (`ask/drift/`, `ask/plan/`), the commits of a version
(`workspace/other_version.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import WorkspaceError
from ctxkit.index.build import Progress, index_beside
from ctxkit.model import Checkout
from ctxkit.workspace.config import ENTERPRISE, WorkspaceConfig
from ctxkit.workspace.folder import FILE, RUN_SYNC
from ctxkit.workspace.lockfile import read_lock
from ctxkit.workspace.other_version import checkouts_at


class VersionSide(Struct, frozen=True, kw_only=True):
    """A version of the sources: its `name` for people, and its checkouts."""

    name: str
    checkouts: tuple[Checkout, ...]


def two_versions(
    workspace: WorkspaceConfig,
    indexed: Iterable[Checkout],
    old: str,
    new: str | None,
    *,
    progress: Progress | None = None,
) -> tuple[VersionSide, VersionSide]:
    """Return the versions `old` and `new` of dify, by default the workspace's, and add to the index
    what it lacks of them; `indexed` are the checkouts of the index.

    Raise UsageError for an unknown version, GitError if a version cannot be fetched.
    """
    current = tuple(indexed)
    names = _names(workspace, current)
    if new is None and workspace.dify not in names:
        raise _not_checked_out(workspace, current)
    sides = [
        _in_order(workspace, current)
        if version in names or version.removeprefix("v") in names
        else checkouts_at(workspace, version)
        for version in (old, new or workspace.dify)
    ]
    for checkouts in sides:
        index_beside(workspace.state_folder, checkouts, workspace.roots, progress=progress)
    return (
        VersionSide(name=_shown(workspace, old, sides[0]), checkouts=sides[0]),
        VersionSide(name=_shown(workspace, new or workspace.dify, sides[1]), checkouts=sides[1]),
    )


def _shown(workspace: WorkspaceConfig, version: str, checkouts: Sequence[Checkout]) -> str:
    """Return the name of a version: of an Enterprise release its own, for several may have the same
    Dify, else what its Dify was found to be.
    """
    release = version.removeprefix(f"{ENTERPRISE} ")
    if workspace.enterprise and is_enterprise_version(release):
        return f"{ENTERPRISE} {release.removeprefix('v')}"
    return next((each.version for each in checkouts if each.repo == DIFY), "")


def _names(workspace: WorkspaceConfig, current: Sequence[Checkout]) -> frozenset[str]:
    """Return the versions of dify that the indexed checkouts are of: none where they are not what
    the last sync made of one.

    workspace.yaml may name its version otherwise than the checkout: by a branch, by a commit.
    """
    lock = read_lock(workspace.folder)
    entries = lock.sources if lock else {}
    whole = all(
        each.repo in entries
        and entries[each.repo].commit == each.commit
        and not entries[each.repo].is_left
        for each in current
    )
    if lock is None or not whole:
        return frozenset()
    versions = {each.version for each in current if each.repo == DIFY}
    is_wanted = lock.dify == workspace.dify
    own = {lock.dify, *filter(None, [workspace.enterprise if is_wanted else ""])}
    return frozenset(versions | own) if versions else frozenset()


def _not_checked_out(workspace: WorkspaceConfig, current: Sequence[Checkout]) -> WorkspaceError:
    here = [each.version for each in current if each.repo == DIFY]
    found = f"dify {here[0]} is" if here else "no dify is"
    message = f"{FILE} asks for dify {workspace.dify}, but {found} checked out and indexed"
    return WorkspaceError(message, hint=f"{RUN_SYNC}, or say which two versions: --from, --to")


def _in_order(workspace: WorkspaceConfig, current: Sequence[Checkout]) -> tuple[Checkout, ...]:
    order = list(workspace.sources)
    return tuple(sorted(current, key=lambda each: [*order, each.repo].index(each.repo)))
