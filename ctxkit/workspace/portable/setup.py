"""Set up the repositories of a workspace from the objects of an archive: clones as a sync makes
them, and the repositories of archives.

Each is a new repository with our configuration, into which git takes objects that it has checked.
Not here: the objects (`packs.py`), the folder and the index (`api/portable.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ctxkit.errors import GitError
from ctxkit.workspace import lean as rules
from ctxkit.workspace.archives.store import ArchiveStore
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.git_objects import KEPT
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import git_spec, open_clone
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.portable.manifest import ImportRefusedError, PackedRepository
from ctxkit.workspace.portable.packs import check_trees, name_objects, take_pack
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.urls import absolute_url, public_url
from ctxkit.workspace.wheel.source import open_wheel_clone
from ctxkit.workspace.work_tree import check_out, leave_empty


def set_up_source(
    config: WorkspaceConfig,
    spec: SourceSpec,
    lock: Lock,
    packed: PackedRepository,
    pack: Path,
    home: Path,
) -> None:
    """Make the clone of a source and check out its locked commit; nothing of a source that only
    further versions have.

    `home` is where the workspace will be. Raise ImportRefusedError where the objects do not fit
    together or some that are read are missing.
    """
    entries = lock.in_all_versions()[spec.name]
    entry = entries[0]
    if entry.wheel:
        clone = open_wheel_clone(config, spec, Runner())
    else:
        clone = open_clone(config, spec if entry.helm else git_spec(spec), Runner())
    try:
        clone.is_partial = packed.partial
        take_pack(clone.git, clone.root / ".git", pack, partial=packed.partial)
        name_objects(clone.git, clone.root / ".git", packed.refs, shallow=True)
        check_trees(clone.root, ".git")
        others = [ref.removeprefix(KEPT) for ref in packed.refs if ref.startswith(KEPT)]
        for commit in dict.fromkeys(each.commit for each in entries):
            if lacking := _lacking(clone, commit):
                raise ImportRefusedError(
                    f"the archive is not whole: {lacking} objects of {spec.name} are missing"
                )
        if spec.name in lock.sources:
            check_out(clone, entry.commit)
        else:
            leave_empty(clone)
        clone.settle()
        for commit in others:  # notes that they are whole, as after a sync
            if not _lacking(clone, commit):
                clone.obtain(commit, "")
        if spec.git:
            clone.configure("remote.origin.url", public_url(absolute_url(spec.git, home)))
    finally:
        clone.discard()


def _lacking(clone: Clone, commit: str) -> int:
    """Return how many objects of a commit are missing and wanted."""
    try:
        missing = rules.missing_objects(clone.git, commit)
        if not clone.is_partial:
            return len(missing)
        paths = rules.is_wanted if clone.is_lean else rules.is_any
        return len(rules.files_among(clone.git, commit, paths, missing))
    except GitError:  # a tree is missing
        return 1


def set_up_archives(state: Path, packed: PackedRepository, pack: Path) -> None:
    """Make the repository that keeps the archives of a source."""
    store = ArchiveStore(state, packed.kind, packed.name)
    store.make()
    runner = Runner()

    def git(*arguments: str, environment: dict[str, str] | None = None, **options: Any) -> str:
        named = {"GIT_DIR": str(store.path.absolute()), **(environment or {})}
        return runner.run(store.path, *arguments, name=packed.name, environment=named, **options)

    take_pack(git, store.path, pack, partial=False)
    name_objects(git, store.path, packed.refs, shallow=False)
    check_trees(store.path, ".")
