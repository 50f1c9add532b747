"""What a workspace keeps that none of its versions needs: clones and stores of sources that it no
longer names, versions that were looked at, temporary folders of runs that were killed.

Nothing of the user's is among it: a clone with local changes, files or branches of the user's own
is left alone, with the reason. Not here: objects in clones that are needed (`unused_objects.py`),
the index (`index/unused.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

from msgspec import Struct

from ctxkit.errors import GitError
from ctxkit.files.sizes import size_of
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.folder import CHARTS, STORES
from ctxkit.workspace.git_objects import KEPT, run_git
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.lockfile import Lock

_OURS = "refs/ctxkit/"

Kind = Literal["search", "tree", "version", "store", "clone", "objects"]


class Unused(Struct, frozen=True, kw_only=True):
    """Something that nothing needs: its name, why it is not needed, its bytes on disk, and the
    files and folders that it is, none where it is a part of something.
    """

    kind: Kind
    name: str
    why: str
    paths: tuple[Path, ...] = ()
    bytes: int = 0

    @property
    def size(self) -> int:
        """The bytes on disk."""
        return self.bytes + sum(map(size_of, self.paths))


class LeftAlone(Struct, frozen=True, kw_only=True):
    """Something that nothing needs and that is not removed, for it has work of the user's."""

    name: str
    why: str


def unused_of_workspace(config: WorkspaceConfig, lock: Lock) -> list[Unused | LeftAlone]:
    """Return what the folder of a workspace has that nothing needs. Call it with the workspace
    locked: then no run is at work, and what killed runs left is gone.
    """
    state = config.state_folder
    found: list[Unused | LeftAlone] = [*_versions(state)]
    found += _stores(config, state)
    found += _clones(config, lock)
    return found


def _versions(state: Path) -> Iterator[Unused]:
    for folder in sorted((state / "versions").glob("*")):
        with suppress(ValueError):
            name = bytes.fromhex(folder.name).decode("utf8", "replace")
            why = "looked at by drift; it is resolved anew when it is asked for"
            yield Unused(kind="version", name=f"resolved version {name}", why=why, paths=(folder,))


def _stores(config: WorkspaceConfig, state: Path) -> Iterator[Unused]:
    for kind in STORES:
        for folder in sorted((state / kind).glob("*.git*")):
            source = folder.name.partition(".git")[0]
            spec = config.sources.get(source)
            is_used = spec is not None and (kind != CHARTS or spec.helm)
            if folder.suffix == ".git" and is_used:
                continue
            why = "a killed run left it" if is_used else "its source is not in workspace.yaml"
            yield Unused(kind="store", name=f"{kind}/{folder.name}", why=why, paths=(folder,))


def _clones(config: WorkspaceConfig, lock: Lock) -> Iterator[Unused | LeftAlone]:
    versions = (lock, *lock.also.values())
    for folder in sorted(config.folder.iterdir()):
        name = folder.name
        if folder.is_symlink() or not (folder / ".git").is_dir() or not _is_ours(folder):
            continue
        if name in config.sources:
            # What a version skips, and none has, was of a version that is gone.
            if any(name in each.sources or name not in each.skipped for each in versions):
                continue
            why = "no version of the workspace has it"
        else:
            why = "its source is not in workspace.yaml"
        if work := work_in(folder):
            yield LeftAlone(name=name, why=f"{why}, but it has {work}")
        else:
            yield Unused(kind="clone", name=f"clone {name}", why=why, paths=(folder,))


def _is_ours(folder: Path) -> bool:
    """Return whether ctxkit made a clone."""
    try:
        source = run_git(folder, "config", "--local", "--get", "ctxkit.source")
    except GitError:
        return False
    return source.decode("utf8", "replace").strip() == folder.name


def work_in(root: Path) -> str:
    """Return what a clone of ctxkit's has of the user's: changed or own files, commits, branches;
    empty if nothing.
    """
    try:
        own = ("--untracked-files=all", "--ignored", "--ignore-submodules=all")
        changes = run_git(root, "status", "--porcelain", "--no-renames", *own)
        refs = run_git(root, "for-each-ref", "--format=%(refname)").decode().split()
    except GitError as error:
        return error.message
    if head_commit(root) is None:
        # Nothing was ever checked out: what is in the folder is the user's.
        changes = b"".join(b"x" for each in root.iterdir() if each.name != ".git")
    if changes:
        return "files or changes of your own"
    kept = {ref.removeprefix(KEPT) for ref in refs if ref.startswith(KEPT)}
    head = head_commit(root)
    if head is not None and head not in kept:
        return "a commit of your own checked out"
    foreign = [ref for ref in refs if not ref.startswith((_OURS, "refs/tags/", "refs/remotes/"))]
    if foreign or (root / ".git" / "worktrees").exists():
        return "branches or work trees of your own"
    return ""


def remove(unused: Unused) -> None:
    """Remove the files and folders of something unused."""
    for path in unused.paths:
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)
