"""The git repository in which ctxkit keeps the files of a source that came as archives:
`.ctxkit/KIND/SOURCE.git`.

Each version is a commit without history, with a tag such as `dify-3.7.4`. Author, dates and message
are fixed, so the same archive is the same commit wherever it came from; versions share their blobs.
`refs/ctxkit/sha256/DIGEST` says of which archive a commit is. A ref is written when its commit is
whole, so a run that was killed leaves nothing that could be taken for a version. Not here: getting
an archive and reading it (`workspace/helm/`, `workspace/wheel/`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace.git_objects import TAGS, run_git
from ctxkit.workspace.leftovers import remove_tree

DIGESTS = "refs/ctxkit/sha256/"
_WHO = b"ctxkit <ctxkit@example.invalid> 946684800 +0000"
_TEMPORARY = ".tmp-"


class Kept(Protocol):
    """A version of what a source is: the name of its tag, and what the commit says of it."""

    @property
    def tag(self) -> str: ...

    @property
    def title(self) -> str: ...


class ArchiveStore:
    """The archives of a source; call it with the workspace locked."""

    def __init__(self, state: Path, kind: str, source: str) -> None:
        self.path = state / kind / f"{source}.git"

    def _git(self, *arguments: str, data: bytes | None = None) -> str:
        # Named outright: a user's configuration may forbid git to discover a bare repository.
        return run_git(self.path, "--git-dir=.", *arguments, data=data).decode("utf8", "replace")

    def make(self) -> None:
        """Make the repository, unless it is there."""
        folder = self.path.parent
        if (self.path / "HEAD").is_file():
            return
        new = folder / f"{self.path.name}{_TEMPORARY}{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for leftover in folder.glob(f"{self.path.name}{_TEMPORARY}*"):
                remove_tree(leftover)
            remove_tree(self.path)
            new.mkdir()
            run_git(new, "init", "--quiet", "--bare", "--template=", "--object-format=sha1")
            new.rename(self.path)
        except OSError as error:
            message = f"cannot make {self.path.name} in {folder.name}: {error.strerror}"
            raise WorkspaceError(message) from None

    def tags(self) -> dict[str, str]:
        """Return the commit of each version, by the name of its tag."""
        return {
            name.removeprefix(TAGS): commit
            for name, commit in self.refs().items()
            if name.startswith(TAGS)
        }

    def commits(self) -> frozenset[str]:
        """Return the commits of all versions, those without a tag included."""
        return frozenset(self.refs().values())

    def by_digest(self, digest: str) -> str:
        """Return the commit that was made from an archive, empty if none was."""
        return self.refs().get(digest_ref(digest), "")

    def refs(self) -> dict[str, str]:
        """Return the commit of each ref, by its whole name."""
        if not (self.path / "HEAD").is_file():
            return {}
        try:
            rows = self._git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        except GitError:  # damaged: what is added next makes it anew
            return {}
        return {name: commit for name, _, commit in (row.rpartition(" ") for row in rows)}

    def add(self, what: Kept, digest: str, files: Mapping[str, bytes]) -> str:
        """Commit the files of an archive, where the git repository of the same source has them, and
        return the commit.

        A repository that is damaged is made anew: all that is in it can be fetched again.
        """
        self.make()
        try:
            return self._add(what, digest, files)
        except GitError:
            remove_tree(self.path)
            self.make()
            return self._add(what, digest, files)

    def _add(self, what: Kept, digest: str, files: Mapping[str, bytes]) -> str:
        ref = digest_ref(digest)
        self._git("fast-import", "--quiet", "--force", data=b"".join(_stream(ref, what, files)))
        return self._git("rev-parse", "--verify", ref).strip()

    def name(self, what: Kept, commit: str) -> None:
        """Let the tag of a version be of `commit`."""
        self._git("update-ref", f"{TAGS}{what.tag}", commit)


def digest_ref(digest: str) -> str:
    """Return the ref of the commit that was made from an archive with a sha256."""
    return f"{DIGESTS}{digest}"


def _stream(ref: str, what: Kept, files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield a commit as `git fast-import` reads it; without its last line it would be none."""
    message = what.title.encode()
    yield b"feature done\nreset %s\n\n" % ref.encode()  # else what it was would be the parent
    yield b"commit %s\ncommitter %s\ndata %d\n%s\n" % (ref.encode(), _WHO, len(message), message)
    for path, data in sorted(files.items()):
        yield b'M 100644 inline "%s"\ndata %d\n%s\n' % (_quoted(path), len(data), data)
    yield b"\ndone\n"


def _quoted(path: str) -> bytes:
    return path.replace("\\", "\\\\").replace('"', '\\"').encode()


def all_commits(state: Path, kind: str) -> frozenset[str]:
    """Return the commits of all archives of a kind that a state folder has."""
    names = [path.stem for path in sorted((state / kind).glob("*.git"))]
    stores = [ArchiveStore(state, kind, name) for name in names]
    return frozenset().union(*(store.commits() for store in stores))
