"""Tell what a workspace holds of each source, without asking a server. Not here: changing it (`sync.py`)."""

from __future__ import annotations

from collections.abc import Mapping

from ctxkit.model import Checkout
from ctxkit.sync.report import WorkspaceStatus
from ctxkit.workspace import Workspace


def workspace_status(ws: Workspace, *, indexed: Mapping[str, Checkout] | None = None) -> WorkspaceStatus:
    """Return the status of every source; `indexed` is what the index holds (`Index.checkouts()`)."""
    raise NotImplementedError
