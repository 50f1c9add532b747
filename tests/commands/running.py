"""Run the command line as users do: with pipes, in a shell, in a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from ctxkit.commands import app as application

ROOT = Path(__file__).parents[2]
CTXKIT = [sys.executable, "-m", "ctxkit.commands.cli"]
_OWN = {"COLUMNS": "100", "CTXKIT_LANG": "en"}
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), **_OWN}


def default_interrupt() -> None:
    """Let Ctrl-C interrupt the child though the parent may ignore it (`nohup`, some CI runners)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ctxkit with pipes, without the process: that takes ten times as long, and
    `test_cli.py` is about it.
    """
    stdout, stderr = BytesIO(), BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        for name, value in {**_OWN, **(env or {})}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["ctxkit", *arguments])
        patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), "utf8"))
        patch.setattr(sys, "stdout", TextIOWrapper(stdout, "utf8"))
        patch.setattr(sys, "stderr", TextIOWrapper(stderr, "utf8", "backslashreplace"))
        code = application.run()
        sys.stdout.flush()
        sys.stderr.flush()
        told = stdout.getvalue(), stderr.getvalue()
    return subprocess.CompletedProcess(["ctxkit", *arguments], code, *told)


def run_process(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ctxkit with pipes, in a process of its own."""
    environment = {**ENVIRONMENT, **(env or {})}
    return subprocess.run(
        [*CTXKIT, *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env=environment,
        timeout=60,
        check=False,
    )


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command of bash in which `ctxkit` is this checkout's."""
    program = " ".join(f"'{word}'" for word in CTXKIT)
    return subprocess.run(
        ["bash", "-c", f'ctxkit() {{ {program} "$@"; }}\n{command}'],
        cwd=cwd,
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
        check=False,
    )


def terminal(
    *arguments: str, cwd: Path, env: dict[str, str] | None = None, typed: bytes = b""
) -> tuple[int, str]:
    """Run ctxkit in a terminal; return the exit code and what the terminal got."""
    return in_terminal([*CTXKIT, *arguments], cwd, env, typed)


def in_terminal(
    command: list[str], cwd: Path, env: dict[str, str] | None = None, typed: bytes = b""
) -> tuple[int, str]:
    """Run a command in a terminal of 100 columns into which `typed` is typed; return the exit code
    and what it got.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    process = subprocess.Popen(
        command,
        cwd=cwd,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**ENVIRONMENT, "TERM": "xterm-256color", **(env or {})},
    )
    os.close(follower)
    os.write(leader, typed)
    out = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:  # the other end has been closed
            break
        if not data:
            break
        out += data
    os.close(leader)
    return process.wait(30), out.decode()
