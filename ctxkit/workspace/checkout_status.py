"""The state of each source of a workspace, found out without asking a server.

Not here: changing it (`sync.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from msgspec.structs import replace

from ctxkit.errors import GitError
from ctxkit.model import Checkout
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.folder import FILE, LOCK_FILE, RUN_SYNC
from ctxkit.workspace.further_versions import further_status
from ctxkit.workspace.git_objects import STATUS, run_git
from ctxkit.workspace.lockfile import LEFT, Lock, LockedSource, is_of, read_lock, source_url
from ctxkit.workspace.sync_report import SourceStatus, WorkspaceStatus
from ctxkit.workspace.urls import public_url

_THREADS = 8  # each waits for a git of its own


def workspace_status(
    config: WorkspaceConfig, *, indexed: Mapping[str, Checkout] | None = None
) -> WorkspaceStatus:
    """Return the status of every source; `indexed` are the checkouts of the index
    (`Index.checkouts()`).
    """
    lock = read_lock(config.folder)
    held = indexed or {}

    def status_of(spec: SourceSpec) -> SourceStatus:
        status = _source_status(config, spec, lock)
        return replace(status, indexed=held[spec.name].commit) if spec.name in held else status

    with ThreadPoolExecutor(max_workers=_THREADS) as pool:
        sources = tuple(pool.map(status_of, config.sources.values()))
    return WorkspaceStatus(dify=config.dify, sources=sources, further=further_status(config, lock))


def _source_status(config: WorkspaceConfig, spec: SourceSpec, lock: Lock | None) -> SourceStatus:
    root = config.root(spec.name)
    entry = lock.sources.get(spec.name) if lock else None
    status = SourceStatus(name=spec.name, url=public_url(spec.git))
    if entry:
        status = replace(status, locked=entry.commit, url=source_url(entry) or status.url)
    if lock and (skipped := lock.why_skipped(spec, config.dify)):
        return replace(status, skipped=skipped)
    commit = head_commit(root)
    if commit is None and not root.exists():
        return replace(status, problem="not cloned yet", hint=RUN_SYNC)
    if commit is None:
        problem = "path exists but is not a checkout made by ctxkit"
        return replace(status, problem=problem, hint=f"move it away, then {RUN_SYNC}")
    status = replace(status, commit=commit, version=commit[:12], match="guess")
    if entry and entry.commit == commit:
        status = replace(status, version=entry.version, match=entry.match, because=entry.because)
    try:
        status = replace(status, dirty=bool(run_git(root, *STATUS)))
    except GitError as error:
        problem = error.message.removeprefix(f"{spec.name}: ")  # which the row says already
        return replace(status, problem=problem, hint=error.hint)
    problem = _disagreement(config, spec, lock, entry, commit)
    return replace(status, problem=problem, hint=RUN_SYNC, match="guess") if problem else status


def _disagreement(
    config: WorkspaceConfig,
    spec: SourceSpec,
    lock: Lock | None,
    entry: LockedSource | None,
    commit: str,
) -> str:
    """Return where the lock is not of the checkout or of workspace.yaml; empty if it is."""
    if lock is None or entry is None:
        return f"not in {LOCK_FILE}"
    if entry.commit != commit:
        return f"checked out at another commit than in {LOCK_FILE}"
    if entry.is_left:
        return f"{LEFT}: the last sync failed for it"
    if lock.dify != config.dify or not is_of(entry, spec):
        return f"{FILE} has changed since the last sync"
    return ""
