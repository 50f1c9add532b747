"""The further versions of dify that a workspace can be asked about, beside its own: named by
`also:` in workspace.yaml or by `ctxkit sync --also`, and kept in workspace.lock. In the workspace
of an Enterprise release they may be other releases.

They are git objects in the clones of the workspace; nothing is checked out. Not here: how one is
resolved and brought (`other_version.py`), its facts (`index/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from ctxkit.errors import CtxkitError, GitError
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.folder import FILE, RUN_SYNC, same_version
from ctxkit.workspace.git_objects import run_git
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.other_version import check_version, version_lock
from ctxkit.workspace.sync_report import FurtherVersion, SyncProgress, silent

OPTION = "--also"
"""What says in workspace.lock that a version was asked for on the command line."""


def wanted_versions(
    config: WorkspaceConfig, lock: Lock | None, also: Iterable[str] = ()
) -> dict[str, str]:
    """Return the further versions that are wanted, with who asked for each: workspace.yaml, the
    option at an earlier sync, or `also` now.

    Raise UsageError where one of `also` can be none.
    """
    asked = tuple(also)
    for version in asked:
        check_version(config, version)
    found = dict.fromkeys(config.also, FILE)
    kept = lock.also if lock else {}
    for version in (*(v for v, each in kept.items() if each.asked_by == OPTION), *asked):
        if not any(same_version(version, other) for other in found):
            found[version] = OPTION
    own = config.enterprise or config.dify
    return {v: by for v, by in found.items() if not same_version(v, own)}


def bring_further(
    config: WorkspaceConfig,
    lock: Lock | None,
    wanted: Mapping[str, str],
    *,
    locked: bool = False,
    update: bool = False,
    progress: SyncProgress = silent,
) -> tuple[FurtherVersion, ...]:
    """Bring the further versions; `lock` is the workspace.lock from before. Call it with the
    workspace locked. What goes wrong with one is in its result, and the others go on.
    """
    found: list[FurtherVersion] = []
    for version, asked_by in wanted.items():
        before = lock.also.get(version) if lock else None
        try:
            brought = version_lock(
                config, version, before, locked=locked, update=update, progress=progress
            )
        except CtxkitError as error:
            told = _told(version, error)
            found.append(_result(config, version, before, error=told))
            continue
        found.append(FurtherVersion(version=version, lock=replace(brought, asked_by=asked_by)))
    return tuple(found)


def _told(version: str, error: CtxkitError) -> CtxkitError:
    """Return an error that names the version that it is of."""
    return type(error)(f"{OPTION} {version}: {error.message}", hint=error.hint)


def further_status(config: WorkspaceConfig, lock: Lock | None) -> tuple[FurtherVersion, ...]:
    """Return the further versions that are wanted, and what is wrong with each."""
    found: list[FurtherVersion] = []
    for version in wanted_versions(config, lock):
        before = lock.also.get(version) if lock else None
        if before is None:
            fault = f"{version}: named in {FILE}, and not brought yet"
            found.append(
                FurtherVersion(version=version, error=GitError(fault, hint=RUN_SYNC), is_here=False)
            )
        else:
            found.append(_result(config, version, before))
    return tuple(found)


def _result(
    config: WorkspaceConfig, version: str, lock: Lock | None, *, error: CtxkitError | None = None
) -> FurtherVersion:
    """Return what is left of a version that was not brought now."""
    lost = _lost_sources(config, lock) if lock else ()
    if lost and error is None:
        fault = f"{version}: {', '.join(lost)} lost its objects"
        error = GitError(fault, hint=RUN_SYNC)
    return FurtherVersion(version=version, lock=lock, error=error, is_here=not lost)


def _lost_sources(config: WorkspaceConfig, lock: Lock) -> tuple[str, ...]:
    """Return the sources whose clone lacks the commit that is locked."""
    return tuple(
        name
        for name, entry in lock.sources.items()
        if name not in config.sources or not _has_commit(config, name, entry.commit)
    )


def _has_commit(config: WorkspaceConfig, name: str, commit: str) -> bool:
    try:
        run_git(config.root(name), "cat-file", "-e", f"{commit}^{{commit}}")
    except GitError:
        return False
    return True
