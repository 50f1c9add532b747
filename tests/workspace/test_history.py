"""The commits of a source by their date, fetched without their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.history import History
from ctxkit.workspace.remote import Advert, parse_advert
from tests.workspace.conftest import Upstream, git

JANUARY, FEBRUARY, MARCH = 1_767_225_600, 1_769_904_000, 1_772_323_200
DAY = 86_400


class Remote:
    """A server with one commit a month."""

    def __init__(self, folder: Path) -> None:
        self.upstream = Upstream(folder / "up")
        self.commits = [
            self.upstream.commit({"a": month}, date=f"2026-{month}-01T00:00:00Z")
            for month in ("01", "02", "03")
        ]
        self.history = History(folder / "state", "plugins", str(self.upstream.path), Runner())
        self.folder = folder / "state" / "history" / "plugins.git"

    @property
    def advert(self) -> Advert:
        return parse_advert(git(self.upstream.path, "ls-remote", "--symref", "."))

    def go_offline(self) -> GitError:
        self.upstream.path.rename(self.upstream.path.with_name("gone"))
        return GitError("offline")


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


@pytest.mark.parametrize(
    ("date", "found"),
    [
        (JANUARY, (0, True)),
        (FEBRUARY - 1, (0, True)),
        (FEBRUARY, (1, True)),
        (MARCH + DAY, (2, True)),
        (JANUARY - 1, (0, False)),
    ],
)
def test_the_last_commit_that_is_not_younger(
    remote: Remote, date: int, found: tuple[int, bool]
) -> None:
    commit, old_enough = remote.history.as_of(remote.advert, date)
    assert (remote.commits.index(commit), old_enough) == found


def test_what_is_here_is_not_fetched_again(remote: Remote) -> None:
    advert = remote.advert
    remote.history.as_of(advert, MARCH)
    offline = remote.go_offline()
    # The tip of the server is here, or a tip that is younger than the date.
    assert remote.history.as_of(advert, MARCH + DAY)[0] == remote.commits[2]
    newer = Advert(heads={"main": "f" * 40}, head="main", unreachable=offline)
    assert remote.history.as_of(newer, FEBRUARY)[0] == remote.commits[1]
    for date in (MARCH, MARCH + DAY):
        with pytest.raises(GitError, match="offline"):
            remote.history.as_of(newer, date)


def test_a_repository_without_a_branch(remote: Remote) -> None:
    with pytest.raises(GitError, match="plugins: the repository has no default branch"):
        remote.history.as_of(Advert(), JANUARY)
    with pytest.raises(GitError, match="offline"):
        remote.history.as_of(Advert(unreachable=GitError("offline")), JANUARY)


def test_a_damaged_history_is_begun_anew(remote: Remote) -> None:
    remote.history.as_of(remote.advert, JANUARY)
    for file in (remote.folder / "objects").rglob("*.pack"):
        file.chmod(0o644)
        file.write_bytes(b"damaged")
    remote.upstream.commit({"a": "04"}, date="2026-04-01T00:00:00Z")
    assert remote.history.as_of(remote.advert, FEBRUARY)[0] == remote.commits[1]


def test_the_default_branch_that_was_fetched_last(remote: Remote) -> None:
    assert remote.history.default_branch() == ""
    git(remote.upstream.path, "branch", "-m", "trunk")
    remote.history.as_of(remote.advert, JANUARY)
    assert remote.history.default_branch() == "trunk"


def test_when_a_commit_was_made(remote: Remote) -> None:
    remote.history.as_of(remote.advert, JANUARY)
    assert remote.history.date_of(remote.commits[1]) == FEBRUARY


def test_a_short_commit_is_looked_up_on_all_branches(remote: Remote) -> None:
    git(remote.upstream.path, "checkout", "-q", "-b", "side")
    side = remote.upstream.commit({"b": "x"}, date="2026-05-01T00:00:00Z")
    git(remote.upstream.path, "checkout", "-q", "main")
    assert remote.history.expand(side[:9]) == side
    assert remote.history.expand("0" * 9) == ""
    assert remote.history.expand("side") == ""  # no commit begins so
