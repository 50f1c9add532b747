"""Run the git commands that change a repository or ask a server: through GitPython, watched, and
ended with us.

Not here: which commands (`repository.py`). `Repo.clone_from` and `kill_after_timeout` are not used:
the first ignores every timeout, the second kills git without letting it remove its lock files.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from math import inf
from pathlib import Path
from queue import Empty, Queue
from tempfile import TemporaryFile
from threading import Lock, Thread
from typing import Any

from git import Git, GitCommandNotFound

from ctxkit.errors import GitError
from ctxkit.regex import regex
from ctxkit.workspace.credentials import login_of
from ctxkit.workspace.git_config import check_config
from ctxkit.workspace.git_errors import git_refusal, no_git
from ctxkit.workspace.git_objects import OFFLINE, SAFE_CONFIG, git_ceiling, git_environment
from ctxkit.workspace.urls import is_local, without_secrets
from ctxkit.workspace.watchdog import watched

REMOTE = "ctxkit"
"""The name under which git gets the url: from its environment, so that a password shows up in no
list of processes.
"""

_OPTIONS = {
    "protocol.version": "2",
    "gc.auto": "0",  # it would go on in the background and hold locks
    "maintenance.auto": "false",
    # After a loss of power what a ref names is there: git flushes packs, but no loose objects.
    "core.fsync": "all",
    "fetch.unpackLimit": "1",
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
_LOCAL_SERVER = "--upload-pack=git -c safe.directory=* -c uploadpack.allowFilter=true upload-pack"

_PERCENT = regex(
    rb"(Receiving objects|Resolving deltas|Updating files):\s{1,3}(\d{1,3})%"
    rb"( \(\d{1,12}/\d{1,12}\)(?:, [\d.]{1,12} [A-Za-z]{1,5})?)?"
)
"""What git has done of a phase: how much of it, of how many things, and how many bytes came."""
_PHASES = {
    b"Receiving objects": (0.0, 0.8),
    b"Resolving deltas": (0.8, 0.2),
    b"Updating files": (0.0, 1.0),
}
"""Where each phase of git's progress begins, and its share of the whole."""

_POLL_SECONDS = 0.5
_ABANDONED_SECONDS = 2  # of silence after which a stream of a dead git is held by another process
_END_SECONDS = 5  # for git to remove its lock files
_EXIT_SECONDS = 30

Report = Callable[[float], None]
"""Called with the share that is done, 0 to 1."""


class StalledError(Exception):
    """A git was given up: `args[0]` says why."""


class Runner:
    """The git processes of one sync; `stop` ends those that run and forbids new ones.

    `timeout` is how many seconds all of them have together; 0: as many as they need.
    """

    def __init__(self, timeout: float = 0.0) -> None:
        self._timeout = timeout
        self._deadline = time.monotonic() + timeout if timeout else inf
        self._running: set[subprocess.Popen[bytes]] = set()
        self._guard = Lock()
        self._stopped = False

    def stop(self) -> None:
        with self._guard:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in running:
            _end(process)

    def run(
        self,
        root: Path,
        *arguments: str,
        name: str,
        url: str = "",
        environment: dict[str, str] | None = None,
        settings: Sequence[str] = (),
        data: str = "",
        patience: float = 300.0,
        progress: Report | None = None,
    ) -> str:
        """Run `git ARGUMENTS` in `root` and return what it prints. Raise GitError with git's own
        words, secrets cut.

        `url` is what the remote `ctxkit` is; without it no server is asked. `settings` are git's
        for this command (`NAME=VALUE`), `data` is its input. git is ended when nothing new has come
        for `patience` seconds: words of progress alone are not.
        """
        check_config(root)
        variables = {**git_environment(), **git_ceiling(root), **(environment or {})}
        if url:
            variables |= _remote_variables(url, int(variables.get("GIT_CONFIG_COUNT") or 0))
        else:
            variables |= OFFLINE
        options = [part for setting in settings for part in ("-c", setting)]
        process = self._start(root, (*options, *arguments), variables, data)
        try:
            with watched(process.pid) if url else nullcontext():
                out, err = _Watch(process, progress).until_end(patience, self._deadline)
        except StalledError as stalled:
            message = f"{name}: git {arguments[0]} timed out: {stalled}"
            raise GitError(message, hint=self._hint()) from None
        finally:
            _end(process)
            with self._guard:
                self._running.discard(process)
        if self._stopped:
            raise GitError(f"{name}: git {arguments[0]}: interrupted")
        if process.returncode:
            words = without_secrets(err.decode("utf8", "replace"), url)
            raise git_refusal(name, arguments[0], words)
        return out.decode("utf8", "surrogateescape")

    def _hint(self) -> str:
        if time.monotonic() < self._deadline:
            return "check the network, then run it again: what is whole by now is kept"
        return f"give it more than --timeout {self._timeout:g}: what is whole by now is kept"

    def _start(
        self, root: Path, arguments: tuple[str, ...], variables: dict[str, str], data: str
    ) -> subprocess.Popen[bytes]:
        command = [Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *_CONFIG, *arguments]
        with self._guard, TemporaryFile() as given:
            if self._stopped:
                raise GitError("git: interrupted")
            given.write(data.encode())
            given.seek(0)
            try:
                # A session of its own: no terminal that ssh could ask for a password, and Ctrl-C is
                # ours to pass on.
                handle: Any = Git(root).execute(
                    command,
                    as_process=True,
                    env=variables,
                    istream=given,
                    start_new_session=True,
                )
            except GitCommandNotFound:
                raise no_git(OSError("git is not installed")) from None
            process: subprocess.Popen[bytes] = handle.proc
            handle.proc = None  # else GitPython closes its streams when the handle is forgotten
            self._running.add(process)
        return process


