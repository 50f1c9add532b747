"""End a git whose ctxkit is killed: nothing else would, where a server sends for ever.

A shell waits for the end of a pipe that this process alone holds open. Not here: ending a git that
we outlive (`git_runner.py`), what it leaves (`dead_runs.py`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SHELL = "/bin/sh"
# First so that git can remove its lock files. `kill -TERM -- -N` is not known to every shell.
_SCRIPT = """
read -r said && exit
kill -s TERM -- "-$1"
for second in 1 2 3 4 5; do sleep 1; kill -s 0 -- "-$1" || exit; done
kill -s KILL -- "-$1"
"""


@contextmanager
def watched(group: int) -> Iterator[None]:
    """Have the processes of `group` ended if this process dies while the block runs."""
    watchdog = _started(group)
    try:
        yield
    finally:
        if watchdog is not None:
            assert watchdog.stdin is not None
            with suppress(OSError):
                watchdog.stdin.write(b"\n")
                watchdog.stdin.close()
            watchdog.wait()


def _started(group: int) -> subprocess.Popen[bytes] | None:
    """Return the shell, None where there is none: then git ends when its server does."""
    if os.name == "nt":  # pragma: no cover - not run on the machines that measure coverage
        return None
    with suppress(OSError):
        # A session of its own: Ctrl-C is for us alone.
        return subprocess.Popen(
            [_SHELL, "-c", _SCRIPT, "ctxkit-watchdog", str(group)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,
        )
    return None
