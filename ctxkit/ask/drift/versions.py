"""Compare two versions of Dify: add their facts to the index, then compare the two views.

Not here: the comparison (`drift.py`), the commits of a version (`workspace/other_version.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.drift.drift import Drift, drift
from ctxkit.ask.drift.own_settings import affecting
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import WorkspaceError
from ctxkit.index.build import Progress, index_beside
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout
from ctxkit.workspace.config import ENTERPRISE, WorkspaceConfig
from ctxkit.workspace.folder import FILE, RUN_SYNC
from ctxkit.workspace.lockfile import read_lock
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.upgrade_stops import note_on_stops


class VersionDrift(Struct, frozen=True, kw_only=True):
    """The changes of settings from the sources `old` to the sources `new`, which are of the
    versions `names`.

    `own` are the settings of the user's file by name, None without a file.
    """

    changes: Drift
    old: tuple[Checkout, ...]
    new: tuple[Checkout, ...]
    names: tuple[str, str]
    own: Mapping[str, Any] | None = None


def drift_of_versions(
    workspace: WorkspaceConfig,
    indexed: Iterable[Checkout],
    old: str,
    new: str | None,
    *,
    own: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> VersionDrift:
    """Return the changes from version `old` of dify to `new`, by default the workspace's; `indexed`
    are the checkouts of the index.

    With `own`, the settings of a user's file, only the changes that affect them. Raise UsageError
    for an unknown version, GitError if a version cannot be fetched.
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
    with ExitStack() as opened:
        before, after = (
            opened.enter_context(Index.open(workspace.state_folder, checkouts=checkouts))
            for checkouts in sides
        )
        versions = [Snapshot(each, Sources(each, workspace.roots)) for each in (before, after)]
        changes = drift(*versions)
        if own is not None:
            changes = affecting(changes, own, before, after)
    if stops := note_on_stops(workspace.state_folder, old, new or workspace.dify):
        changes = replace(changes, notes=(stops, *changes.notes))
    shown = (
        _shown(workspace, old, sides[0]),
        _shown(workspace, new or workspace.dify, sides[1]),
    )
    return VersionDrift(changes=changes, old=sides[0], new=sides[1], names=shown, own=own)


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
