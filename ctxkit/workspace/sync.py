"""Bring the sources of a workspace to the versions that fit its dify, all at once.

Not here: which version fits (`resolve.py`), and one repository (`repository.py`, `work_tree.py`).
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError, GitError, WorkspaceError
from ctxkit.model import Checkout
from ctxkit.workspace.config import FILE, LOCK_FILE, RUN_SYNC, SourceSpec, WorkspaceConfig
from ctxkit.workspace.git_objects import head_commit
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import forget_charts, git_spec, open_clone
from ctxkit.workspace.helm.errors import NoChartError
from ctxkit.workspace.helm.source import ChartRequest, chart_target, restore_chart
from ctxkit.workspace.history import History
from ctxkit.workspace.lockfile import (
    Lock,
    LockedSource,
    is_of,
    read_lock,
    source_url,
    write_lock,
)
from ctxkit.workspace.release_tags import fetch_releases
from ctxkit.workspace.remote import Advert
from ctxkit.workspace.repository import Clone, remove_leftovers, sync_lock
from ctxkit.workspace.resolve import (
    DifyRelease,
    NoSuchVersionError,
    SyncedSource,
    Target,
    fitting_target,
    local_advert,
    lock_entry,
    locked_target,
    named_target,
    prefetch,
    release_of,
)
from ctxkit.workspace.sync_report import SourceResult, SyncProgress, SyncReport
from ctxkit.workspace.urls import absolute_url, public_url
from ctxkit.workspace.work_tree import check_out

_LEFT = "left as it was"
_SHOWN_COMMIT_CHARS = 12


def sync_workspace(
    config: WorkspaceConfig,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = 8,
    progress: SyncProgress | None = None,
) -> SyncReport:
    """Clone or update every source, write workspace.lock, and report the result for each.

    `locked`: bring back exactly the commits of workspace.lock. `update`: accept a tag that has
    moved since it was locked. Raise WorkspaceError where the version of dify does not exist or the
    lock does not fit; what goes wrong with one source is in its result, and the others go on.
    """
    with sync_lock(config):
        lock = read_lock(config.folder)
        if locked:
            _check_lock(config, lock)
        remove_leftovers(config.folder, list(config.sources))
        run = _Run(
            config=config, lock=lock, locked=locked, update=update, progress=progress or _silent
        )
        outcomes = _bring_all(run, jobs)
        if not locked:
            entries = {name: entry for name, (_, entry) in outcomes.items() if entry}
            write_lock(config.folder, Lock(dify=config.dify, sources=entries))
    return SyncReport(results=tuple(result for result, _ in outcomes.values()))


def _silent(_source: str, _action: str, _share: float) -> None:
    pass


Outcome = tuple[SourceResult, LockedSource | None]


class _Run(Struct, frozen=True, kw_only=True):
    """The state that the threads of one sync share: `named` is dify's commit once it is known,
    `release` its version, date and images once it is fetched.
    """

    config: WorkspaceConfig
    lock: Lock | None
    locked: bool
    update: bool
    progress: SyncProgress
    runner: Runner = field(default_factory=Runner)
    named: Future[Target] = field(default_factory=Future)
    release: Future[DifyRelease] = field(default_factory=Future)

    def entry(self, name: str) -> LockedSource | None:
        """Return the entry of a source in workspace.lock."""
        return self.lock.sources.get(name) if self.lock else None

    def has_locked(self, spec: SourceSpec) -> bool:
        """Return whether the lock is of what workspace.yaml says now about a source."""
        entry = self.entry(spec.name)
        if self.lock is None or entry is None or not is_of(entry, spec):
            return False
        if self.lock.dify != self.config.dify:
            return False
        if spec.pinned or spec.name == DIFY:
            return True
        dify = self.config.sources.get(DIFY)  # which its version follows from
        return dify is not None and self.has_locked(dify)

    def fail_waiting(self, error: BaseException) -> None:
        """Give an error to the sources that wait for dify."""
        for future in (self.named, self.release):
            if not future.done():
                future.set_exception(error)


def _check_lock(config: WorkspaceConfig, lock: Lock | None) -> None:
    """Raise WorkspaceError where the lock does not have just the sources of workspace.yaml."""
    if lock is None:
        raise WorkspaceError(f"no {LOCK_FILE} in {config.folder}", hint=RUN_SYNC)
    if lock.dify != config.dify:
        message = f"{LOCK_FILE} is for dify {lock.dify}, but {FILE} asks for {config.dify}"
        raise WorkspaceError(message, hint=RUN_SYNC)
    for spec in config.sources.values():
        entry = lock.sources.get(spec.name)
        if entry is None or not is_of(entry, spec):
            fault = "is not in" if entry is None else "differs from"
            raise WorkspaceError(
                f"{FILE}:{spec.line}: '{spec.name}' {fault} {LOCK_FILE}", hint=RUN_SYNC
            )


def _bring_all(run: _Run, jobs: int) -> dict[str, Outcome]:
    specs = run.config.sources
    if DIFY not in specs:
        message = f"{FILE}: no source '{DIFY}' to derive the versions from"
        run.fail_waiting(WorkspaceError(message, hint="pin every source with `ref:`"))
    # dify goes first: the others wait for it, and with few jobs they would else wait for a thread
    # of theirs.
    order = sorted(specs, key=lambda name: name != DIFY)
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            futures = {name: pool.submit(_bring, run, specs[name]) for name in order}
            outcomes = {name: futures[name].result() for name in specs}
        except BaseException:
            run.runner.stop()
            pool.shutdown(cancel_futures=True)
            raise
    if run.named.done() and isinstance(error := run.named.exception(), NoSuchVersionError):
        raise error
    return outcomes


def _bring(run: _Run, spec: SourceSpec) -> Outcome:
    """Bring one source to its version: from its Helm repositories, else from git."""
    entry = run.entry(spec.name)
    if run.locked and entry and not entry.helm:
        return _bring_from(run, git_spec(spec))
    outcome = _bring_from(run, spec)
    refusal = outcome[0].error
    if not isinstance(refusal, NoChartError) or not spec.git or run.locked:
        return outcome
    result, entry = _bring_from(run, git_spec(spec))
    if result.error is None:
        return replace(result, notes=(*result.notes, f"from git: {refusal.message}")), entry
    error = GitError(f"{refusal.message}; and git: {result.error.message}", hint=refusal.hint)
    return replace(result, error=error), entry


def _bring_from(run: _Run, spec: SourceSpec) -> Outcome:
    """Bring a source to its version from where it says first; whatever goes wrong becomes part of
    its result.
    """
    clone: Clone | None = None
    target: Target | None = None
    progress = partial(run.progress, spec.name)
    try:
        progress("resolving", 0.0)
        clone = open_clone(run.config, spec, run.runner, progress)
        target = _chart(run, spec, clone) if spec.helm else _target(run, spec, clone)
        if spec.name == DIFY:
            run.named.set_result(target)
        clone.obtain(target.commit, target.ref)
        if spec.name == DIFY:
            run.release.set_result(release_of(clone, target, run.config.dify))
        changed = check_out(clone, target.commit)
        clone.settle()
        progress("done", 1.0)
        return _success(spec, target, changed=changed, notes=clone.notes)
    except CtxkitError as error:
        progress("failed", 1.0)
        if spec.name == DIFY:
            run.fail_waiting(error)
        return _failure(run, spec, clone, target, error)
    except BaseException as error:
        if spec.name == DIFY:
            run.fail_waiting(error)
        raise
    finally:
        if clone:
            clone.discard()


def _chart(run: _Run, spec: SourceSpec, clone: Clone) -> Target:
    """Return the chart that fits, from a Helm repository."""
    entry = run.entry(spec.name)
    request = ChartRequest(
        spec=spec,
        state=run.config.state_folder,
        release=partial(_release, run, spec),
        locked=entry,
        is_current=run.has_locked(spec),
        update=run.update,
        notes=clone.notes,
    )
    if not run.locked or entry is None:
        if spec.pinned:
            _refuse_without_dify(run, spec)
        return chart_target(request)
    if entry.commit not in clone.refs().values():
        restore_chart(request, entry)
    return locked_target(entry)


def _target(run: _Run, spec: SourceSpec, clone: Clone) -> Target:
    entry = run.entry(spec.name)
    if run.locked and entry:
        return locked_target(entry)
    if not clone.fresh:
        forget_charts(run.config, clone)
    url = absolute_url(spec.git, run.config.folder)
    history = History(run.config.state_folder, spec.name, url, run.runner)
    try:
        advert = clone.list_remote()
    except GitError as error:
        if clone.fresh:
            raise
        clone.notes.append(f"using what was fetched before: {error.message}")
        if entry and run.has_locked(spec):
            ref = entry.ref if entry.ref in clone.refs() else ""
            return replace(locked_target(entry), ref=ref)
        advert = local_advert(clone, history, error)
    return _target_of(run, spec, clone, history, advert)


def _target_of(
    run: _Run, spec: SourceSpec, clone: Clone, history: History, advert: Advert
) -> Target:
    """Return the commit that workspace.yaml names or that fits dify."""
    source = SyncedSource(
        clone=clone,
        history=history,
        advert=advert,
        locked=run.entry(spec.name),
        update=run.update,
    )
    if spec.name == DIFY and not spec.ref:
        return named_target(source, run.config.dify, run.config.dify_line)
    if spec.name == DIFY:
        return named_target(source, spec.ref, spec.line)
    if spec.ref:
        _refuse_without_dify(run, spec)
        fetch_releases(clone, advert)
        return named_target(source, spec.ref, spec.line)
    fetch_releases(clone, advert)
    prefetch(source)
    return fitting_target(source, _release(run, spec))


def _refuse_without_dify(run: _Run, spec: SourceSpec) -> None:
    """Raise WorkspaceError where the version of dify does not exist: then nothing is changed."""
    if isinstance(run.named.exception(), NoSuchVersionError):
        raise WorkspaceError(f"{spec.name}: left unchanged, because dify has no such version")


def _release(run: _Run, spec: SourceSpec) -> DifyRelease:
    """Wait for what the versions follow from."""
    try:
        return run.release.result()
    except CtxkitError as error:
        message = f"{spec.name}: cannot choose a version because dify could not be fetched"
        raise type(error)(message) from None


def _success(
    spec: SourceSpec, target: Target, *, changed: bool, notes: list[str]
) -> tuple[SourceResult, LockedSource]:
    entry = lock_entry(spec, target)
    checkout = Checkout(
        repo=spec.name,
        version=target.version,
        commit=target.commit,
        match=target.match,
        url=source_url(entry),
    )
    result = SourceResult(
        name=spec.name,
        checkout=checkout,
        because=target.because,
        notes=tuple(notes),
        changed=changed,
    )
    return result, entry


def _failure(
    run: _Run, spec: SourceSpec, clone: Clone | None, target: Target | None, error: CtxkitError
) -> Outcome:
    """Report an error with what the folder has nevertheless: the version from before."""
    notes = clone.notes if clone else []
    head = None
    if clone and not clone.fresh:
        with suppress(OSError):
            head = head_commit(clone.root)
    if head is None:
        return SourceResult(name=spec.name, error=error, notes=tuple(notes)), run.entry(spec.name)
    kept = _target_at(run, spec, target, head)
    result, entry = _success(spec, kept, changed=False, notes=notes)
    return replace(result, error=error), entry


def _target_at(run: _Run, spec: SourceSpec, target: Target | None, head: str) -> Target:
    """Return the known details of the commit at which a rejected source stays."""
    entry = run.entry(spec.name)
    if target and head == target.commit:
        return target
    if entry is None or head != entry.commit:
        version = head[:_SHOWN_COMMIT_CHARS]
        origin = "" if spec.git else public_url(spec.helm[0])
        return Target(version=version, commit=head, match="guess", because=_LEFT, helm=origin)
    kept = replace(locked_target(entry), ref=entry.ref)
    if target or not run.has_locked(spec):
        return replace(kept, match="guess", because=_LEFT)
    return kept
