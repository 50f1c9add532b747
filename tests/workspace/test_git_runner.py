"""Git processes that hang, fail, or are interrupted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.git_runner import (
    REMOTE,
    Runner,
    StalledError,
    _Watch,
    clean_environment,
)


@pytest.fixture
def silent_url() -> Iterator[str]:
    """Give the url of a server that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"git://127.0.0.1:{server.getsockname()[1]}/x"


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        (b"Receiving objects:  50% (1/2)\r", [0.4]),
        (b"Receiving objects: 100% (2/2)\r", [0.8]),
        (b"Resolving deltas:   0% (0/2)\r", [0.8]),
        (b"Resolving deltas: 100% (2/2), done.\n", [1.0]),
        (b"Updating files:  30% (3/10)\r", [0.3]),
        (b"Receiving objects:  10%\rReceiving objects:  20%\r", [0.16]),
        (b"remote: Counting objects:  50%\r", []),
    ],
)
def test_the_phases_of_a_fetch_are_one_progress(written: bytes, shares: list[float]) -> None:
    heard: list[float] = []
    code = f"import sys; sys.stderr.buffer.write({written!r}); print('out')"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        out, err = _Watch(process, heard.append).until_end(10)
    assert (out, err) == (b"out\n", written)
    assert heard == pytest.approx(shares)


def test_a_server_that_says_nothing_is_given_up(tmp_path: Path, silent_url: str) -> None:
    start = time.monotonic()
    with pytest.raises(GitError, match="x: git ls-remote timed out: no output for 1 s"):
        Runner().run(tmp_path, "ls-remote", REMOTE, name="x", url=silent_url, patience=1)
    assert time.monotonic() - start < 10


PROGRESS = "remote: Counting objects: {n}\\r"
RECEIVED = "Receiving objects:  {n}% ({n}/99), {n}.00 KiB | 1.00 KiB/s\\r"


def told(line: str, seconds: float, watch: float, deadline: float = 1e9) -> str:
    """Return why a process is given up that writes a line of progress ten times a second; "" if it
    is not.
    """
    code = (
        "import sys, time\n"
        f"for n in range({int(10 * seconds)}):\n"
        f"    print(f'{line}', end='', file=sys.stderr, flush=True); time.sleep(0.1)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            _Watch(process, None).until_end(watch, time.monotonic() + deadline)
        except StalledError as stalled:
            process.kill()
            return str(stalled)
    return ""


def test_words_of_progress_alone_keep_no_git_alive() -> None:
    assert told(PROGRESS, 20, 1) == "nothing but words of progress for 1 s"
    stuck = RECEIVED.replace("{n}", "7")
    fault = told(stuck, 20, 1)
    assert fault.endswith("progress for 1 s, at Receiving objects:  7% (7/99), 7.00 KiB")
    assert told(RECEIVED, 2, 1) == ""


def test_a_whole_bound_ends_what_goes_on() -> None:
    assert told(RECEIVED, 20, 300, deadline=1).startswith("the time for it is over, at Receiving")


def test_the_bound_of_a_sync_is_one_for_all_its_gits(tmp_path: Path, silent_url: str) -> None:
    runner = Runner(timeout=1)
    start = time.monotonic()
    for _ in range(2):
        with pytest.raises(GitError, match="the time for it is over") as caught:
            runner.run(tmp_path, "ls-remote", REMOTE, name="x", url=silent_url)
        assert caught.value.hint.startswith("give it more than --timeout 1:")
    assert time.monotonic() - start < 10


def test_a_password_is_no_argument_of_what_git_starts(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    url = "http://me:hunter2@127.0.0.1:1/x"
    with pytest.raises(GitError):
        environment = {"GIT_TRACE": str(trace)}
        Runner().run(tmp_path, "ls-remote", REMOTE, name="x", url=url, environment=environment)
    assert "remote-http ctxkit http://127.0.0.1:1/x" in trace.read_text()
    assert "hunter2" not in trace.read_text()


def test_stopping_ends_what_runs_and_forbids_more(tmp_path: Path, silent_url: str) -> None:
    runner = Runner()
    timer = Timer(0.5, runner.stop)
    timer.start()
    with pytest.raises(GitError, match="interrupted"):
        runner.run(tmp_path, "ls-remote", REMOTE, name="x", url=silent_url)
    with pytest.raises(GitError, match="interrupted"):
        runner.run(tmp_path, "--version", name="x")


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_an_interrupted_sync_ends_its_gits_and_leaves_no_clone(
    tmp_path: Path, silent_url: str
) -> None:
    (tmp_path / "workspace.yaml").write_text(
        f'dify: "1"\nsources:\n  dify: {{git: "{silent_url}"}}\n'
    )
    code = (
        "import sys; from pathlib import Path;"
        "from ctxkit.workspace.sync import sync_workspace;"
        "from ctxkit.workspace.config import load_workspace;"
        "sync_workspace(load_workspace(Path(sys.argv[1])))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob(".dify.tmp-*/.git/info")) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in told
    assert not list(tmp_path.glob(".dify.tmp-*"))
    running = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout
    assert silent_url not in running


def test_the_words_of_a_server_steer_no_terminal(tmp_path: Path) -> None:
    with pytest.raises(GitError) as caught:
        Runner().run(
            tmp_path,
            "ls-remote",
            "--upload-pack=printf '\\033[2Jfatal' >&2; false;",
            str(tmp_path),
            name="x",
        )
    assert "\x1b" not in caught.value.message


def test_a_process_that_git_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    start = time.monotonic()
    with pytest.raises(GitError):
        Runner().run(
            tmp_path,
            "ls-remote",
            "--upload-pack=sleep 30 </dev/null >/dev/null & false;",
            str(tmp_path),
            name="x",
        )
    assert time.monotonic() - start < 15


def test_the_environment_of_a_calling_git_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/x")
    monkeypatch.setenv("GIT_SSH_COMMAND", "ssh -v")
    with clean_environment():
        assert "GIT_DIR" not in os.environ
        assert os.environ["GIT_SSH_COMMAND"] == "ssh -v"
    assert os.environ["GIT_DIR"] == "/x"


def test_without_git_the_error_says_so(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path\n"
        "from ctxkit.errors import GitError\n"
        "from ctxkit.workspace.git_runner import Runner\n"
        "from ctxkit.workspace.git_objects import run_git\n"
        "here = Path('.')\n"
        "watched = lambda: Runner().run(here, 'version', name='x')\n"
        "plain = lambda: run_git(here, 'version')\n"
        "for call in (watched, plain):\n"
        "    try:\n"
        "        call()\n"
        "    except GitError as error:\n"
        "        print(error.message[:14], '|', error.hint)\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout == "cannot run git | install git 2.31 or newer\n" * 2
