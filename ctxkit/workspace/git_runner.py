"""Run the git commands that change a repository or ask a server: through GitPython, watched, and
ended with us.

Not here: which commands (`repository.py`). `Repo.clone_from` and `kill_after_timeout` are not used:
the first ignores every timeout, the second kills git so hard that it leaves its lock files behind.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Any

from git import Git, GitCommandNotFound

from ctxkit.errors import GitError
from ctxkit.workspace.git_objects import (
    SAFE_CONFIG,
    git_ceiling,
    git_environment,
    git_refusal,
    no_git,
)
from ctxkit.workspace.urls import is_local, without_secrets

REMOTE = "ctxkit"
"""The name under which git is told the url: by its environment, so that a password shows up in no
list of processes.
"""

_OPTIONS = {
    "protocol.version": "2",
    "gc.auto": "0",  # it would go on in the background and hold locks
    "maintenance.auto": "false",
    "fetch.prune": "false",
    "fetch.pruneTags": "false",
    "advice.detachedHead": "false",
    "core.askPass": "",
    "credential.interactive": "false",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "120",
}
_CONFIG = (
    *SAFE_CONFIG,
    *(part for name, value in _OPTIONS.items() for part in ("-c", f"{name}={value}")),
)

# For a repository of this machine the server is a git that we start: let it serve commits without
# their files, and read a folder of another user, which git has done only on demand since 2.45.
LOCAL_SERVER = "--upload-pack=git -c safe.directory=* -c uploadpack.allowFilter=true upload-pack"

_SHARE = re.compile(rb"(Receiving objects|Resolving deltas|Updating files):\s+(\d{1,3})%")
_SHARES = {
    b"Receiving objects": (0.0, 0.8),
    b"Resolving deltas": (0.8, 0.2),
    b"Updating files": (0.0, 1.0),
}


class Runner:
    """The git processes of one sync; `stop` ends those that run and forbids new ones."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._guard = Lock()
        self._stopped = False

    def stop(self) -> None:
        with self._guard:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _end(process)

    def run(
        self,
        root: Path,
        *arguments: str,
        name: str,
        url: str = "",
        environment: dict[str, str] | None = None,
        patience: float = 300.0,
        progress: Callable[[float], None] | None = None,
    ) -> str:
        """Run `git ARGUMENTS` in `root` and return what it prints. Raise GitError with git's own
        words, secrets cut.

        `url` is what the remote `ctxkit` stands for. git is ended when it gives no sign of life for
        `patience` seconds.
        """
        variables = {**git_environment(), **git_ceiling(root), **(environment or {})}
        if url:
            number = int(variables.get("GIT_CONFIG_COUNT") or 0)
            variables |= {
                f"GIT_CONFIG_KEY_{number}": f"remote.{REMOTE}.url",
                f"GIT_CONFIG_VALUE_{number}": url,
                "GIT_CONFIG_COUNT": str(number + 1),
            }
        process = self._start(root, arguments, variables)
        try:
            out, err = _watch(process, patience, progress)
        except Empty:
            raise GitError(
                f"{name}: git {arguments[0]}: no sign of life for {patience:.0f} seconds",
                hint="check the network",
            ) from None
        finally:
            _end(process)
            with self._guard:
                self._running.discard(process)
        if self._stopped:
            raise GitError(f"{name}: git {arguments[0]}: interrupted")
        if process.returncode:
            raise git_refusal(
                name, arguments[0], without_secrets(err.decode("utf8", "replace"), url)
            )
        return out.decode("utf8", "surrogateescape")

    def _start(
        self, root: Path, arguments: tuple[str, ...], variables: dict[str, str]
    ) -> subprocess.Popen[bytes]:
        command = [Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *_CONFIG, *arguments]
        with self._guard:
            if self._stopped:
                raise GitError(f"git {arguments[0]}: interrupted")
            try:
                # A session of its own: no terminal that ssh could ask for a password, and Ctrl-C is
                # ours to pass on.
                handle: Any = Git(root).execute(
                    command, as_process=True, env=variables, start_new_session=True
                )
            except GitCommandNotFound:
                raise no_git(OSError("git is not installed")) from None
            process: subprocess.Popen[bytes] = handle.proc
            handle.proc = None  # else GitPython closes its streams when the handle is forgotten
            self._running.add(process)
        return process


def _watch(
    process: subprocess.Popen[bytes], patience: float, progress: Callable[[float], None] | None
) -> tuple[bytes, bytes]:
    """Read what a process writes until it ends. Raise Empty if it writes nothing for too long."""
    parts: Queue[tuple[int, bytes]] = Queue()
    streams = (process.stdout, process.stderr)

    def pump(number: int) -> None:
        stream = streams[number]
        assert stream is not None
        with suppress(OSError, ValueError):
            while part := os.read(stream.fileno(), 65536):
                parts.put((number, part))
        parts.put((number, b""))

    for number in (0, 1):
        Thread(target=pump, args=(number,), daemon=True).start()
    gathered: tuple[list[bytes], list[bytes]] = ([], [])
    open_streams, silent = 2, 0.0
    while open_streams:
        try:
            number, part = parts.get(timeout=0.5)
            silent = 0.0
        except Empty:
            silent += 0.5
            if silent > 2 and process.poll() is not None:
                break  # a process that git left behind, such as ssh's ControlMaster, holds the streams open
            if silent > patience:
                raise
            continue
        open_streams -= not part
        gathered[number].append(part)
        if progress and number == 1 and (found := _SHARE.findall(part)):
            start, width = _SHARES[found[-1][0]]
            progress(start + width * int(found[-1][1]) / 100)
    process.wait(timeout=30)
    return b"".join(gathered[0]), b"".join(gathered[1])


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: kindly, so that git removes its lock files, then not."""
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if process.poll() is not None:
            break
        with suppress(OSError):
            if os.name == "nt":  # pragma: no cover - not run on the machines that measure coverage
                process.terminate()
            else:
                os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
    for stream in (process.stdout, process.stderr):
        if stream:
            with suppress(OSError, ValueError):
                stream.close()


def server_options(url: str) -> tuple[str, ...]:
    """Return the options with which a fetch or listing of `url` starts the other side."""
    return (LOCAL_SERVER,) if is_local(url) else ()


@contextmanager
def clean_environment() -> Iterator[None]:
    """Keep the GIT_* variables of a calling git from GitPython, which hands on all it finds, while
    the block runs.
    """
    kept = git_environment()
    strays = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.startswith("GIT_") and name not in kept
    }
    try:
        yield
    finally:
        os.environ.update(strays)
