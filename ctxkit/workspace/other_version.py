"""The sources as a sync to another version of dify would bring them, as git objects alone: no work
tree, no workspace.lock is touched. Not here: a sync itself (`sync.py`), which version fits
(`resolve.py`).

What is there already is found without the network. What a version was resolved to is kept in
`.ctxkit/versions/`, so that a version that was looked at once can be looked at again wherever one
is.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from ctxkit.errors import CtxkitError, GitError, UsageError
from ctxkit.model import Checkout
from ctxkit.workspace.config import SourceSpec, Workspace
from ctxkit.workspace.git_runner import Runner, clean_environment
from ctxkit.workspace.history import History
from ctxkit.workspace.lockfile import Lock, LockedSource, read_lock, write_lock
from ctxkit.workspace.locks import exclusive
from ctxkit.workspace.recovery import MARK
from ctxkit.workspace.repository import Clone
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
)
from ctxkit.workspace.urls import absolute_url, public_url, revision_problem

DIFY = "dify"
_SYNC = "run: ctxkit sync"
_JOBS = 8


class _NeedsServerError(GitError):
    """What is here does not tell; the server must be asked."""


def checkouts_at(ws: Workspace, version: str) -> tuple[Checkout, ...]:
    """Return the checkouts that the workspace would have with the version `version` of dify, all
    objects at hand.

    Sources that `workspace.yaml` pins stay at what they are locked at. Raise UsageError where there
    is no such version, GitError where what is missing cannot be fetched.
    """
    if problem := revision_problem(version):
        raise UsageError(f"the version {version!r} {problem}")
    if DIFY not in ws.sources:
        raise UsageError(f"the workspace has no source '{DIFY}', which versions follow from")
    for name in ws.sources:
        if not (ws.root(name) / ".git").is_dir():
            raise GitError(f"{name}: not cloned yet", hint=_SYNC)
    ws.state_folder.mkdir(exist_ok=True)
    with exclusive(ws.state_folder / "sync.lock", what="the workspace"), clean_environment():
        kept = _kept_folder(ws, version)
        before = _known(ws, kept)
        entries = _bring_all(ws, version, before)
        kept.mkdir(parents=True, exist_ok=True)
        write_lock(kept, Lock(dify=version, sources=entries))
    return tuple(
        Checkout(repo=name, version=e.version, commit=e.commit, match=e.match, url=e.git)
        for name, e in entries.items()
    )


def _kept_folder(ws: Workspace, version: str) -> Path:
    # Case does not count in the names of some file systems, and a branch may have slashes.
    return ws.state_folder / "versions" / version.encode().hex()


def _known(ws: Workspace, folder: Path) -> Mapping[str, LockedSource]:
    """Return what the version was resolved to before, as far as it is of what workspace.yaml says
    now.

    A pinned source is what it is in workspace.lock: of a branch the server may have more by now.
    """
    pinned = {
        name: entry
        for name, entry in _fitting(ws, ws.folder).items()
        if entry.pinned and name != DIFY
    }
    found = _fitting(ws, folder)
    if DIFY not in found or found[DIFY].ref.startswith("refs/heads/"):
        return pinned
    return {**found, **pinned}


def _fitting(ws: Workspace, folder: Path) -> dict[str, LockedSource]:
    try:
        lock = read_lock(folder)
    except CtxkitError:
        return {}
    found = {}
    for name, entry in lock.sources.items() if lock else ():
        spec = ws.sources.get(name)
        if spec and (entry.git, entry.pinned) == (public_url(spec.git), spec.ref):
            found[name] = entry
    return found


def _bring_all(
    ws: Workspace, version: str, before: Mapping[str, LockedSource]
) -> dict[str, LockedSource]:
    """Bring all sources: dify first, which versions follow from, then the others at once."""
    runner = Runner()

    def bring(name: str, anchor: Anchor | None) -> tuple[LockedSource, Anchor | None]:
        spec = ws.sources[name]
        clone = _open(ws, spec, runner)
        if name in before:
            target = replace(locked_target(before[name]), ref=before[name].ref)
            clone.obtain(
                target.commit, "" if target.commit in clone.refs().values() else target.ref
            )
        else:
            target = _bring(ws, spec, clone, runner, version, anchor)
        entry = LockedSource(
            git=public_url(spec.git),
            version=target.version,
            commit=target.commit,
            match=target.match,
            ref=target.ref,
            pinned=spec.ref,
            because=target.because,
        )
        return entry, anchor_of(clone, target, version) if name == DIFY else None

    with ThreadPoolExecutor(max_workers=_JOBS) as pool:
        try:
            dify, anchor = bring(DIFY, None)
            others = {name: pool.submit(bring, name, anchor) for name in ws.sources if name != DIFY}
            entries = {DIFY: dify, **{name: future.result()[0] for name, future in others.items()}}
        except BaseException:
            runner.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {name: entries[name] for name in ws.sources}


def _open(ws: Workspace, spec: SourceSpec, runner: Runner) -> Clone:
    root = ws.root(spec.name)
    if (
        root / ".git" / MARK
    ).exists():  # opening it would finish the switch, which is for a sync to do
        raise GitError(f"{spec.name}: a sync was interrupted", hint=_SYNC)
    return Clone(ws.folder, spec.name, spec.git, runner, lambda _what, _share: None)


def _bring(
    ws: Workspace,
    spec: SourceSpec,
    clone: Clone,
    runner: Runner,
    version: str,
    anchor: Anchor | None,
) -> Target:
    """Return the commit of a source that fits, with all its files here: from what is here if that
    tells it.
    """
    history = History(ws.state_folder, spec.name, absolute_url(spec.git, ws.folder), runner)
    offline = _NeedsServerError(f"{spec.name}: what fits dify {version} is not here")
    place = Place(
        clone=clone,
        history=history,
        advert=local_advert(clone, history, offline),
        locked=None,
        update=False,
    )
    try:
        target = _target(place, spec, version, anchor)
    except _NeedsServerError:
        try:
            place = replace(place, advert=clone.list_remote())
        except GitError as error:
            message = f"{offline.message}, and the server does not answer: {error.message}"
            raise GitError(message, hint=f"{_SYNC} where the server can be reached") from None
        target = _target(place, spec, version, anchor)
    clone.obtain(target.commit, target.ref)
    return target


def _target(place: Place, spec: SourceSpec, version: str, anchor: Anchor | None) -> Target:
    try:
        if spec.name == DIFY:
            return named_target(place, version, spec.line)
        if spec.ref:
            return named_target(place, spec.ref, spec.line)
    except NoSuchVersionError as error:
        if spec.name != DIFY:
            raise
        raise UsageError(error.message.partition(": ")[2], hint=error.hint) from None
    assert anchor is not None, "dify comes first"
    return fitting_target(place, anchor)
