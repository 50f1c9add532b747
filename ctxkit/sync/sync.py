"""Bring the sources of a workspace to the versions that fit its dify, all at once.

Not here: which version fits (`resolve.py`), and one repository (`repository.py`).
"""

from __future__ import annotations

from ctxkit.sync.report import SyncProgress, SyncReport
from ctxkit.workspace import Workspace


def sync_workspace(
    ws: Workspace,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = 8,
    progress: SyncProgress | None = None,
) -> SyncReport:
    """Clone or update every source, write workspace.lock, and report what became of each.

    `locked`: bring back exactly what workspace.lock says. `update`: accept a tag that has moved since it was locked.
    Raise WorkspaceError where the version of dify does not exist or the lock does not fit; what goes wrong with one
    source is in its result, and the others go on.
    """
    raise NotImplementedError
