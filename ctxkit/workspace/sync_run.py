"""What the threads of one sync share, and the result of each source.

Not here: the sync itself (`sync.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.errors import CtxkitError
from ctxkit.model import Checkout
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.enterprise import EnterpriseRelease
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.lockfile import LEFT, Lock, LockedSource, checkout_of, is_of
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.resolve import DifyRelease, Target, lock_entry, locked_target
from ctxkit.workspace.sync_report import SourceResult, SyncProgress
from ctxkit.workspace.urls import public_url

_SHOWN_COMMIT_CHARS = 12

Outcome = tuple[SourceResult, LockedSource | None]


class Run(Struct, frozen=True, kw_only=True):
    """The state that the threads of one sync share: `named` is dify's commit once it is known,
    `release` its version, date and images once it is fetched, `enterprise` what the chart of an
    Enterprise release says, once that is fetched. `brought` has the checkout of each source that
    others follow, once it is there. `removed_locks` are the lock files of git that a killed run had
    left, by source.
    """

    config: WorkspaceConfig
    lock: Lock | None
    locked: bool
    update: bool
    progress: SyncProgress
    runner: Runner = field(default_factory=Runner)
    named: Future[Target] = field(default_factory=Future)
    release: Future[DifyRelease] = field(default_factory=Future)
    enterprise: Future[EnterpriseRelease] = field(default_factory=Future)
    brought: Mapping[str, Future[Checkout]] = field(default_factory=dict)
    removed_locks: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def decides(self, spec: SourceSpec) -> bool:
        """Return whether what dify is follows from a source: from an Enterprise release's chart."""
        return bool(self.config.enterprise) and spec.name == CHART

    def lock_notes(self, name: str) -> list[str]:
        """Return what the user should know of the lock files that were removed of a source."""
        locks = ", ".join(f".git/{lock}" for lock in self.removed_locks.get(name, ()))
        return [f"removed what a killed sync had locked: {locks}"] if locks else []

    def entry(self, name: str) -> LockedSource | None:
        """Return the entry of a source in workspace.lock."""
        return self.lock.sources.get(name) if self.lock else None

    def has_locked(self, spec: SourceSpec) -> bool:
        """Return whether the lock is of what workspace.yaml says now about a source."""
        entry = self.entry(spec.name)
        if self.lock is None or entry is None or entry.is_left or not is_of(entry, spec):
            return False
        if self.lock.dify != self.config.dify:
            return False
        if spec.pinned or spec.name == DIFY:
            return True
        dify = self.config.sources.get(DIFY)  # which its version follows from
        return dify is not None and self.has_locked(dify)

    def is_of_before(self) -> bool:
        """Return whether nobody knows what the wanted version of dify is, once all sources are
        through: then the workspace is at the version that the lock names.
        """
        has_dify = DIFY in self.config.sources
        return self.lock is not None and has_dify and self.release.exception() is not None

    def fail_waiting(self, error: BaseException) -> None:
        """Give an error to the sources that wait for dify."""
        for future in (self.named, self.release):
            if not future.done():
                future.set_exception(error)


def success(
    spec: SourceSpec, target: Target, *, changed: bool, notes: list[str]
) -> tuple[SourceResult, LockedSource]:
    entry = lock_entry(spec, target)
    result = SourceResult(
        name=spec.name,
        checkout=checkout_of(spec.name, entry),
        because=target.because,
        notes=tuple(notes),
        changed=changed,
    )
    return result, entry


def failure(
    run: Run, spec: SourceSpec, clone: Clone | None, target: Target | None, error: CtxkitError
) -> Outcome:
    """Report an error with what the folder has nevertheless: the version from before."""
    notes = clone.notes if clone else []
    head = None
    if clone and not clone.fresh:
        with suppress(OSError):
            head = head_commit(clone.root)
    if head is None:
        # Of another version of dify, `sync --locked` would bring what does not fit.
        entry = run.entry(spec.name) if run.has_locked(spec) else None
        return SourceResult(name=spec.name, error=error, notes=tuple(notes)), entry
    kept = _target_at(run, spec, target, head)
    result, entry = success(spec, kept, changed=False, notes=notes)
    return replace(result, error=error), entry


def _target_at(run: Run, spec: SourceSpec, target: Target | None, head: str) -> Target:
    """Return the known details of the commit at which a rejected source stays."""
    entry = run.entry(spec.name)
    if target and head == target.commit:
        return target
    if entry is None or head != entry.commit:
        version = head[:_SHOWN_COMMIT_CHARS]
        origin = "" if spec.git else public_url(spec.helm[0])
        return Target(version=version, commit=head, match="guess", because=LEFT, helm=origin)
    kept = replace(locked_target(entry), ref=entry.ref)
    if target or not run.has_locked(spec):
        return replace(kept, match="guess", because=LEFT)
    return kept


def as_before(run: Run, name: str, outcome: Outcome) -> Outcome:
    """Return the outcome of a source of a sync that has found no version of dify, with what the
    lock says of it, if that is still checked out: of the lock's version of dify it holds.
    """
    result, _ = outcome
    before = run.entry(name)
    if result.error is None or before is None:
        return outcome
    is_there = head_commit(run.config.root(name)) == before.commit
    return (result, before) if is_there else outcome
