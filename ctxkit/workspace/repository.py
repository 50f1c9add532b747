"""One source's repository: made, fetched into and checked out so that nothing of the user's is ever
lost.

Not here: which commit is wanted (`resolve.py`), and several sources at once (`sync.py`).

A clone is made in `.NAME.tmp-PID` and renamed when it is whole. Every commit that was ever wanted
is kept by a ref `refs/ctxkit/at/COMMIT`, so a version that was fetched once needs no server again,
and a commit at HEAD that no ref holds is the user's own. The clone's configuration holds the url
without its credentials.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from git import InvalidGitRepositoryError, NoSuchPathError, Repo

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace.git_objects import head_commit, printable, read_named
from ctxkit.workspace.git_runner import REMOTE, Runner, server_options
from ctxkit.workspace.recovery import MARK, finish_switch
from ctxkit.workspace.remote import Advert, parse_advert
from ctxkit.workspace.urls import absolute_url, public_url

_KEPT = "refs/ctxkit/at/"
_BUSY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
# The files of the work tree must be the blobs that are indexed, whatever the repository's
# attributes or the user's configuration say: no line ends are converted, no filter (such as that of
# Git LFS) is run.
_ATTRIBUTES = "* -text -eol -ident -filter -working-tree-encoding\n"
_CONFIG = """\
[core]
\tautocrlf = false
\tlongpaths = true
[remote "origin"]
\turl = {origin}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[ctxkit]
\tsource = {name}
"""
_NOT_SERVED = ("unadvertised object", "does not support shallow")


class Clone:
    """The clone of one source, in its folder or, until `settle`, in a temporary one beside it."""

    def __init__(
        self,
        folder: Path,
        name: str,
        url: str,
        runner: Runner,
        progress: Callable[[str, float], None],
    ) -> None:
        """Open the clone of `name` in `folder`, or begin one; raise WorkspaceError where something
        else is there.
        """
        self.name = name
        self.final = folder / name
        self.url = absolute_url(url, folder)
        self.notes: list[str] = []
        self.public = public_url(url)
        self._origin = public_url(self.url)
        self._runner = runner
        self._progress = progress
        self.fresh = not self.final.is_symlink() and (
            not self.final.exists() or _is_empty(self.final)
        )
        self.root = folder / f".{name}.tmp-{os.getpid()}" if self.fresh else self.final
        if self.fresh:
            self._make()
        else:
            self._open()

    def _make(self) -> None:
        remove_tree(self.root)
        try:
            self.root.mkdir()
        except OSError as error:
            raise WorkspaceError(
                f"{self.name}: no folder can be made here: {error.strerror}"
            ) from None
        # No template: it could bring hooks.
        self.git("init", "--quiet", "--template=", "--object-format=sha1")
        with (self.root / ".git" / "config").open("a", encoding="utf8") as config:
            config.write(_CONFIG.format(origin=_quoted(self._origin), name=_quoted(self.name)))
        info = self.root / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text(_ATTRIBUTES, encoding="ascii")

    def _open(self) -> None:
        away = "move it away, or give the source another name"
        try:
            if self.final.is_symlink() or not (self.final / ".git").is_dir():
                raise InvalidGitRepositoryError
            Repo(self.final).close()
        except (InvalidGitRepositoryError, NoSuchPathError):
            raise WorkspaceError(
                f"{self.name}: something that is no checkout stands there", hint=away
            ) from None
        if self._configured("ctxkit.source") != self.name:
            raise WorkspaceError(
                f"{self.name}: the folder is a repository that ctxkit did not make", hint=away
            )
        before = self._configured("remote.origin.url")
        if before != self._origin:
            self.notes.append(f"the url was {public_url(before)} and is now {self._origin}")
            self.git(
                "config",
                "--local",
                "--replace-all",
                "--end-of-options",
                "remote.origin.url",
                self._origin,
            )
        finish_switch(self.root, self.git)

    def _configured(self, key: str) -> str:
        values = self.git("config", "--local", "--null", "--default", "", "--get", key)
        return values.partition("\0")[0]

    def git(self, *arguments: str, remote: bool = False, **options: Any) -> str:
        """Run git in the clone. `remote`: with the source's url behind the remote `ctxkit`."""
        return self._runner.run(
            self.root, *arguments, name=self.name, url=self.url if remote else "", **options
        )

    def list_remote(self) -> Advert:
        """Ask the server for its tags and branches. Raise GitError where it does not answer."""
        options = server_options(self.url)
        patterns = ("HEAD", "refs/heads/*", "refs/tags/*")
        return parse_advert(
            self.git(
                "ls-remote", "--symref", *options, REMOTE, *patterns, remote=True, patience=60.0
            )
        )

    def refs(self) -> dict[str, str]:
        """Return the commit of each tag and each kept version in the clone, by full name."""
        rows = self.git(
            "for-each-ref",
            "--format=%(refname) %(objectname) %(*objectname)",
            "refs/tags",
            _KEPT.rstrip("/"),
        )
        return {parts[0]: parts[-1] for row in rows.splitlines() if (parts := row.split())}

    def tags(self) -> dict[str, str]:
        """Return the commit of each tag in the clone."""
        return {
            ref.removeprefix("refs/tags/"): c
            for ref, c in self.refs().items()
            if ref.startswith("refs/tags/")
        }

    def fetch(self, refspecs: Sequence[str], *, depth: int | None = 1) -> None:
        """Fetch refs from the server, without their history unless `depth` is None."""
        self._progress("fetching", 0.0)
        deep = depth is None and (self.root / ".git" / "shallow").is_file()
        self.git(
            "fetch",
            "--progress",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-gc",
            "--no-recurse-submodules",
            *(["--unshallow"] if deep else [f"--depth={depth}"] if depth else []),
            *server_options(self.url),
            "--end-of-options",
            REMOTE,
            *refspecs,
            remote=True,
            progress=lambda share: self._progress("fetching", share),
        )

    def obtain(self, commit: str, ref: str) -> None:
        """Have all files of `commit`, which `ref` led to on the server (empty: none).

        As little is fetched as the server allows: that commit alone, or everything.
        """
        refs = self.refs()
        if commit not in refs.values() or (
            ref.startswith("refs/tags/") and refs.get(ref) != commit
        ):
            by_name = (
                f"+{ref}:{ref}" if ref.startswith("refs/tags/") else f"{commit}:{_KEPT}{commit}"
            )
            try:
                self.fetch([by_name])
            except GitError as refusal:
                if "not our ref" in refusal.message:
                    raise self._no_commit(commit) from None
                if not any(sign in refusal.message for sign in _NOT_SERVED):
                    raise
                self.fetch(
                    ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/ctxkit/tags/*"],
                    depth=None,
                )
            if not self._is_commit(commit):
                raise self._no_commit(commit)
        self.git("update-ref", f"{_KEPT}{commit}", commit)

    def _no_commit(self, commit: str) -> GitError:
        return GitError(
            f"{self.name}: the server has no commit {commit}", hint="check the version and the url"
        )

    def _is_commit(self, commit: str) -> bool:
        with suppress(GitError):
            return (
                self.git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").strip()
                == commit
            )
        return False

    def read_texts(self, names: Sequence[str]) -> list[str | None]:
        """Return the text of each `COMMIT:PATH`, None where there is no such file."""
        return [
            None if data is None else data.decode("utf8", "replace")
            for data in read_named(self.root, names)
        ]

    def date_of(self, commit: str, ref: str = "") -> int:
        """Return when `commit` was made or, where `ref` is an annotated tag, tagged: seconds since
        1970.
        """
        if ref.startswith("refs/tags/"):
            told = self.git("for-each-ref", "--format=%(creatordate:unix)", ref).strip()
            if told.isdigit():
                return int(told)
        return int(self.git("show", "-s", "--format=%ct", "--end-of-options", commit).strip())

    def dirt(self) -> str:
        """Say in a few words what of the user's a switch would touch; empty if nothing."""
        found = next(
            (what for sign, what in _BUSY.items() if (self.root / ".git" / sign).exists()), ""
        )
        if found:
            return f"{found} is going on"
        changed = self.git(
            "status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=all"
        )
        paths = [row[3:] for row in changed.split("\0") if len(row) > 3]
        return (
            f"{len(paths)} changed file{'s' * (len(paths) > 1)}, such as {printable(paths[0])}"
            if paths
            else ""
        )

    def check_out(self, commit: str) -> bool:
        """Bring the work tree to `commit`; return whether it had to be changed.

        Raise GitError where that would touch work of the user's. A commit of the user's own that no
        branch holds is kept on a branch of its own.
        """
        self._refuse_locks()
        if not self.fresh and (dirt := self.dirt()):
            raise GitError(
                f"{self.name}: not touched, because the checkout is dirty: {dirt}",
                hint=f"commit, stash or undo the changes in {self.name}, then run: ctxkit sync",
            )
        before = None if self.fresh else head_commit(self.root)
        if before == commit:
            return False
        self._progress("checking out", 0.0)
        if before:
            self._keep_own_commits(before)
            (self.root / ".git" / MARK).write_text(f"{before} {commit}\n", encoding="ascii")
        self.git(
            "checkout",
            "--quiet",
            "--detach",
            "--no-overwrite-ignore",
            "--no-recurse-submodules",
            commit,
        )
        (self.root / ".git" / MARK).unlink(missing_ok=True)
        return True

    def _keep_own_commits(self, head: str) -> None:
        with Repo(self.root) as repo:
            if not repo.head.is_detached:
                self.notes.append(
                    f"the branch {repo.active_branch.name} was checked out; it is kept"
                )
                return
        if (
            f"{_KEPT}{head}" in self.refs()
            or self.git("for-each-ref", "--count=1", "--contains", head).strip()
        ):
            return
        branch = f"kept/{head[:12]}"
        self.git("branch", "--force", "--no-track", branch, head)
        self.notes.append(f"your commit {head[:12]} is kept on the branch {branch}")

    def _refuse_locks(self) -> None:
        for lock in sorted((self.root / ".git").glob("*.lock")):
            with suppress(OSError):
                age = max(0, int(time.time() - lock.stat().st_mtime))
                raise GitError(
                    f"{self.name}: .git/{lock.name} stands in the way since {_duration(age)}: "
                    "another git is at work there, or was killed",
                    hint=f"if no git runs there, delete {self.name}/.git/{lock.name}",
                )

    def settle(self) -> None:
        """Give a new clone, which is whole now, its place."""
        if not self.fresh:
            return
        try:
            if self.final.exists():
                self.final.rmdir()
            self.root.rename(self.final)
        except OSError as error:
            raise WorkspaceError(
                f"{self.name}: the clone cannot be put in place: {error.strerror}"
            ) from None
        self.root, self.fresh = self.final, False

    def discard(self) -> None:
        """Remove a new clone that did not settle."""
        if self.fresh:
            remove_tree(self.root)


def _quoted(value: str) -> str:
    """Return `value` as a git configuration file spells it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _duration(seconds: int) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size} {unit}{'s' * (seconds // size > 1)}"
    return f"{seconds} seconds"


def remove_leftovers(folder: Path, names: Sequence[str]) -> None:
    """Remove the temporary clones of runs that were killed.

    Call it with the workspace locked: then none is at work.
    """
    for name in names:
        for leftover in folder.glob(f".{name}.tmp-*"):
            if leftover.name.rpartition("-")[2].isdigit() and not leftover.is_symlink():
                remove_tree(leftover)


def remove_tree(folder: Path) -> None:
    """Remove a folder; git's files are read-only, which Windows minds."""

    def again(function: Callable[[str], Any], path: str, _: Any) -> None:
        with suppress(OSError):
            Path(path).chmod(stat.S_IRWXU)
            function(path)

    if sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=again)
    else:
        shutil.rmtree(folder, onerror=again)
