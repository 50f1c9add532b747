"""The commits of a source without their files: enough to find one by its date, and small.

Kept in `.ctxkit/history/NAME.git`, apart from the clone, which must have whole commits only: a
clone that lacks files asks the server for them at the worst moment. Not here: getting the files of
the commit that was found (`repository.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ctxkit.errors import GitError
from ctxkit.workspace.folder import HISTORY
from ctxkit.workspace.git_runner import REMOTE, Runner, server_options
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.remote import Advert

_BRANCH = "ref: refs/heads/"
_FETCH = ("fetch", "--filter=tree:0", "--no-tags", "--no-write-fetch-head", "--no-auto-gc")


class History:
    """The commits of the source `name`, fetched from `url` as far as they are asked for."""

    def __init__(self, state: Path, name: str, url: str, runner: Runner) -> None:
        self.name = name
        self._folder = state / HISTORY / f"{name}.git"
        self._url = url
        self._runner = runner

    def _git(self, *arguments: str, **options: Any) -> str:
        # Named outright: a user's configuration may forbid git to discover a bare repository.
        environment = {"GIT_DIR": str(self._folder)}
        return self._runner.run(
            self._folder, *arguments, name=self.name, environment=environment, **options
        )

    def _fetch(self, *refspecs: str) -> None:
        """Fetch commits; begin anew where what was kept is damaged."""
        try:
            self._fetch_once(*refspecs)
        except GitError:
            remove_tree(self._folder)
            self._fetch_once(*refspecs)

    def _fetch_once(self, *refspecs: str) -> None:
        if not (self._folder / "HEAD").is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._git("init", "--quiet", "--bare", "--template=", "--object-format=sha1")
        server = server_options(self._url)
        self._git(*_FETCH, *server, "--end-of-options", REMOTE, *refspecs, url=self._url)

    def _commit(self, revision: str) -> str:
        """Return the full id of a commit, empty where it is not here."""
        try:
            return self._git(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
            ).strip()
        except (GitError, OSError):
            return ""

    def date_of(self, revision: str) -> int:
        """Return when the commit was made: seconds since 1970."""
        printed = self._git("rev-list", "-1", "--no-commit-header", "--format=%ct", revision)
        return int(printed.strip())

    def as_of(self, advert: Advert, date: int) -> tuple[str, bool]:
        """Return the last commit of the default branch that is not younger than `date`, and True.

        Where all are younger: the oldest, and False. Raise GitError where there is no branch or the
        server is needed and does not answer.
        """
        if not advert.head:
            missing = GitError(f"{self.name}: the repository has no default branch")
            raise advert.unreachable or missing
        branch = f"refs/heads/{advert.head}"
        if not self._reaches(advert, branch, date):
            if advert.unreachable:
                raise advert.unreachable
            self._fetch(f"+{branch}:{branch}")
            self._git("symbolic-ref", "HEAD", branch)
        found = self._git("rev-list", "-1", "--first-parent", f"--min-age={date}", branch).strip()
        if found:
            return found, True
        return self._git("rev-list", "--first-parent", "--reverse", branch).split()[0], False

    def _reaches(self, advert: Advert, branch: str, date: int) -> bool:
        """Return whether the answer for a date is among the commits that are here."""
        tip = self._commit(branch) if self._folder.is_dir() else ""
        if not tip:
            return False
        # New commits follow the tip: once that is younger than the date, they are, too.
        return tip == advert.heads.get(advert.head) or self.date_of(tip) > date

    def default_branch(self) -> str:
        """Return the branch that was fetched last as the default one, empty if none was: for when
        nobody answers.
        """
        try:
            head = (self._folder / "HEAD").read_text(encoding="utf8")
        except OSError:
            return ""
        return head.strip().removeprefix(_BRANCH)

    def expand(self, short: str) -> str:
        """Return the full id of the commit that `short` begins, empty unless there is just one."""
        found = self._commit(short) if self._folder.is_dir() else ""
        if not found:
            self._fetch("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
            found = self._commit(short)
        return found if found.startswith(short) else ""
