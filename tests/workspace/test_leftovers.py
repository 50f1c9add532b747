"""What a killed run was making goes with the next one; what a living one makes stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ctxkit.workspace.leftovers import clear_state, is_alive, remove_dead


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_which_processes_live(dead: int) -> None:
    assert is_alive(os.getpid())
    assert is_alive(1)  # of another user, or of this one
    assert not is_alive(dead)
    assert not is_alive(10**30)


def test_what_the_dead_were_making_is_removed(tmp_path: Path, dead: int) -> None:
    (tmp_path / f"index.tmp-{dead}").write_text("")
    (tmp_path / f".lock.tmp-{dead}").write_text("")
    (tmp_path / f"search.tmp-{dead}" / "x").mkdir(parents=True)
    (tmp_path / "kept").mkdir()
    (tmp_path / f"link.tmp-{dead}").symlink_to(tmp_path / "kept")
    stay = {"kept", f"index.tmp-{os.getpid()}", "index.tmp-mine", "index.tmp-", f"index-{dead}"}
    for name in stay - {"kept"}:
        (tmp_path / name).write_text("")
    remove_dead(tmp_path, "*")
    assert {path.name for path in tmp_path.iterdir()} == stay


def test_only_what_is_named_is_removed(tmp_path: Path, dead: int) -> None:
    for name in (".dify", ".other"):
        (tmp_path / f"{name}.tmp-{dead}").mkdir()
    remove_dead(tmp_path, ".dify")
    assert {path.name for path in tmp_path.iterdir()} == {f".other.tmp-{dead}"}
    remove_dead(tmp_path / "none", ".dify")


def test_all_folders_of_the_state_are_cleared(tmp_path: Path, dead: int) -> None:
    places = ("", "charts", "wheels", "versions/31")
    for place in places:
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / f"x.tmp-{dead}").write_text("")
        (tmp_path / place / "x").write_text("")
    clear_state(tmp_path)
    for place in places:
        assert [path.name for path in (tmp_path / place).glob("x*")] == ["x"]
