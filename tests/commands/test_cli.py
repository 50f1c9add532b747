"""The process: its exit code, and streams that are closed, full or cut off."""

from __future__ import annotations

import gc
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ctxkit.commands import app as application
from ctxkit.commands import cli, console
from tests.commands.running import CTXKIT, ENVIRONMENT, default_interrupt, run, shell, terminal

__all__ = ["CTXKIT", "ENVIRONMENT", "run", "terminal"]


def test_a_reader_that_goes_away_is_not_an_error(demo_folder: Path) -> None:
    with subprocess.Popen(
        [*CTXKIT, "explain", "LOG_LEVEL"],
        cwd=demo_folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        "ctxkit explain PLUGIN_DAEMON_KEY --json",
        "ctxkit locate 'Request to http://db/ failed at attempt 2: timed out'",
        "ctxkit check --env dify/docker/.env.example",
        "ctxkit show dify api/configs/feature/__init__.py",
        "ctxkit status",
        "ctxkit --help",
    ],
)
def test_a_pipe_into_head_is_not_an_error(demo_folder: Path, command: str) -> None:
    # The pipe holds a page and head reads one line of it, so the rest of the output is refused.
    done = shell(f"{command} | head -1; echo ${{PIPESTATUS[0]}}", demo_folder)
    first, code = done.stdout.splitlines()
    assert (code, done.stderr) in ((b"0", b""), (b"1", b"")), done
    assert first


def test_what_a_short_pipe_refuses_is_not_an_error(demo_folder: Path) -> None:
    done = shell(
        "(ctxkit explain PLUGIN_DAEMON_KEY --json --budget 90000; echo $? >&2) | "
        "(sleep 1; exec 0<&-)",
        demo_folder,
    )
    assert done.stderr == b"0\n"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("explain LOG_LEVEL", 0),
        ("explain LOG_LEVEL --json", 0),
        ("explain NO_SUCH_SETTING", 1),
        ("locate --bogus", 2),
        ("status", 0),
        ("explain LOG_LEVEL -w /", 3),
        ("--help", 0),
    ],
)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_leaves_the_exit_code(
    demo_folder: Path, command: str, code: int, closed: str
) -> None:
    done = shell(f"ctxkit {command} {closed}", demo_folder)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert b"internal error" not in done.stderr


def test_messages_for_a_closed_stderr_are_not_mixed_with_the_data(demo_folder: Path) -> None:
    done = shell("ctxkit index --json 2>&-", demo_folder)
    assert done.stdout.startswith(b"{")
    done = shell("ctxkit explain LOG_LEVEL -w / 2>&-", demo_folder)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_full_disk_is_an_error(demo_folder: Path) -> None:
    done = shell("ctxkit explain LOG_LEVEL > /dev/full", demo_folder)
    assert done.returncode == 3
    assert done.stderr == b"ctxkit: system error: No space left on device\n"


def test_control_c_is_130(demo_folder: Path) -> None:
    with subprocess.Popen(
        [*CTXKIT, "locate"],
        cwd=demo_folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        preexec_fn=default_interrupt,
    ) as process:
        time.sleep(1)  # it waits for its standard input
        process.send_signal(2)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in errors


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", ["typer", "ctxkit.api.workspace"])
def test_a_signal_ends_it_quietly_at_any_moment(
    demo_folder: Path, number: int, code: int, moment: str
) -> None:
    program = (
        "import os, sys\n"
        "class Moment:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {moment!r}: os.kill(os.getpid(), {number:d})\n"
        "sys.meta_path.insert(0, Moment())\n"
        "from ctxkit.commands.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "explain", "LOG_LEVEL"],
        cwd=demo_folder,
        env=ENVIRONMENT,
        capture_output=True,
        preexec_fn=default_interrupt,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_takes_git_with_it(tmp_path: Path, number: int) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        url = f"git://127.0.0.1:{server.getsockname()[1]}/dify"
        (tmp_path / "workspace.yaml").write_text(
            f"dify: '1'\nsources: {{dify: {{git: '{url}'}}}}\n"
        )
        with subprocess.Popen(
            [*CTXKIT, "sync"], cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE,
            preexec_fn=default_interrupt,
        ) as process:  # fmt: skip
            server.accept()  # git waits for an answer
            process.send_signal(number)
            _, told = process.communicate(timeout=30)
    assert (process.returncode, b"Traceback" in told) == (128 + number, False)
    assert not list(tmp_path.glob(".dify.tmp-*"))
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert url.partition("/dify")[0].removeprefix("git://") not in listed.stdout


class Left(BaseException):
    """The process has ended with a code."""


@pytest.mark.parametrize("code", [0, 1, 130])
def test_the_exit_code_is_that_of_the_application(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def leave(with_code: int) -> None:
        raise Left(with_code)

    monkeypatch.setattr(gc, "set_threshold", lambda *counts: None)
    monkeypatch.setattr(application, "run", lambda: code)
    monkeypatch.setattr(console, "leave", leave)
    for name in ("end_at_once", "end_in_order"):
        monkeypatch.setattr(cli, name, lambda: None)
    with pytest.raises(Left) as caught:
        cli.main()
    assert caught.value.args == (code,)
