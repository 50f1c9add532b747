"""What of a workspace goes into its archive: text files, the commits that are wanted of each
source, the repositories of archives.

Not here: packing them (`packs.py`), whether the workspace is whole (`api/portable.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ctxkit.dify.repositories import CHART
from ctxkit.errors import CtxkitError, WorkspaceError
from ctxkit.workspace.archives.store import DIGESTS
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.folder import CHARTS, FILE, KINDS, LOCK_FILE
from ctxkit.workspace.git_objects import KEPT, TAGS, run_git
from ctxkit.workspace.lockfile import Lock, read_lock
from ctxkit.workspace.portable.manifest import OF_URL, PackedRepository
from ctxkit.workspace.release_tags import APART
from ctxkit.workspace.urls import public_url

_PROMISOR = ("config", "--local", "--default", "", "--get", "remote.origin.promisor")
_MAX_VERSION_CHARS = 140  # of the name of a folder


class PackSource(Struct, frozen=True, kw_only=True):
    """A repository to be packed: its folder, its git directory below that, what the archive says
    of it.
    """

    folder: Path
    git_dir: str
    packed: PackedRepository


def public_yaml(config: WorkspaceConfig) -> bytes:
    """Return workspace.yaml without the secrets of its urls.

    Raise WorkspaceError where one is written in a way that cannot be cut out.
    """
    text = (config.folder / FILE).read_text(encoding="utf8")
    for spec in config.sources.values():
        for url in filter(None, (spec.git, *spec.helm)):
            text = _without(text, url, spec)
    if public_url(config.release_lock) != config.release_lock:
        text = text.replace(config.release_lock, public_url(config.release_lock))
    return text.encode()


def _without(text: str, url: str, spec: SourceSpec) -> str:
    public = public_url(url)
    if public == url:
        return text
    if url not in text:
        raise WorkspaceError(
            f"{FILE}:{spec.line}: the url of '{spec.name}' has a password that cannot be cut out",
            hint="write the url as it is, without escapes, or give the password to git's own store",
        )
    return text.replace(url, public)


def kept_versions(config: WorkspaceConfig) -> dict[str, Lock]:
    """Return the locks of other versions whose commits are all here, by the name of their
    folder.
    """
    found: dict[str, Lock] = {}
    commits = {name: _commits(config.root(name)) for name in config.sources}
    for file in sorted((config.state_folder / "versions").glob(f"*/{LOCK_FILE}")):
        try:
            lock = read_lock(file.parent)
        except CtxkitError:
            continue
        is_here = lock is not None and all(
            entry.commit in commits.get(name, ()) for name, entry in lock.sources.items()
        )
        if lock is not None and is_here and len(file.parent.name) <= _MAX_VERSION_CHARS:
            found[file.parent.name] = lock
    return found


def _commits(root: Path) -> frozenset[str]:
    if not (root / ".git").is_dir():
        return frozenset()
    return frozenset(commit for _, _, commit in _refs(root, ".git"))


def _refs(folder: Path, git_dir: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, object and commit of each ref that is a version's or a chart's."""
    form = "--format=%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)"
    names = (TAGS.rstrip("/"), KEPT.rstrip("/"), DIGESTS.rstrip("/"))
    listing = run_git(folder, f"--git-dir={git_dir}", "for-each-ref", form, *names)
    for row in listing.decode("utf8", "replace").splitlines():
        ref, oid, kind, *peeled = row.split()
        if kind == "commit":
            yield ref, oid, oid
        elif peeled and peeled[1] == "commit":
            yield ref, oid, peeled[0]


def sources_of(config: WorkspaceConfig, locks: Mapping[str, Lock]) -> Iterator[PackSource]:
    """Yield the repositories of the sources that one of the `locks` has, with the commits of all of
    them, and the releases that other versions are compared with.
    """
    for name in config.sources:
        wanted = {lock.sources[name].commit for lock in locks.values() if name in lock.sources}
        if not wanted:
            continue
        is_compared = name in APART or name == CHART
        root = config.root(name)
        refs = {
            ref: oid
            for ref, oid, commit in _refs(root, ".git")
            if commit in wanted or (is_compared and ref.startswith(TAGS))
        }
        refs |= {f"{KEPT}{commit}": commit for commit in wanted}
        partial = run_git(root, *_PROMISOR).decode().strip() == "true"
        packed = PackedRepository(name=name, kind="sources", refs=refs, partial=partial)
        yield PackSource(folder=root, git_dir=".git", packed=packed)


def archives_of(config: WorkspaceConfig) -> Iterator[PackSource]:
    """Yield the repositories that keep archives: charts, wheels."""
    for kind in KINDS:
        for folder in sorted((config.state_folder / kind).glob("*.git")):
            refs = {ref: oid for ref, oid, _ in _refs(folder, ".")}
            if refs and folder.stem in config.sources:
                packed = PackedRepository(name=folder.stem, kind=kind, refs=refs)
                yield PackSource(folder=folder, git_dir=".", packed=packed)


def chart_indexes(config: WorkspaceConfig) -> Iterator[tuple[str, Path]]:
    """Yield name in the archive and file of each index of a Helm repository that is kept."""
    for name in config.sources:
        for file in sorted((config.state_folder / CHARTS).glob(f"{name}-*")):
            of_url = file.name[len(name) + 1 :]
            if re.fullmatch(OF_URL, of_url):  # the name of another source may go on after a hyphen
                yield f"{CHARTS}/{name}/{of_url}", file
