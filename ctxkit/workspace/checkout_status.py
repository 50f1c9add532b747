"""Tell what a workspace holds of each source, without asking a server.

Not here: changing it (`sync.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ctxkit.errors import GitError
from ctxkit.model import Checkout
from ctxkit.workspace.config import FILE, SourceSpec, Workspace
from ctxkit.workspace.git_objects import head_commit, run_git
from ctxkit.workspace.lockfile import LOCK_FILE, Lock, read_lock
from ctxkit.workspace.sync_report import SourceStatus, WorkspaceStatus
from ctxkit.workspace.urls import public_url

_SYNC = "run: ctxkit sync"


def workspace_status(
    ws: Workspace, *, indexed: Mapping[str, Checkout] | None = None
) -> WorkspaceStatus:
    """Return the status of every source; `indexed` is what the index holds (`Index.checkouts()`)."""
    lock = read_lock(ws.folder)
    held = indexed or {}

    def of(spec: SourceSpec) -> SourceStatus:
        status = _source_status(ws, spec, lock)
        return replace(status, indexed=held[spec.name].commit) if spec.name in held else status

    with ThreadPoolExecutor(max_workers=8) as pool:
        sources = tuple(pool.map(of, ws.sources.values()))
    return WorkspaceStatus(dify=ws.dify, locked_dify=lock.dify if lock else "", sources=sources)


def _source_status(ws: Workspace, spec: SourceSpec, lock: Lock | None) -> SourceStatus:
    root = ws.root(spec.name)
    entry = lock.sources.get(spec.name) if lock else None
    status = SourceStatus(
        name=spec.name, url=public_url(spec.git), locked=entry.commit if entry else ""
    )
    commit = head_commit(root)
    if commit is None:
        missing = not root.exists()
        problem = "not cloned yet" if missing else "something that is no checkout stands there"
        return replace(
            status, problem=problem, hint=_SYNC if missing else "move it away, then " + _SYNC
        )
    if entry and entry.commit == commit:
        status = replace(status, version=entry.version, match=entry.match, because=entry.because)
    else:
        status = replace(status, version=commit[:12], match="guess")
    status = replace(status, commit=commit)
    try:
        changed = run_git(
            root, "status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=all"
        )
    except GitError as error:
        return replace(status, problem=error.message, hint=error.hint)
    status = replace(status, dirty=bool(changed))
    if entry is None:
        return replace(status, problem=f"not in {LOCK_FILE}", hint=_SYNC)
    if entry.commit != commit:
        return replace(status, problem=f"at another commit than {LOCK_FILE} says", hint=_SYNC)
    if (entry.git, entry.pinned) != (public_url(spec.git), spec.ref) or (
        lock and lock.dify != ws.dify
    ):
        return replace(status, problem=f"{FILE} has changed since the last sync", hint=_SYNC)
    return status
