"""One source's repository: made, opened, and fetched into.

Not here: which commit is wanted (`resolve.py`), the files of the work tree (`work_tree.py`), what
is left out of a lean clone (`lean.py`), and several sources at once (`sync.py`).

A clone is made in `.NAME.tmp-PID` and renamed when it is whole. Every commit that was ever wanted
is kept by a ref `refs/ctxkit/at/COMMIT`, so a version that was fetched once needs no server again,
and a commit at HEAD that no ref has is the user's own. The clone's configuration has the url
without its credentials.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from git import InvalidGitRepositoryError, NoSuchPathError, Repo

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.files.atomic import flush, flush_tree
from ctxkit.workspace import lean as rules
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.dead_runs import noted_run
from ctxkit.workspace.folder import check_length
from ctxkit.workspace.git_config import set_aside, setting, write_attributes, write_config
from ctxkit.workspace.git_errors import printable
from ctxkit.workspace.git_objects import COMPLETE, KEPT, TAGS, read_named
from ctxkit.workspace.git_runner import REMOTE, Runner, clean_environment, server_options
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.locks import exclusive, not_writable
from ctxkit.workspace.recovery import finish_switch
from ctxkit.workspace.remote import Advert, parse_advert
from ctxkit.workspace.urls import absolute_url, is_local, public_url

_FETCH = (
    "fetch",
    "--progress",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-gc",
    "--no-recurse-submodules",
)
_EVERYTHING = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/ctxkit/tags/*")
_NOT_SERVED = ("unadvertised object", "does not support shallow")
"""Refusals of a server that gives no commit alone, but its branches."""

_UNFIT = (*_NOT_SERVED, "not our ref", "filter")
"""Refusals of a server that gives no files alone."""

_LIST_SECONDS = 60.0
_SHOWN_SETTINGS = 3
_MAX_TAGS = 5000
_MOVE_AWAY = "move it away, or give the source another name"


class NoSuchCommitError(GitError):
    """The server answers, and has no such commit."""


class UnreachableError(GitError):
    """The server does not answer, or has no such repository for this user."""


Progress = Callable[[str, float], None]
"""Called with (the action, the share of it that is done, 0 to 1)."""


@contextmanager
def sync_lock(config: WorkspaceConfig) -> Iterator[Mapping[str, Sequence[str]]]:
    """Keep other processes from changing the clones of a workspace while the block runs. Yield the
    lock files of git that a killed run had left, and that are removed, by source.

    Raise WorkspaceError where the state folder cannot be written, or another goes on for too long.
    """
    state = config.state_folder
    check_length(state)
    try:
        state.mkdir(exist_ok=True)
        (state / ".gitignore").write_text("*\n", encoding="ascii")
    except OSError as error:
        raise not_writable(state, error) from None
    with (
        exclusive(state / "sync.lock", what="the workspace"),
        clean_environment(),
        noted_run(config) as removed,
    ):
        yield removed


def silent(_action: str, _share: float) -> None:
    """Report no progress."""


class Clone:
    """The clone of one source, in its folder or, until `settle`, in a temporary one beside it."""

    def __init__(
        self,
        folder: Path,
        name: str,
        url: str,
        runner: Runner,
        progress: Progress = silent,
        *,
        origin: str = "",
        lean: bool = False,
    ) -> None:
        """Open the clone of `name` in `folder`, or begin one; raise WorkspaceError where something
        else is there.

        `origin` is what its configuration says where it is from, if that is not `url`. `lean`: a
        new one leaves out what is not read, if it comes over a line and the server can do that.
        """
        self.name = name
        self.final = folder / name
        self.url = absolute_url(url, folder)
        self.notes: list[str] = []
        self.public = public_url(url)
        self.progress = progress
        self.is_lean = lean
        self.is_partial = False
        self._origin = public_url(absolute_url(origin or url, folder))
        self._runner = runner
        self.fresh = _is_free(self.final)
        self.root = folder / f".{name}.tmp-{os.getpid()}" if self.fresh else self.final
        if self.fresh:
            self._make()
            self.is_partial = lean and not is_local(self.url)
        else:
            self._open()
            self.is_partial = self.configured("remote.origin.promisor") == "true"

    def _make(self) -> None:
        remove_tree(self.root)
        try:
            self.root.mkdir()
        except OSError as error:
            message = f"{self.name}: cannot create a folder: {error.strerror}"
            raise WorkspaceError(message) from None
        # No template: it could bring hooks.
        self.git("init", "--quiet", "--template=", "--object-format=sha1")
        write_config(self.root / ".git", origin=self._origin, name=self.name)
        write_attributes(self.root / ".git")

    def _open(self) -> None:
        if not _is_repository(self.final):
            message = f"{self.name}: path exists but is not a checkout made by ctxkit"
            raise WorkspaceError(message, hint=_MOVE_AWAY)
        folder = self.final / ".git"
        if setting(folder, "ctxkit.source") != self.name:
            message = f"{self.name}: the folder is a repository that ctxkit did not create"
            raise WorkspaceError(message, hint=_MOVE_AWAY)
        if strange := set_aside(folder):
            names = ", ".join(map(printable, strange[:_SHOWN_SETTINGS]))
            self.notes.append(f".git/config: {names} not obeyed, moved to config.set-aside")
        self.git("rev-parse", "--git-dir")  # says it best if git refuses the folder
        write_attributes(folder)
        before = self.configured("remote.origin.url")
        if before != self._origin:
            self.notes.append(f"url changed from {public_url(before)} to {self._origin}")
            self.configure("remote.origin.url", self._origin)
        finish_switch(self.root, self.git)

    def configured(self, key: str) -> str:
        """Return a setting of the clone's own configuration, empty if it has none."""
        values = self.git("config", "--local", "--null", "--default", "", "--get", key)
        return values.partition("\0")[0]

    def configure(self, key: str, value: str) -> None:
        """Write a setting into the clone's configuration."""
        self.git("config", "--local", "--replace-all", "--end-of-options", key, value)

    def git(self, *arguments: str, remote: bool = False, **options: Any) -> str:
        """Run git in the clone. `remote`: with the source's url behind the remote `ctxkit`."""
        return self._runner.run(
            self.root, *arguments, name=self.name, url=self.url if remote else "", **options
        )

    def list_remote(self) -> Advert:
        """Ask the server for its tags and branches. Raise UnreachableError where it does not
        answer.
        """
        command = ("ls-remote", "--symref", *server_options(self.url), REMOTE)
        patterns = ("HEAD", "refs/heads/*", "refs/tags/*")
        try:
            told = self.git(*command, *patterns, remote=True, patience=_LIST_SECONDS)
        except GitError as error:
            raise UnreachableError(error.message, hint=error.hint) from None
        advert = parse_advert(told)
        if not advert.tags and not advert.heads:
            # git takes a web page for an empty repository of an old kind.
            message = f"{self.name}: {self.public} lists no tags and no branches"
            hint = "open it in a browser: it may be the page of a proxy or a network, and no git"
            raise UnreachableError(message, hint=hint)
        return advert

    def refs(self) -> dict[str, str]:
        """Return the commit of each tag and each kept version in the clone, by full name."""
        form = "--format=%(refname) %(objectname) %(*objectname)"
        rows = self.git("for-each-ref", form, TAGS.rstrip("/"), KEPT.rstrip("/"))
        parts = (row.split() for row in rows.splitlines())
        # The last is the commit: of an annotated tag there are both its own id and the commit's.
        return {each[0]: each[-1] for each in parts if each}

    def tags(self) -> dict[str, str]:
        """Return the commit of each tag in the clone."""
        return {
            ref.removeprefix(TAGS): commit
            for ref, commit in self.refs().items()
            if ref.startswith(TAGS)
        }

    def fetch(self, refspecs: Sequence[str], *, whole: bool = False) -> None:
        """Fetch refs from the server, without their history unless `whole`."""
        self.progress("fetching", 0.0)
        settings = rules.ASKING if self.is_partial else ()
        self._fetch((*self._depth(whole), *self._filter(whole)), refspecs, settings=settings)

    def fetch_tags(self, tags: Iterable[str]) -> None:
        """Fetch tags from the server, without their history; one that moved there moves here.

        Raise GitError where they are more than any project has.
        """
        specs = [f"+{TAGS}{tag}:{TAGS}{tag}" for tag in tags]
        if len(specs) > _MAX_TAGS:
            message = f"{self.name}: {len(specs)} tags would have to be compared"
            raise GitError(message, hint="pin the source with `ref:`, or check the url")
        self.fetch(specs)

    def _fetch(self, options: Sequence[str], wanted: Iterable[str], **more: Any) -> None:
        """Fetch refs or objects. They are git's input: a server may have too many for arguments."""
        self.git(
            *_FETCH,
            *options,
            *server_options(self.url),
            "--stdin",
            "--end-of-options",
            REMOTE,
            remote=True,
            data="".join(f"{each}\n" for each in wanted),
            progress=lambda share: self.progress("fetching", share),
            **more,
        )

    def _depth(self, whole: bool) -> tuple[str, ...]:
        if not whole:
            return ("--depth=1",)
        is_shallow = (self.root / ".git" / "shallow").is_file()
        return ("--unshallow",) if is_shallow else ()

    def _filter(self, whole: bool) -> tuple[str, ...]:
        if not self.is_partial:
            return ()
        return ("--no-filter",) if whole else (rules.FILTER,)

    def obtain(self, commit: str, ref: str) -> None:
        """Fetch all files of `commit`, the commit of `ref` on the server (empty: none); in a lean
        clone those that are wanted.
        """
        try:
            self._obtain(commit, ref)
        except GitError as refusal:
            is_unfit = any(words in refusal.message for words in _UNFIT)
            if not (self.fresh and self.is_partial and is_unfit):
                raise
            self._make()
            self.is_partial = False
            self._obtain(commit, ref)

    def _obtain(self, commit: str, ref: str) -> None:
        refs = self.refs()
        known = commit in refs.values()
        if ref.startswith(TAGS):
            known = known and refs.get(ref) == commit
        if not known:
            self._fetch_commit(commit, ref)
        if self.is_partial:
            self._complete(commit)
        self.git("update-ref", f"{KEPT}{commit}", commit)

    def _complete(self, commit: str) -> None:
        """Fetch the files of a commit that are wanted and not here."""
        mark = f"{COMPLETE}{rules.RULES if self.is_lean else 'whole'}/{commit}"
        if self.git("for-each-ref", "--count=1", mark):
            return
        missing = rules.missing_objects(self.git, commit)
        if self.fresh and not missing:
            self.is_partial = False  # the server knows no filters
            rules.forget_promises(self.root)
            return
        self._fetch_files(commit, rules.is_wanted if self.is_lean else rules.is_any, missing)
        self.git("update-ref", mark, commit)

    def bring(self, commit: str, paths: rules.Paths) -> None:
        """Fetch those files of a commit which are among `paths` and not here, all at once; of a
        clone that is not lean all are here.
        """
        if self.is_partial:
            self._fetch_files(commit, paths, rules.missing_objects(self.git, commit))

    def _fetch_files(self, commit: str, paths: rules.Paths, missing: frozenset[str]) -> None:
        if not (files := rules.files_among(self.git, commit, paths, missing)):
            return
        try:
            settings = (*rules.ASKING, rules.NOTHING_HERE)
            self._fetch((rules.FILTER,), files, settings=settings)
        except GitError as error:
            if self.fresh:
                raise
            fault = f"{len(files)} of the files of {commit[:12]} cannot be fetched"
            raise GitError(f"{self.name}: {fault}: {error.message}", hint=error.hint) from None

    def _fetch_commit(self, commit: str, ref: str) -> None:
        """Fetch as little as the server allows: that commit alone, or everything."""
        refspec = f"+{ref}:{ref}" if ref.startswith(TAGS) else f"{commit}:{KEPT}{commit}"
        missing = NoSuchCommitError(
            f"{self.name}: the server has no commit {commit}", hint="check the version and the url"
        )
        try:
            self.fetch([refspec])
        except GitError as refusal:
            if "not our ref" in refusal.message:
                raise missing from None
            if not any(words in refusal.message for words in _NOT_SERVED):
                raise
            self.fetch(_EVERYTHING, whole=True)
        if not self._is_commit(commit):
            raise missing

    def _is_commit(self, commit: str) -> bool:
        try:
            found = self.git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
        except GitError:
            return False
        return found.strip() == commit

    def read_texts(self, names: Sequence[str]) -> list[str | None]:
        """Return the text of each `COMMIT:PATH`, None where there is no such file."""
        found = read_named(self.root, names)
        return [data if data is None else data.decode("utf8", "replace") for data in found]

    def date_of(self, commit: str, ref: str = "") -> int:
        """Return when `commit` was made or, where `ref` is an annotated tag, tagged: seconds since
        1970.
        """
        if ref.startswith(TAGS):
            tagged = self.git("for-each-ref", "--format=%(creatordate:unix)", ref).strip()
            if tagged.isdigit():
                return int(tagged)
        return int(self.git("show", "-s", "--format=%ct", "--end-of-options", commit).strip())

    def settle(self) -> None:
        """Give a new clone, which is whole now, its place."""
        if not self.fresh:
            return
        try:
            if self.final.exists():
                self.final.rmdir()
            flush_tree(self.root)
            self.root.rename(self.final)
            flush(self.final.parent)
        except OSError as error:
            message = f"{self.name}: cannot move the clone into place: {error.strerror}"
            raise WorkspaceError(message) from None
        self.root, self.fresh = self.final, False

    def discard(self) -> None:
        """Remove a new clone that did not settle."""
        if self.fresh:
            remove_tree(self.root)


def _is_free(folder: Path) -> bool:
    """Return whether a new clone may take the place of `folder`: nothing is there, or an empty
    folder.
    """
    if folder.is_symlink():
        return False
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _is_repository(folder: Path) -> bool:
    # A link may lead to the clone of another workspace, and a `.git` file to any repository.
    if folder.is_symlink() or not (folder / ".git").is_dir():
        return False
    try:
        Repo(folder).close()
    except (InvalidGitRepositoryError, NoSuchPathError):
        return False
    return True