def _remote_variables(url: str, number: int) -> dict[str, str]:
    """Return the variables that give git the url, behind `number` settings of the user's."""
    login = login_of(url)
    settings = [(f"remote.{REMOTE}.url", login.url), *login.settings]
    variables = dict(login.variables)
    for position, (key, value) in enumerate(settings, number):
        variables[f"GIT_CONFIG_KEY_{position}"] = key
        variables[f"GIT_CONFIG_VALUE_{position}"] = value
    return {**variables, "GIT_CONFIG_COUNT": str(number + len(settings))}


class _Watch:
    """Reads both streams of a process until it ends, and reports the progress that it writes."""

    def __init__(self, process: subprocess.Popen[bytes], progress: Report | None) -> None:
        self._process = process
        self._progress = progress
        self._last = b""
        self._new = 0.0
        self._parts: Queue[tuple[int, bytes]] = Queue()
        self._gathered: tuple[list[bytes], list[bytes]] = ([], [])
        for number in (0, 1):
            Thread(target=self._pump, args=(number,), daemon=True).start()

    def _pump(self, number: int) -> None:
        """Queue what one stream gives, then an empty part."""
        stream = (self._process.stdout, self._process.stderr)[number]
        assert stream is not None
        with suppress(OSError, ValueError):  # it was closed by us
            while part := os.read(stream.fileno(), 65536):
                self._parts.put((number, part))
        self._parts.put((number, b""))

    def until_end(self, patience: float, deadline: float = inf) -> tuple[bytes, bytes]:
        """Return both streams. Raise StalledError if nothing new comes for `patience` seconds, or
        at `deadline`, a time of `time.monotonic`.
        """
        open_streams = 2
        heard = self._new = time.monotonic()
        while open_streams:
            now = time.monotonic()
            if now - self._new > patience or now > deadline:
                raise StalledError(self._fault(heard, patience, is_late=now > deadline))
            try:
                number, part = self._parts.get(timeout=_POLL_SECONDS)
            except Empty:
                silent = time.monotonic() - heard
                if silent > _ABANDONED_SECONDS and self._process.poll() is not None:
                    break  # a process that git left behind, such as ssh's ControlMaster, holds it
                continue
            heard = time.monotonic()
            if part:
                self._take(number, part)
            else:
                open_streams -= 1
        self._process.wait(timeout=_EXIT_SECONDS)
        out, err = self._gathered
        return b"".join(out), b"".join(err)

    def _fault(self, heard: float, patience: float, *, is_late: bool) -> str:
        """Return what did not come, and how far it was."""
        at = self._last.decode("ascii", "replace")
        far = f", at {at}" if at else ""
        if is_late:
            return f"the time for it is over{far}"
        if time.monotonic() - heard > patience:
            return f"no output for {patience:.0f} s{far}"
        return f"nothing but words of progress for {patience:.0f} s{far}"

    def _take(self, number: int, part: bytes) -> None:
        self._gathered[number].append(part)
        found = list(_PERCENT.finditer(part)) if number else []
        # What a server says of its own work is not work done here: it can go on for ever.
        if number == 0 or (found and found[-1][0] != self._last):
            self._new = time.monotonic()
        if not found:
            return
        self._last = found[-1][0]
        if self._progress is not None:
            start, share = _PHASES[found[-1][1]]
            self._progress(start + share * int(found[-1][2]) / 100)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: first so that git can remove its lock files."""
    for sign in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if process.poll() is not None:
            break
        _signal(process, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_END_SECONDS)
    for stream in (process.stdout, process.stderr):
        if stream:
            with suppress(OSError, ValueError):
                stream.close()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send a signal to a process that runs, and to all that it started."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if os.name == "nt":  # pragma: no cover - not run on the machines that measure coverage
            process.terminate()
        else:
            os.killpg(process.pid, number)


def server_options(url: str) -> tuple[str, ...]:
    """Return the options with which a fetch or listing of `url` starts the other side."""
    return (_LOCAL_SERVER,) if is_local(url) else ()


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
