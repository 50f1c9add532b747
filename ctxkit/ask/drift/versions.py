"""Compare two versions of Dify: open the two views of the index, then compare them.

Not here: the comparison (`drift.py`), bringing the versions into the index
(`index/two_versions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.drift.drift import Drift, drift
from ctxkit.ask.drift.own_settings import affecting
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.index.build import Progress
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.index.two_versions import two_versions
from ctxkit.model import Checkout
from ctxkit.workspace.config import WorkspaceConfig
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
    sides = two_versions(workspace, indexed, old, new, progress=progress)
    with ExitStack() as opened:
        before, after = (
            opened.enter_context(Index.open(workspace.state_folder, checkouts=side.checkouts))
            for side in sides
        )
        versions = [Snapshot(each, Sources(each, workspace.roots)) for each in (before, after)]
        changes = drift(*versions)
        if own is not None:
            changes = affecting(changes, own, before, after)
    if stops := note_on_stops(workspace.state_folder, old, new or workspace.dify):
        changes = replace(changes, notes=(stops, *changes.notes))
    first, last = sides
    return VersionDrift(
        changes=changes,
        old=first.checkouts,
        new=last.checkouts,
        names=(first.name, last.name),
        own=own,
    )
