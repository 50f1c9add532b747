"""The sources as a sync to another version of dify would bring them, as git objects alone: no work
tree, no workspace.lock is touched.

Objects that are here already need no network. A version that is looked at once is kept in
`.ctxkit/versions/`, so that it is available offline; one that the workspace names is in its lock.
Not here: a sync itself (`sync.py`), which versions a workspace names (`further_versions.py`), which
version of a source fits (`resolve.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.errors import GitError, UsageError
from ctxkit.model import Checkout
from ctxkit.workspace.config import ENTERPRISE, SourceSpec, WorkspaceConfig
from ctxkit.workspace.enterprise import EnterpriseRelease, enterprise_target, read_release
from ctxkit.workspace.folder import RUN_SYNC
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import git_spec, open_clone
from ctxkit.workspace.helm.errors import NoChartError
from ctxkit.workspace.helm.source import ChartRequest, chart_target, restore_chart
from ctxkit.workspace.history import History
from ctxkit.workspace.known_versions import (
    folder_of,
    is_cloned,
    kept_checkouts,
    known_entries,
    lock_in,
)
from ctxkit.workspace.locked_versions import LockedVersion, SkippedSourceError, fetched_version
from ctxkit.workspace.lockfile import Lock, LockedSource, checkout_of, write_lock
from ctxkit.workspace.recovery import MARK
from ctxkit.workspace.repository import Clone, UnreachableError, sync_lock
from ctxkit.workspace.resolve import (
    DifyRelease,
    NoPackageTagError,
    NoSuchVersionError,
    SyncedSource,
    Target,
    fitting_target,
    local_advert,
    lock_entry,
    locked_target,
    named_target,
    package_target,
    release_of,
)
from ctxkit.workspace.sync_report import SyncProgress, silent
from ctxkit.workspace.urls import absolute_url, revision_problem
from ctxkit.workspace.wheel.source import (
    NoGitPackageError,
    locked_wheel,
    open_wheel_clone,
    wheel_instead,
)
from ctxkit.workspace.work_tree import leave_empty

_MAX_JOBS = 8


class _NeedsServerError(GitError):
    """The clones do not have the answer; the server must be asked."""


class _Run(Struct, frozen=True, kw_only=True):
    """The state that the threads share: the version in question, its entries from before, and what
    its chart says, if it is an Enterprise release.

    `locked`: those are all that is wanted. `update`: the server is asked, and a tag that has moved
    is accepted. `may_clone`: packages that only this version has are cloned. `skipped` takes why
    sources have no version.
    """

    config: WorkspaceConfig
    version: str
    known: Mapping[str, LockedSource]
    enterprise: EnterpriseRelease | None = None
    locked: bool = False
    update: bool = False
    may_clone: bool = False
    progress: SyncProgress = silent
    skipped: dict[str, str] = field(default_factory=dict)
    runner: Runner = field(default_factory=Runner)


def checkouts_at(config: WorkspaceConfig, version: str) -> tuple[Checkout, ...]:
    """Return the checkouts that the workspace would have with the version `version` of dify, all
    objects at hand; in a workspace of an Enterprise release with another such release.

    Sources that `workspace.yaml` pins stay at what they are locked at. Raise UsageError where there
    is no such version, GitError where what is missing cannot be fetched.
    """
    config, version = _config_at(config, version)
    for name, spec in config.sources.items():
        # What was skipped is nowhere yet, and no question should have to fetch a whole source.
        if not is_cloned(config, name) and not spec.is_following:
            raise GitError(f"{name}: not cloned yet", hint=RUN_SYNC)
    folder = folder_of(config, version)
    own = lock_in(config.folder)
    before = own.further(version) if own else None
    if not os.access(config.state_folder, os.W_OK):
        return kept_checkouts(config, version, before or lock_in(folder))
    with sync_lock(config):
        known = known_entries(config, before or lock_in(folder))
        entries = _bring_all(_Run(config=config, version=version, known=known))
        if before is None:
            folder.mkdir(parents=True, exist_ok=True)
            write_lock(folder, Lock(dify=version, sources=entries))
    return Lock(dify=version, sources=entries).checkouts()


def check_version(config: WorkspaceConfig, version: str) -> None:
    """Raise UsageError where `version` cannot be one of dify in this workspace."""
    if problem := revision_problem(version):
        raise UsageError(f"invalid version {version!r}: it {problem}")
    if DIFY not in config.sources:
        raise UsageError(f"the workspace has no source '{DIFY}' to derive the versions from")


def version_lock(
    config: WorkspaceConfig,
    version: str,
    before: Lock | None,
    *,
    locked: bool = False,
    update: bool = False,
    progress: SyncProgress = silent,
) -> Lock:
    """Bring a version of dify or another Enterprise release, and return its lock; `before` is the
    one from last time. Call it with the workspace locked.

    Sources that are not cloned are left out, but for packages, which another version may not have.
    Raise what `checkouts_at` does.
    """
    named = version
    config, version = _config_at(config, version)
    known = before.sources if before and locked else known_entries(config, before, update=update)
    run = _Run(
        config=config,
        version=version,
        known=known,
        locked=locked,
        update=update,
        may_clone=True,
        progress=progress,
    )
    if not is_cloned(config, DIFY):
        raise GitError(f"{DIFY}: not cloned yet", hint=RUN_SYNC)
    entries = _bring_all(run)
    skipped = before.skipped if before and locked else run.skipped
    return Lock(dify=named, sources=entries, skipped=skipped)


def _config_at(config: WorkspaceConfig, version: str) -> tuple[WorkspaceConfig, str]:
    """Return the configuration of a version, and the version as its sources name it.

    In the workspace of an Enterprise release that may be another one: its chart says what Dify is,
    whatever the workspace pins for its own. Raise what `check_version` does.
    """
    version = version.removeprefix(f"{ENTERPRISE} ")
    check_version(config, version)
    if not config.enterprise or not is_enterprise_version(version):
        return config, version
    version = version.removeprefix("v")
    chart, dify = config.sources[CHART], config.sources[DIFY]
    pin = {"version" if chart.helm else "ref": version}
    sources = {**config.sources, CHART: replace(chart, **pin), DIFY: replace(dify, ref="")}
    at_release = replace(
        config, sources=sources, enterprise=version, dify=f"{ENTERPRISE} {version}"
    )
    return at_release, version


def _bring_all(run: _Run) -> dict[str, LockedSource]:
    """Bring all sources: dify first, which versions follow from, then the others at once."""
    sources = run.config.sources
    wanted = [name for name, spec in sources.items() if _is_wanted(run, name, spec)]
    is_release = run.config.dify == f"{ENTERPRISE} {run.version}"
    with ThreadPoolExecutor(max_workers=_MAX_JOBS) as pool:
        try:
            targets: dict[str, Target] = {}
            # Of a release that is known whole, nobody needs what its chart and lock say.
            if is_release and not all(name in run.known for name in wanted):
                run, targets[CHART] = _bring_enterprise(run)
            clone, targets[DIFY] = _bring(run, sources[DIFY], None)
            named = run.config.dify if is_release else run.version
            release = release_of(clone, targets[DIFY], named)
            others = {
                name: pool.submit(_bring, run, sources[name], release)
                for name in wanted
                if name not in targets
            }
            targets |= {name: future.result()[1] for name, future in others.items()}
            targets |= _bring_following(run, targets)
        except BaseException:
            run.runner.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {
        name: lock_entry(spec, targets[name]) for name, spec in sources.items() if name in targets
    }


def _bring_enterprise(run: _Run) -> tuple[_Run, Target]:
    """Bring the chart of an Enterprise release, and return the run that knows what it says."""
    spec = run.config.sources[CHART]
    _, target = _bring(run, spec, None)
    chart = checkout_of(CHART, lock_entry(spec, target))
    return replace(run, enterprise=read_release(run.config, spec, chart, [])), target


def _is_wanted(run: _Run, name: str, spec: SourceSpec) -> bool:
    """Return whether a source that follows no other is of the version: of a locked one those that
    it had.
    """
    if spec.is_following:
        return False
    return name in run.known if run.locked else is_cloned(run.config, name)


def _bring_following(run: _Run, targets: Mapping[str, Target]) -> dict[str, Target]:
    """Return the commits of the sources whose versions are locked by others, which are at
    `targets`; those that have none are left out.
    """
    found: dict[str, Target] = {}
    for name, spec in run.config.sources.items():
        if not spec.is_following or not (run.may_clone or is_cloned(run.config, name)):
            continue
        if run.locked:
            if name in run.known:
                found[name] = _bring(run, spec, None)[1]
            continue
        followed = spec.rule.source
        target = targets[followed]
        clone = _open(run, run.config.sources[followed])
        try:
            wanted = fetched_version(spec, clone, target.commit, target.version, target.match)
            found[name] = _bring_package(run, spec, wanted)
        except SkippedSourceError as skipped:
            run.skipped[name] = skipped.message
    return found


def _bring_package(run: _Run, spec: SourceSpec, wanted: LockedVersion) -> Target:
    """Return the commit of the version of a package, from its wheel where git does not have it."""
    clone = _open(run, spec)
    known = run.known.get(spec.name)
    if known and known.wheel and known.version == wanted.version:
        target = replace(locked_target(known), ref=known.ref)
        if target.commit in clone.refs().values():
            return target
    try:
        target = _asked(run, spec, clone, lambda source: package_target(source, wanted))
    except (NoPackageTagError, UnreachableError) as refusal:
        clone.discard()
        if not spec.wheel:
            raise
        missing = NoGitPackageError(wanted, refusal)
        target = wheel_instead(spec, run.config.state_folder, missing)
        clone = open_wheel_clone(run.config, spec, run.runner)
    _obtain(clone, target.commit, target.ref)
    return target


def _obtain(clone: Clone, commit: str, ref: str) -> None:
    """Fetch a commit; a clone that was begun for it gets its place, with nothing checked out."""
    try:
        clone.obtain(commit, ref)
        if clone.fresh:
            leave_empty(clone)
            clone.settle()
    finally:
        clone.discard()


def _bring(run: _Run, spec: SourceSpec, release: DifyRelease | None) -> tuple[Clone, Target]:
    """Return the commit of a source that fits, with all its files here: from its Helm repositories,
    else from git.
    """
    known = run.known.get(spec.name)
    if known is not None and not known.helm:
        return _bring_from(run, git_spec(spec), release)
    try:
        return _bring_from(run, spec, release)
    except NoChartError:
        if not spec.git:
            raise
        return _bring_from(run, git_spec(spec), release)


def _bring_from(run: _Run, spec: SourceSpec, release: DifyRelease | None) -> tuple[Clone, Target]:
    clone = _open(run, spec)
    known = run.known.get(spec.name)
    if known is None:
        target = _chart(run, spec, release) if spec.helm else _target(run, spec, clone, release)
        clone.obtain(target.commit, target.ref)
        return clone, target
    if known.helm and known.commit not in clone.refs().values():
        restore_chart(_request(run, spec, release), known)
    target = replace(locked_target(known), ref=known.ref)
    # As in a sync by the lock: its tag may have moved since, so the commit alone leads there.
    needs_no_ref = run.locked or target.commit in clone.refs().values()
    if known.wheel and target.commit not in clone.refs().values():
        clone.discard()
        locked_wheel(spec, run.config.state_folder, known)  # which the store has then
        clone = open_wheel_clone(run.config, spec, run.runner)
    _obtain(clone, target.commit, "" if needs_no_ref else target.ref)
    return clone, target


def _open(run: _Run, spec: SourceSpec) -> Clone:
    mark = run.config.root(spec.name) / ".git" / MARK
    if mark.exists():  # opening it would finish the switch, which is for a sync to do
        raise GitError(f"{spec.name}: the last sync was interrupted", hint=RUN_SYNC)
    progress = partial(run.progress, f"{spec.name} of {run.version}")
    return open_clone(run.config, spec, run.runner, progress)


def _chart(run: _Run, spec: SourceSpec, release: DifyRelease | None) -> Target:
    return chart_target(_request(run, spec, release))


def _request(run: _Run, spec: SourceSpec, release: DifyRelease | None) -> ChartRequest:
    def known() -> DifyRelease:
        assert release is not None, "dify comes first, but for a chart that is pinned"
        return release

    state = run.config.state_folder
    return ChartRequest(spec=spec, state=state, release=known, offline_first=True)


def _target(run: _Run, spec: SourceSpec, clone: Clone, release: DifyRelease | None) -> Target:
    return _asked(run, spec, clone, lambda source: _wanted(run, spec, source, release))


def _asked(
    run: _Run, spec: SourceSpec, clone: Clone, choose: Callable[[SyncedSource], Target]
) -> Target:
    """Return the commit of a source that `choose` takes: from what is here if that says it, else
    from the server.
    """
    url = absolute_url(spec.git, run.config.folder)
    history = History(run.config.state_folder, spec.name, url, run.runner)
    missing = _NeedsServerError(
        f"{spec.name}: the version that matches dify {run.version} has not been fetched"
    )
    source = SyncedSource(
        clone=clone,
        history=history,
        advert=local_advert(clone, history, missing),
        locked=None,
        update=run.update,
    )
    # The steps of a release take the next best of what is here.
    if run.enterprise is None and not run.update:
        with suppress(_NeedsServerError):
            return choose(source)
    try:
        advert = clone.list_remote()
    except GitError as error:
        message = f"{missing.message}, and the server does not respond: {error.message}"
        hint = f"{RUN_SYNC}, with access to the server"
        raise UnreachableError(message, hint=hint) from None
    return choose(replace(source, advert=advert))


def _wanted(
    run: _Run, spec: SourceSpec, source: SyncedSource, release: DifyRelease | None
) -> Target:
    if run.enterprise and not spec.ref:
        found = enterprise_target(source, run.enterprise)
        if found:
            return found
    if spec.name == DIFY:
        try:
            return named_target(source, run.version, spec.line)
        except NoSuchVersionError as error:
            # The user named it on the command line, and not on a line of workspace.yaml.
            raise UsageError(error.message.partition(": ")[2], hint=error.hint) from None
    if spec.ref:
        return named_target(source, spec.ref, spec.line)
    assert release is not None, "dify comes first"
    return fitting_target(source, release)
