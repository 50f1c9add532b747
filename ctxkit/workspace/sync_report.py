"""The results of a sync and the state of a workspace, one row a source.

Not here: doing it (`sync.py`) and finding out (`checkout_status.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from ctxkit.errors import CtxkitError, GitError
from ctxkit.model import Checkout, Match
from ctxkit.workspace.lockfile import Lock

SyncProgress = Callable[[str, str, float], None]
"""Called with (source, the action, the share of it that is done, 0 to 1), from several threads."""


def silent(_source: str, _action: str, _share: float) -> None:
    """Report no progress."""


class SourceResult(Struct, frozen=True, kw_only=True):
    """The result of a sync for one source.

    `checkout` is what its folder has now, None where it has nothing that can be used; a source that
    was refused keeps its old one, so both `checkout` and `error` may be set. `because` says how the
    version was found, `notes` what else the user should know, `changed` whether the work tree was.
    `skipped` is why there is no version that fits, which is no error.
    """

    name: str
    checkout: Checkout | None = None
    error: CtxkitError | None = None
    because: str = ""
    notes: tuple[str, ...] = ()
    changed: bool = False
    skipped: str = ""


class FurtherVersion(Struct, frozen=True, kw_only=True):
    """A further version of dify: the sources that belong to it, as they are locked.

    `error` is why it could not be brought; `lock` is then what it was before, if anything, and
    `is_here` whether all commits of the lock are.
    """

    version: str
    lock: Lock | None = None
    error: CtxkitError | None = None
    is_here: bool = True

    @property
    def checkouts(self) -> tuple[Checkout, ...]:
        """The checkouts to index."""
        return self.lock.checkouts() if self.lock and self.is_here else ()


class SyncReport(Struct, frozen=True, kw_only=True):
    """The results of a sync, in the order of workspace.yaml, then those of the further versions."""

    results: tuple[SourceResult, ...]
    further: tuple[FurtherVersion, ...] = ()

    @property
    def checkouts(self) -> tuple[Checkout, ...]:
        """The checkouts to index."""
        return tuple(r.checkout for r in self.results if r.checkout)

    @property
    def errors(self) -> tuple[CtxkitError, ...]:
        further = tuple(each.error for each in self.further if each.error)
        return (*(r.error for r in self.results if r.error), *further)

    @property
    def exit_code(self) -> int:
        """0, or the code of the errors; that of git where they differ."""
        codes = {error.exit_code for error in self.errors}
        if not codes:
            return 0
        return codes.pop() if len(codes) == 1 else GitError.exit_code


class SourceStatus(Struct, frozen=True, kw_only=True):
    """The state of one source.

    `commit` is what is checked out, `locked` what workspace.lock says, both 40 hex digits or empty;
    `version`, `match` and `because` are the lock's; `indexed` is the commit of the index, empty if
    none. `dirty` is whether tracked files were changed; `problem` says what is wrong and `hint`
    what to do about it. `skipped` is why the source has no version, which is no problem; what its
    folder has is of another version then, and not indexed.
    """

    name: str
    url: str
    version: str = ""
    match: Match | None = None
    because: str = ""
    commit: str = ""
    locked: str = ""
    indexed: str = ""
    dirty: bool = False
    problem: str = ""
    hint: str = ""
    skipped: str = ""


class WorkspaceStatus(Struct, frozen=True, kw_only=True):
    """The status of every source of workspace.yaml, in its order; `dify` is the wanted version,
    `further` are the further ones.
    """

    dify: str
    sources: tuple[SourceStatus, ...]
    further: tuple[FurtherVersion, ...] = ()

    @property
    def checkouts(self) -> tuple[Checkout, ...]:
        """The checkouts to index: the commits that are checked out, under the version that the lock
        gives them.
        """
        return tuple(
            Checkout(
                repo=s.name, version=s.version, commit=s.commit, match=s.match or "guess", url=s.url
            )
            for s in self.sources
            if s.commit
        )

    @property
    def problems(self) -> tuple[SourceStatus, ...]:
        return tuple(s for s in self.sources if s.problem)
