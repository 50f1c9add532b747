"""Bring the sources of a workspace to the versions that fit its dify, all at once.

Not here: which version fits (`resolve.py`), and one repository (`repository.py`).
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ctxkit.errors import CtxkitError, GitError, WorkspaceError
from ctxkit.model import Checkout
from ctxkit.workspace.config import FILE, SourceSpec, Workspace
from ctxkit.workspace.git_objects import head_commit
from ctxkit.workspace.git_runner import Runner, clean_environment
from ctxkit.workspace.history import History
from ctxkit.workspace.lockfile import LOCK_FILE, Lock, LockedSource, read_lock, write_lock
from ctxkit.workspace.locks import exclusive
from ctxkit.workspace.repository import Clone, remove_leftovers
from ctxkit.workspace.resolve import (
    Anchor,
    NoSuchVersionError,
    Place,
    Target,
    anchor_of,
    fitting_target,
    local_advert,
    locked_target,
    named_target,
    prefetch,
)
from ctxkit.workspace.sync_report import SourceResult, SyncProgress, SyncReport
from ctxkit.workspace.urls import absolute_url, public_url

DIFY = "dify"


def sync_workspace(
    ws: Workspace,
    *,
    locked: bool = False,
    update: bool = False,
    jobs: int = 8,
    progress: SyncProgress | None = None,
) -> SyncReport:
    """Clone or update every source, write workspace.lock, and report what became of each.

    `locked`: bring back exactly what workspace.lock says. `update`: accept a tag that has moved
    since it was locked. Raise WorkspaceError where the version of dify does not exist or the lock
    does not fit; what goes wrong with one source is in its result, and the others go on.
    """
    try:
        ws.state_folder.mkdir(exist_ok=True)
        (ws.state_folder / ".gitignore").write_text("*\n", encoding="ascii")
    except OSError as error:
        raise WorkspaceError(
            f"{ws.state_folder.name} cannot be written: {error.strerror}"
        ) from None
    with exclusive(ws.state_folder / "sync.lock", what="the workspace"), clean_environment():
        lock = read_lock(ws.folder)
        if locked:
            _check_lock(ws, lock)
        remove_leftovers(ws.folder, list(ws.sources))
        run = _Run(ws=ws, lock=lock, locked=locked, update=update, progress=progress or _silent)
        outcomes = _bring_all(run, jobs)
        if not locked:
            entries = {name: entry for name, (_, entry) in outcomes.items() if entry}
            write_lock(ws.folder, Lock(dify=ws.dify, sources=entries))
    return SyncReport(results=tuple(result for result, _ in outcomes.values()))


def _silent(_source: str, _what: str, _share: float) -> None:
    pass


Outcome = tuple[SourceResult, LockedSource | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the threads of one sync share: `named` is dify's commit once it is known, `anchor` what
    follows from it.
    """

    ws: Workspace
    lock: Lock | None
    locked: bool
    update: bool
    progress: SyncProgress
    runner: Runner = field(default_factory=Runner)
    named: Future[Target] = field(default_factory=Future)
    anchor: Future[Anchor] = field(default_factory=Future)

    def entry(self, name: str) -> LockedSource | None:
        return self.lock.sources.get(name) if self.lock else None

    def fits(self, spec: SourceSpec) -> bool:
        """Tell whether the lock is of what workspace.yaml says now about a source."""
        entry = self.entry(spec.name)
        if (
            not entry
            or not self.lock
            or (entry.git, entry.pinned) != (public_url(spec.git), spec.ref)
        ):
            return False
        dify = self.ws.sources.get(DIFY)
        follows = not spec.ref and spec is not dify
        return self.lock.dify == self.ws.dify and (
            not follows or (dify is not None and self.fits(dify))
        )


def _check_lock(ws: Workspace, lock: Lock | None) -> None:
    hint = "run: ctxkit sync"
    if lock is None:
        raise WorkspaceError(f"there is no {LOCK_FILE}", hint=hint)
    if lock.dify != ws.dify:
        raise WorkspaceError(
            f"{LOCK_FILE} is of dify {lock.dify}, {FILE} wants {ws.dify}", hint=hint
        )
    for spec in ws.sources.values():
        entry = lock.sources.get(spec.name)
        if entry is None:
            raise WorkspaceError(
                f"{FILE}:{spec.line}: '{spec.name}' is not in {LOCK_FILE}", hint=hint
            )
        if (entry.git, entry.pinned) != (public_url(spec.git), spec.ref):
            raise WorkspaceError(
                f"{FILE}:{spec.line}: '{spec.name}' is another in {LOCK_FILE}", hint=hint
            )


