"""Bring the sources of a workspace to the versions that fit its dify, all at once.

Not here: which version fits (`resolve.py`), and one repository (`repository.py`, `work_tree.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError, GitError, WorkspaceError
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.enterprise import (
    EnterpriseRelease,
    enterprise_target,
    named_dify,
    read_release,
)
from ctxkit.workspace.folder import FILE
from ctxkit.workspace.further_versions import bring_further, wanted_versions
from ctxkit.workspace.git_objects import check_git_version
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import forget_charts, git_spec, open_clone
from ctxkit.workspace.helm.errors import NoChartError
from ctxkit.workspace.helm.source import ChartRequest, chart_target, keep_sidebar, restore_chart
from ctxkit.workspace.history import History
from ctxkit.workspace.locked_versions import (
    LockedVersion,
    SkippedSourceError,
    fetched_version,
)
from ctxkit.workspace.lockfile import Lock, check_lock, read_lock, write_lock
from ctxkit.workspace.release_tags import fetch_releases
from ctxkit.workspace.repository import Clone, UnreachableError, sync_lock
from ctxkit.workspace.resolve import (
    DifyRelease,
    NoPackageTagError,
    NoSuchVersionError,
    SyncedSource,
    Target,
    fitting_target,
    local_advert,
    locked_target,
    named_target,
    package_target,
    prefetch,
    release_of,
)
from ctxkit.workspace.sync_report import SourceResult, SyncProgress, SyncReport, silent
from ctxkit.workspace.sync_run import Outcome, Run, as_before, failure, success
from ctxkit.workspace.urls import absolute_url
from ctxkit.workspace.wheel.source import (
    NoGitPackageError,
    locked_wheel,
    open_wheel_clone,
    wheel_instead,
)
from ctxkit.workspace.work_tree import check_out

_T = TypeVar("_T")


def sync_workspace(
    config: WorkspaceConfig,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = 8,
    timeout: float = 0.0,
    progress: SyncProgress = silent,
    also: Sequence[str] = (),
) -> SyncReport:
    """Clone or update every source, write workspace.lock, and report the result for each.

    `locked`: bring back exactly the commits of workspace.lock. `update`: accept a tag that has
    moved since it was locked. `timeout` is how many seconds git may take in all, 0: any. `also` are
    further versions of dify, whose objects are brought as well, beside those that workspace.yaml or
    the lock names. Raise WorkspaceError where the version of dify does not exist or the lock does
    not fit; what goes wrong with one source is in its result, and the others go on.
    """
    with sync_lock(config) as removed_locks:
        check_git_version(config.folder)
        lock = read_lock(config.folder)
        wanted = wanted_versions(config, lock, also)
        if locked:
            check_lock(config, lock, wanted)
        run = Run(
            config=config,
            lock=lock,
            locked=locked,
            update=update,
            progress=progress,
            runner=Runner(timeout),
            removed_locks=removed_locks,
            brought={name: Future() for name in config.sources},
        )
        outcomes = _bring_all(run, jobs)
        if not locked and run.is_of_before():
            outcomes = {name: as_before(run, name, each) for name, each in outcomes.items()}
        if not locked:
            new = _lock_of(run, outcomes)
            write_lock(config.folder, new)
        further = bring_further(
            config, lock, wanted, locked=locked, update=update, progress=progress
        )
        if not locked:
            found = {each.version: each.lock for each in further if each.lock}
            write_lock(config.folder, replace(new, also=found))
    return SyncReport(results=tuple(result for result, _ in outcomes.values()), further=further)


def _lock_of(run: Run, outcomes: Mapping[str, Outcome]) -> Lock:
    """Return the lock of what is checked out now, with the further versions of before."""
    dify = run.lock.dify if run.lock and run.is_of_before() else run.config.dify
    entries = {name: entry for name, (_, entry) in outcomes.items() if entry}
    further = run.lock.also if run.lock else {}
    return Lock(dify=dify, sources=entries, skipped=_skipped(run, outcomes), also=further)


def _skipped(run: Run, outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    """Return why sources have no version: those of this sync, and of the last one where this one
    could not find out.
    """
    found: dict[str, str] = {}
    for name, (result, entry) in outcomes.items():
        spec = run.config.sources[name]
        before = run.lock.why_skipped(spec, run.config.dify) if run.lock and not entry else ""
        if why := result.skipped or before:
            found[name] = why
    return found


def _bring_all(run: Run, jobs: int) -> dict[str, Outcome]:
    specs = run.config.sources
    if DIFY not in specs:
        message = f"{FILE}: no source '{DIFY}' to derive the versions from"
        run.fail_waiting(WorkspaceError(message, hint="pin every source with `ref:`"))
    # What decides goes first, then dify, and what follows others last: with few jobs those who wait
    # would else take the thread of those they wait for.
    order = sorted(
        specs,
        key=lambda name: (not run.decides(specs[name]), name != DIFY, specs[name].is_following),
    )
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        try:
            futures = {name: pool.submit(_bring_telling, run, specs[name]) for name in order}
            outcomes = {name: futures[name].result() for name in specs}
        except BaseException:
            run.runner.stop()
            pool.shutdown(cancel_futures=True)
            raise
    if run.named.done() and isinstance(error := run.named.exception(), NoSuchVersionError):
        raise error
    return outcomes


def _bring_telling(run: Run, spec: SourceSpec) -> Outcome:
    """Bring one source to its version and, where it decides, tell those that wait."""
    if run.locked or not run.decides(spec):
        return _bring(run, spec)
    try:
        result, entry = _bring(run, spec)
        if result.checkout and not result.error:
            notes = list(result.notes)
            keep_sidebar(spec, run.config.state_folder)
            run.enterprise.set_result(read_release(run.config, spec, result.checkout, notes))
            result = replace(result, notes=tuple(notes))
        elif result.error:
            run.enterprise.set_exception(result.error)
    except GitError as error:
        run.enterprise.set_exception(error)
        return replace(result, error=error), entry
    except BaseException as error:
        run.enterprise.set_exception(error)
        raise
    return result, entry


def _bring(run: Run, spec: SourceSpec) -> Outcome:
    """Bring one source to its version, and tell those that follow it."""
    brought = run.brought[spec.name]
    try:
        outcome = _bring_any(run, spec)
    except BaseException as error:
        brought.set_exception(error)
        raise
    result = outcome[0]
    if result.checkout and not result.error:
        brought.set_result(result.checkout)
    else:
        brought.set_exception(result.error or GitError(result.skipped))
    return outcome


def _followed(run: Run, spec: SourceSpec) -> LockedVersion:
    """Wait for the source that a source follows, and return the version that it locks.

    Raise SkippedSourceError where it locks none.
    """
    followed = spec.rule.source
    found = _waited(spec, run.brought[followed], followed)
    clone = open_clone(run.config, run.config.sources[followed], run.runner)
    return fetched_version(spec, clone, found.commit, found.version, found.match)


def _bring_any(run: Run, spec: SourceSpec) -> Outcome:
    """Bring one source to its version: from its Helm repositories, else from git; a package from
    its wheel where git does not have it.
    """
    entry = run.entry(spec.name)
    state = run.config.state_folder
    if run.locked and entry and entry.wheel:
        return _bring_from(run, spec, wheel=partial(locked_wheel, spec, state, entry))
    if run.locked and entry and not entry.helm:
        return _bring_from(run, git_spec(spec))
    try:
        outcome = _bring_from(run, spec)
    except NoGitPackageError as missing:
        result, entry = _bring_from(run, spec, wheel=partial(wheel_instead, spec, state, missing))
        notes = (f"from its wheel: {missing.refusal.message}",) if result.checkout else ()
        return replace(result, notes=(*result.notes, *notes)), entry
    refusal = outcome[0].error
    if not isinstance(refusal, NoChartError) or not spec.git or run.locked:
        return outcome
    result, entry = _bring_from(run, git_spec(spec))
    if result.error is None:
        return replace(result, notes=(*result.notes, f"from git: {refusal.message}")), entry
    error = GitError(f"{refusal.message}; and git: {result.error.message}", hint=refusal.hint)
    return replace(result, error=error), entry


def _bring_from(
    run: Run, spec: SourceSpec, *, wheel: Callable[[], Target] | None = None
) -> Outcome:
    """Bring a source to its version from where it says first, or to that of its `wheel`; whatever
    goes wrong becomes part of its result.

    Raise NoGitPackageError where its wheel may have what git has not.
    """
    clone: Clone | None = None
    target: Target | None = None
    progress = partial(run.progress, spec.name)
    try:
        progress("resolving", 0.0)
        opened = open_wheel_clone if wheel else open_clone
        clone = opened(run.config, spec, run.runner, progress)
        clone.notes.extend(run.lock_notes(spec.name))
        target = wheel() if wheel else _found(run, spec, clone)
        if spec.name == DIFY:
            run.named.set_result(target)
        clone.obtain(target.commit, target.ref)
        if spec.name == DIFY:
            run.release.set_result(release_of(clone, target, run.config.dify))
        changed = check_out(clone, target.commit)
        clone.settle()
        progress("done", 1.0)
        return success(spec, target, changed=changed, notes=clone.notes)
    except SkippedSourceError as skipped:
        progress("skipped", 1.0)
        return SourceResult(name=spec.name, skipped=skipped.message), None
    except CtxkitError as error:
        progress("failed", 1.0)
        if spec.name == DIFY:
            run.fail_waiting(error)
        return failure(run, spec, clone, target, error)
    except BaseException as error:
        if spec.name == DIFY:
            run.fail_waiting(error)
        raise
    finally:
        if clone:
            clone.discard()


def _found(run: Run, spec: SourceSpec, clone: Clone) -> Target:
    """Return the commit that is wanted of what a source says first."""
    if spec.helm:
        return _chart(run, spec, clone)
    if not spec.is_following or run.locked:
        return _target(run, spec, clone)
    wanted = _followed(run, spec)
    try:
        return _target(run, spec, clone, wanted)
    except (NoPackageTagError, UnreachableError) as refusal:
        if not spec.wheel:
            raise
        raise NoGitPackageError(wanted, refusal) from None


def _chart(run: Run, spec: SourceSpec, clone: Clone) -> Target:
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
        if spec.pinned and not run.decides(spec):
            _refuse_without_dify(run, spec)
        return chart_target(request)
    if entry.commit not in clone.refs().values():
        restore_chart(request, entry)
    return locked_target(entry)


def _target(
    run: Run, spec: SourceSpec, clone: Clone, wanted: LockedVersion | None = None
) -> Target:
    """Return the commit of a source that git has: of a package the version that is `wanted`."""
    entry = run.entry(spec.name)
    if run.locked and entry:
        return locked_target(entry)
    if run.locked and run.lock:
        raise SkippedSourceError(run.lock.why_skipped(spec, run.config.dify))
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
        if entry and run.has_locked(spec) and not wanted:
            ref = entry.ref if entry.ref in clone.refs() else ""
            return replace(locked_target(entry), ref=ref)
        advert = local_advert(clone, history, error)
    source = SyncedSource(
        clone=clone, history=history, advert=advert, locked=entry, update=run.update
    )
    return package_target(source, wanted) if wanted else _target_of(run, spec, source)


def _target_of(run: Run, spec: SourceSpec, source: SyncedSource) -> Target:
    """Return the commit that workspace.yaml names or that fits dify."""
    if spec.name == DIFY:
        return _dify_target(run, spec, source)
    if spec.ref:
        if not run.decides(spec):
            _refuse_without_dify(run, spec)
        fetch_releases(source.clone, source.advert)
        return named_target(source, spec.ref, spec.line)
    fetch_releases(source.clone, source.advert)
    prefetch(source)
    found = enterprise_target(source, _enterprise(run, spec)) if run.config.enterprise else None
    return found or fitting_target(source, _release(run, spec))


def _dify_target(run: Run, spec: SourceSpec, source: SyncedSource) -> Target:
    if spec.ref:
        return named_target(source, spec.ref, spec.line)
    if not run.config.enterprise:
        return named_dify(source, run.config.dify, run.config.dify_line)
    found = enterprise_target(source, _enterprise(run, spec))
    assert found, "without an image of dify it raises"
    return found


def _enterprise(run: Run, spec: SourceSpec) -> EnterpriseRelease:
    """Wait for what the chart of the Enterprise release says."""
    try:
        return run.enterprise.result()
    except CtxkitError as error:  # which is told of the chart itself
        message = f"{spec.name}: cannot choose a version without the chart of {run.config.dify}"
        raise GitError(message, hint=error.hint) from None


def _refuse_without_dify(run: Run, spec: SourceSpec) -> None:
    """Raise WorkspaceError where the version of dify does not exist: then nothing is changed."""
    if isinstance(run.named.exception(), NoSuchVersionError):
        raise WorkspaceError(f"{spec.name}: left unchanged, because dify has no such version")


def _release(run: Run, spec: SourceSpec) -> DifyRelease:
    """Wait for what the versions follow from."""
    return _waited(spec, run.release, DIFY)


def _waited(spec: SourceSpec, future: Future[_T], other: str) -> _T:
    """Wait for what the version of a source follows from, which is of the source `other`."""
    try:
        return future.result()
    except CtxkitError as error:
        message = f"{spec.name}: cannot choose a version because {other} could not be fetched"
        raise type(error)(message) from None
