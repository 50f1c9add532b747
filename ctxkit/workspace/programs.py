"""Run a program of the user's own to fetch something: its settings know his servers and logins.

Not here: git (`git_runner.py`), what each program is told (`wheel/pip.py`, `helm/registry.py`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ctxkit.errors import GitError

_SECONDS = 300


def on_path(names: Iterable[str]) -> str | None:
    """Return where the first of some programs is that is there, None if none is."""
    return next((path for name in names if (path := shutil.which(name))), None)


def run_program(
    command: Sequence[str], *, program: str, wanted: str, hint: str, **options: Any
) -> str | None:
    """Run a command; return None if it ends well, else what it wrote of the reason.

    Raise GitError, with what is `wanted`, where it cannot be run, or is not finished in time; that
    has the `hint`. `options` are those of `subprocess.run`.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            **options,
        )
    except OSError as error:
        raise GitError(f"{wanted}: cannot run {program}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        message = f"{wanted}: {Path(program).name} is not finished after {_SECONDS} s"
        raise GitError(message, hint=hint) from None
    return done.stderr.decode("utf8", "replace") if done.returncode else None
