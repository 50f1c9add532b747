"""A switch that was cut short: what is finished, and what is left for the user."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.recovery import MARK, finish_switch
from tests.workspace.conftest import Upstream, git


class Checkout:
    """A repository of two versions, and a run that died while it switched from one to the other."""

    def __init__(self, folder: Path) -> None:
        upstream = Upstream(folder / "dify")
        self.root = upstream.path
        self.old = upstream.commit({"a": "old", "b": "old"}, date="2026-01-01T00:00:00Z")
        self.new = upstream.commit({"a": "new", "b": "new"}, date="2026-02-01T00:00:00Z")
        git(self.root, "checkout", "-q", "--detach", self.old)
        self.mark = self.root / ".git" / MARK
        self.lock = self.root / ".git" / "index.lock"
        self.mark.write_text(f"{self.old} {self.new}\n")

    def finish(self) -> str:
        """Finish the switch as a sync does; return the commit that is checked out."""

        def run(*arguments: str, environment: dict[str, str] | None = None) -> str:
            with pytest.MonkeyPatch.context() as patch:
                for name, value in (environment or {}).items():
                    patch.setenv(name, value)
                return git(self.root, *arguments)

        finish_switch(self.root, run)
        return git(self.root, "rev-parse", "HEAD")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_tree_of_both_versions_becomes_the_new_one(checkout: Checkout) -> None:
    (checkout.root / "a").write_text("new")
    assert checkout.finish() == checkout.new
    assert not checkout.mark.exists()
    assert git(checkout.root, "status", "--porcelain") == ""


@pytest.mark.parametrize("name", ["own", "a"])
def test_what_the_user_has_staged_since_is_not_lost(checkout: Checkout, name: str) -> None:
    (checkout.root / name).write_text("mine")
    git(checkout.root, "add", name)
    if name == "a":  # in the index alone
        (checkout.root / name).write_text("new")
    assert checkout.finish() == checkout.old
    assert git(checkout.root, "show", f":{name}") == "mine"


def test_a_file_of_neither_version_is_the_users(checkout: Checkout) -> None:
    (checkout.root / "a").write_text("new")
    (checkout.root / "b").write_text("mine")
    assert checkout.finish() == checkout.old
    assert (checkout.root / "b").read_text() == "mine"
    assert not checkout.mark.exists()


def test_a_file_that_was_cut_off_at_once_has_nothing_to_lose(checkout: Checkout) -> None:
    (checkout.root / "b").write_text("")
    assert checkout.finish() == checkout.new


def test_without_a_note_nothing_is_done(checkout: Checkout) -> None:
    checkout.mark.unlink()
    (checkout.root / "a").write_text("new")
    assert checkout.finish() == checkout.old
    assert (checkout.root / "a").read_text() == "new"


@pytest.mark.parametrize("note", ["", "nonsense\n", f"{'1' * 40} {'2' * 40}", f"{'1' * 40}\n"])
def test_a_note_that_is_damaged_is_thrown_away(checkout: Checkout, note: str) -> None:
    checkout.mark.write_text(note)
    assert checkout.finish() == checkout.old
    assert not checkout.mark.exists()


def test_a_git_that_may_be_at_work_is_waited_for(checkout: Checkout) -> None:
    checkout.lock.touch()
    os.utime(checkout.lock, (time.time() - 50, time.time() - 50))
    assert checkout.finish() == checkout.old
    assert checkout.mark.exists()
    assert checkout.lock.exists()


def test_a_refusal_of_git_leaves_the_checkout_to_the_sync(checkout: Checkout) -> None:
    def refuse(*arguments: str, **_: object) -> str:
        raise GitError("no")

    finish_switch(checkout.root, refuse)
    assert not checkout.mark.exists()
    assert not (checkout.root / ".git" / "ctxkit-index").exists()
