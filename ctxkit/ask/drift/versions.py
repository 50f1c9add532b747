"""Drift between two versions of Dify: have the facts of both in the index, and compare them.

Not here: what changed (`drift.py`), which commits a version is (`workspace/other_version.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from ctxkit.ask.drift.drift import Drift, drift
from ctxkit.ask.drift.touching import touching
from ctxkit.index.build import index_beside
from ctxkit.index.builder import Progress
from ctxkit.index.reader import Index
from ctxkit.model import Checkout
from ctxkit.workspace.config import Workspace
from ctxkit.workspace.other_version import checkouts_at


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDrift:
    """What changed in settings from the sources `old` to the sources `new`.

    `own` is what the user's file sets, by name; nothing where none was given.
    """

    changes: Drift
    old: tuple[Checkout, ...]
    new: tuple[Checkout, ...]
    own: Mapping[str, Any] = field(default_factory=dict)


def drift_of_versions(
    workspace: Workspace,
    indexed: Iterable[Checkout],
    old: str,
    new: str | None,
    *,
    own: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> VersionDrift:
    """Return what changed from dify `old` to `new` (None: what the workspace has), `indexed` being
    the checkouts of the index.

    With `own`, what a file of the user's sets, only the changes that concern it. Raise UsageError
    where there is no such version, GitError where what is missing cannot be fetched.
    """
    current = tuple(indexed)
    sides = [_checkouts(workspace, version, current) for version in (old, new or workspace.dify)]
    for checkouts in sides:
        index_beside(workspace.state_folder, checkouts, workspace.roots, progress=progress)
    with ExitStack() as opened:
        before, after = (
            opened.enter_context(Index.open(workspace.state_folder, checkouts=checkouts))
            for checkouts in sides
        )
        changes = drift(before, after)
        if own is not None:
            changes = touching(changes, own, before, after)
    return VersionDrift(changes=changes, old=sides[0], new=sides[1], own=own or {})


def _checkouts(
    workspace: Workspace, version: str, current: tuple[Checkout, ...]
) -> tuple[Checkout, ...]:
    """Return the checkouts of a version, without asking git where the index has them."""
    held = {each.version for each in current if each.repo == "dify"}
    if version in held or (version == workspace.dify and held):
        order = list(workspace.sources)
        return tuple(sorted(current, key=lambda each: [*order, each.repo].index(each.repo)))
    return checkouts_at(workspace, version)