def _bring_all(run: _Run, jobs: int) -> dict[str, Outcome]:
    specs = run.ws.sources
    if DIFY not in specs:
        missing = WorkspaceError(
            f"{FILE}: no source '{DIFY}' that the versions follow from", hint="pin each source"
        )
        run.named.set_exception(missing)
        run.anchor.set_exception(missing)
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
    """Bring one source to its version; whatever goes wrong becomes part of its result."""
    clone: Clone | None = None
    target: Target | None = None
    try:
        run.progress(spec.name, "resolving", 0.0)
        clone = Clone(
            run.ws.folder,
            spec.name,
            spec.git,
            run.runner,
            lambda what, share: run.progress(spec.name, what, share),
        )
        target = _target(run, spec, clone)
        if spec.name == DIFY and not run.named.done():
            run.named.set_result(target)
        clone.obtain(target.commit, target.ref)
        if spec.name == DIFY:
            run.anchor.set_result(anchor_of(clone, target, run.ws.dify))
        changed = clone.check_out(target.commit)
        clone.settle()
        run.progress(spec.name, "done", 1.0)
        return _success(run, spec, clone, target, changed)
    except CtxkitError as error:
        run.progress(spec.name, "failed", 1.0)
        _forsake(run, spec, error)
        return _failure(run, spec, clone, target, error)
    except BaseException as error:
        _forsake(run, spec, error)
        raise
    finally:
        if clone:
            clone.discard()


def _forsake(run: _Run, spec: SourceSpec, error: BaseException) -> None:
    """Free those who wait for dify."""
    if spec.name == DIFY:
        for future in (run.named, run.anchor):
            if not future.done():
                future.set_exception(error)


def _target(run: _Run, spec: SourceSpec, clone: Clone) -> Target:
    entry = run.entry(spec.name)
    if run.locked and entry:
        return locked_target(entry)
    history = History(
        run.ws.state_folder, spec.name, absolute_url(spec.git, run.ws.folder), run.runner
    )
    try:
        advert = clone.list_remote()
    except GitError as error:
        if clone.fresh:
            raise
        clone.notes.append(f"taken from what was fetched before: {error.message}")
        if entry and run.fits(spec):
            return replace(locked_target(entry), ref=entry.ref if entry.ref in clone.refs() else "")
        advert = local_advert(clone, history, error)
    place = Place(clone=clone, history=history, advert=advert, locked=entry, update=run.update)
    if spec.name == DIFY:
        line = spec.line if spec.ref else run.ws.dify_line
        return named_target(place, spec.ref or run.ws.dify, line)
    if spec.ref:
        if isinstance(run.named.exception(), NoSuchVersionError):
            raise WorkspaceError(f"{spec.name}: not touched, because dify has no such version")
        return named_target(place, spec.ref, spec.line)
    prefetch(place)
    try:
        anchor = run.anchor.result()
    except CtxkitError as error:
        raise type(error)(
            f"{spec.name}: its version follows from dify, which could not be had"
        ) from None
    return fitting_target(place, anchor)


def _success(run: _Run, spec: SourceSpec, clone: Clone, target: Target, changed: bool) -> Outcome:
    url = public_url(spec.git)
    checkout = Checkout(
        repo=spec.name, version=target.version, commit=target.commit, match=target.match, url=url
    )
    entry = LockedSource(
        git=url,
        version=target.version,
        commit=target.commit,
        match=target.match,
        ref=target.ref,
        pinned=spec.ref,
        because=target.because,
    )
    result = SourceResult(
        name=spec.name,
        checkout=checkout,
        because=target.because,
        notes=tuple(clone.notes),
        changed=changed,
    )
    return result, entry


def _failure(
    run: _Run, spec: SourceSpec, clone: Clone | None, target: Target | None, error: CtxkitError
) -> Outcome:
    """Report an error with what the folder holds nevertheless: the version that it had before."""
    entry = run.entry(spec.name)
    notes = tuple(clone.notes) if clone else ()
    head = None
    if clone and not clone.fresh:
        with suppress(OSError):
            head = head_commit(clone.root)
    if head is None:
        return SourceResult(name=spec.name, error=error, notes=notes), entry
    if target and head == target.commit:
        found = target
    elif entry and head == entry.commit:
        found = replace(locked_target(entry), ref=entry.ref)
        if target or not run.fits(spec):
            found = replace(found, match="guess", because="left as it was")
    else:
        found = Target(version=head[:12], commit=head, match="guess", because="left as it was")
    result, kept = (
        _success(run, spec, clone, found, changed=False)
        if clone
        else (SourceResult(name=spec.name), entry)
    )
    return replace(result, error=error), kept
