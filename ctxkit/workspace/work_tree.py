"""Bring the files of a clone to a commit so that nothing of the user's is ever lost.

Not here: fetching the commit (`repository.py`), finishing a switch that was cut short
(`recovery.py`).
"""

from __future__ import annotations

import time
from contextlib import suppress

from git import Repo

from ctxkit.errors import GitError
from ctxkit.files.atomic import flush, flush_tree
from ctxkit.text.wording import counted
from ctxkit.workspace.checked_out import SPARSE, head_commit
from ctxkit.workspace.folder import RUN_SYNC
from ctxkit.workspace.git_errors import printable
from ctxkit.workspace.git_objects import STATUS
from ctxkit.workspace.lean import LEAN_TREE, PROMISED, SPARSELY, WHOLE_TREE
from ctxkit.workspace.recovery import MARK
from ctxkit.workspace.repository import Clone

_OPERATIONS = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
"""Files of the git directory while an operation of the user's waits to be finished."""

_STATUS_CHARS = 3  # before the path: two letters and a blank
_CHECKOUT = ("checkout", "--quiet", "--detach", "--no-overwrite-ignore", "--no-recurse-submodules")
_REFRESH = ("read-tree", "-m", "-u")
_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def check_out(clone: Clone, commit: str) -> bool:
    """Bring the work tree to `commit`; return whether it had to be changed.

    Raise GitError where that would touch work of the user's. A commit of the user's own that no
    branch has is kept on a branch of its own.
    """
    _refuse_locks(clone)
    if clone.fresh:
        _set_sparse(clone)
        _switch(clone, commit)
        return True
    changes = local_changes(clone)
    if changes:
        message = f"{clone.name}: left unchanged, because the checkout has local changes: {changes}"
        hint = f"commit, stash or undo the changes in {clone.name}, then {RUN_SYNC}"
        raise GitError(message, hint=hint)
    before = head_commit(clone.root)
    is_sparse = _is_sparse(clone)
    if before == commit and is_sparse:
        return False
    mark = clone.root / ".git" / MARK
    if before:
        _keep_own_commits(clone, before)
        mark.write_text(f"{before} {commit}\n", encoding="ascii")
        flush(mark)
        flush(mark.parent)
    if not is_sparse:
        _set_sparse(clone)
        if before and (before == commit or clone.is_lean):
            # To git that is no switch; and in one it would ask for what is left out anew.
            clone.git(*_REFRESH, before, settings=SPARSELY)
    if before != commit:
        _switch(clone, commit)
    flush_tree(clone.root)
    mark.unlink(missing_ok=True)
    return True


def leave_empty(clone: Clone) -> None:
    """Make a new clone ready for its place with no file checked out: its version of the workspace
    has none.
    """
    _set_sparse(clone)


def _switch(clone: Clone, commit: str) -> None:
    clone.progress("checking out", 0.0)
    clone.git(*_CHECKOUT, commit, settings=SPARSELY if clone.is_partial else ())


def _sparse_text(clone: Clone) -> str:
    return LEAN_TREE if clone.is_lean else WHOLE_TREE


def _is_sparse(clone: Clone) -> bool:
    """Return whether git knows what to check out: in a lean clone not all files, for not all are
    here.
    """
    if not clone.is_partial:
        return True
    try:
        text = (clone.root / ".git" / SPARSE).read_bytes()
    except OSError:
        return False
    is_on = clone.git("config", "--default", "false", "--get", "core.sparseCheckout").strip()
    return is_on == "true" and text == _sparse_text(clone).encode()


def _set_sparse(clone: Clone) -> None:
    if not clone.is_partial:
        return
    folder = clone.root / ".git"
    for setting in PROMISED:
        clone.configure(*setting.split("=", 1))
    # `git sparse-checkout`, which the user may have used, makes the second.
    for file in (folder / "config", folder / "config.worktree"):
        for setting in SPARSELY if file.is_file() else ():
            clone.git("config", "--file", str(file), "--replace-all", *setting.split("=", 1))
    (folder / SPARSE).write_bytes(_sparse_text(clone).encode())


def local_changes(clone: Clone) -> str:
    """Return in a few words the work of the user's that a switch would touch; empty if none."""
    for file, operation in _OPERATIONS.items():
        if (clone.root / ".git" / file).exists():
            return f"{operation} is in progress"
    rows = clone.git(*STATUS).split("\0")
    paths = [row[_STATUS_CHARS:] for row in rows if len(row) > _STATUS_CHARS]
    if not paths:
        return ""
    return f"{counted(len(paths), 'changed file')}, such as {printable(paths[0])}"


def _keep_own_commits(clone: Clone, head: str) -> None:
    """Keep the commit that is checked out on a branch, if it is the user's and on none."""
    with Repo(clone.root) as repo:
        if not repo.head.is_detached:
            branch = repo.active_branch.name
            clone.notes.append(f"branch {branch} was checked out; it is left as it is")
            return
    # A commit of ctxkit's own is kept by a ref, too.
    if clone.git("for-each-ref", "--count=1", "--contains", head).strip():
        return
    branch = f"kept/{head[:12]}"
    clone.git("branch", "--force", "--no-track", branch, head)
    clone.notes.append(f"your commit {head[:12]} was kept on branch {branch}")


def _refuse_locks(clone: Clone) -> None:
    for lock in sorted((clone.root / ".git").glob("*.lock")):
        with suppress(OSError):  # deleted in the meantime
            age = max(0, int(time.time() - lock.stat().st_mtime))
            message = f"{clone.name}: .git/{lock.name} exists ({_duration(age)} old)"
            raise GitError(
                f"{message}: another git process is running, or one was killed",
                hint=f"if no git process is running, delete {clone.name}/.git/{lock.name}",
            )


def _duration(seconds: int) -> str:
    for size, unit in _UNITS:
        if seconds >= size:
            return counted(seconds // size, unit)
    return counted(0, "second")
