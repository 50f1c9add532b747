"""Everything at once in one workspace: the rounds of `faults.py` in which nothing is killed.

A workspace of the old version, or of none, is to become one of the new. At once, or shortly one
after the other: two `sync`, `index`, `drift`, `find`, `status` and four `explain`. Each answers as
the old or the new version, or with an error that ctxkit raises on purpose; both syncs end well; and
when all have ended, the workspace is as one that never had two commands at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

COMMANDS = (
    ("sync",),
    ("sync",),
    ("index",),
    ("explain", "{key}", "--json"),
    ("find", "retry policy", "--json"),
    ("status", "--json"),
    ("drift", "--from", "{old}", "--json"),
    ("explain", "{key}", "--json"),
    ("explain", "{key}", "--json"),
    ("explain", "{key}", "--json"),
)
STAGGERS = 5
STEP_SECONDS = 0.05
PATIENCE_SECONDS = 600
_ERRORS = (3, 4)
"""Exit codes of errors that tell what is the matter: no index, another process, no server."""

Ended = tuple[tuple[str, ...], int, str, str]
"""A command, its exit code, and what it printed on both streams."""


def run_together(folder: Path, key: str, old: str, number: int) -> list[Ended]:
    """Give all commands in a workspace; `number` says how long one begins after the other."""
    started = []
    for command in COMMANDS:
        words = tuple(word.format(key=key, old=old) for word in command)
        process = subprocess.Popen(
            [sys.executable, "-m", "ctxkit.commands.cli", *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append((words, process))
        time.sleep(STEP_SECONDS * (number % STAGGERS))
    ended: list[Ended] = []
    for words, process in started:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        ended.append((words, process.returncode, out, err))
    return ended


def wrong_in(ended: list[Ended], answers: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong of the commands of a round; `answers` are those of the old and the new
    version to `explain`.
    """
    known = [_told(answer) for answer in answers]
    for words, code, out, err in ended:
        what = " ".join(words)
        if "Traceback" in err or "internal error" in err or code not in (0, 1, *_ERRORS):
            yield f"{what}: exit {code}: {err[-300:]}"
        elif words[0] == "sync" and code:
            yield f"{what} fails: {err[-300:]}"
        elif words[0] == "explain" and code == 0 and _told(json.loads(out)) not in known:
            yield f"{what} is of no version: {out[:300]}"
        elif words[0] == "explain" and code == 1:
            yield f"{what} knows no such setting"
        elif words[0] == "drift" and code == 1:
            yield f"{what} says that nothing has changed"


def _told(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer says of a setting, without notes: the files may be newer than it."""
    return {
        "keys": answer["keys"],
        "commits": {repo: version["commit"] for repo, version in answer["versions"].items()},
    }
