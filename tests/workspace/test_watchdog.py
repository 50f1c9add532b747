"""A git whose ctxkit is killed does not live on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ctxkit.workspace import watchdog
from ctxkit.workspace.watchdog import watched

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from pathlib import Path
from ctxkit.workspace.git_runner import Runner
Runner().run(Path.cwd(), "ls-remote", "ctxkit", name="x", url=sys.argv[1])
"""
pytestmark = pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="reads /proc")


def gits_in(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_git = (process / "comm").read_text().startswith("git")
            if is_git and (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return found


def until(said: bool, folder: Path) -> list[int]:
    """Wait until there are gits in a folder, or none."""
    end = time.monotonic() + 20
    while bool(found := gits_in(folder)) is not said and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_git_ends_with_a_ctxkit_that_is_killed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:  # which takes, and never says a word
        url = f"git://127.0.0.1:{server.getsockname()[1]}/x"
        command = [sys.executable, "-c", RUN, url]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
            try:
                assert until(True, tmp_path)
                time.sleep(0.5)  # the watchdog is started after git
            finally:
                process.kill()
        assert until(False, tmp_path) == []


def test_a_group_that_is_no_longer_watched_lives(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/sleep", "30"], start_new_session=True) as process:
        with watched(process.pid):
            pass
        time.sleep(0.1)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)


def test_without_a_shell_git_runs_unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "_SHELL", "/nonexistent")
    with watched(2**22):
        pass
