"""The demonstration: a workspace of the small upstream repositories, and one bundle of each
question.

Not here: the repositories (`demo/repositories.py`).
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from ctxkit.api import open_workspace
from ctxkit.commands.console import emit, say
from ctxkit.commands.language import said
from ctxkit.commands.syncing import run_sync
from ctxkit.demo.repositories import make_repositories
from ctxkit.errors import UsageError
from ctxkit.workspace.new_workspace import init_workspace

VERSION = "1.14.0"
QUESTIONS = (
    ("explain", "SSRF_DEFAULT_MAX_RETRIES"),
    (
        "locate",
        "2026-05-04 09:12:44.120 WARNING [Dummy-7] [ssrf_proxy.py:31] - "
        "Request to http://internal.example/ failed at attempt 2: timed out",
    ),
    ("find", "retry policy"),
)


def run_demo(folder: Path | None = None) -> int:
    """Run the demonstration in `folder`, which is kept, or in a temporary one; return the exit
    code.
    """
    if folder is not None:
        return _demonstrate(folder)
    with TemporaryDirectory(prefix="ctxkit-demo-", ignore_cleanup_errors=True) as temporary:
        return _demonstrate(Path(temporary))


def make_workspace(folder: Path, version: str = VERSION) -> int:
    """Make a synced and indexed workspace in `folder`, with its upstream repositories in the folder
    upstreams.

    Return the exit code of the sync. Raise UsageError if the folder is not empty.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", hint="give a folder that does not exist yet")
    upstreams = folder / "upstreams"
    make_repositories(upstreams)
    init_workspace(folder, dify=version, prefix=upstreams.resolve().as_uri())
    return run_sync(folder)


def _demonstrate(folder: Path) -> int:
    say(said("creating small upstream repositories and syncing them"))
    code = make_workspace(folder)
    if code:
        return code
    with open_workspace(folder) as workspace:
        for command, text in QUESTIONS:
            quoted = f'"{text}"' if " " in text else text
            answer = getattr(workspace, command)(text)
            emit(f"\n$ ctxkit {command} {quoted}\n\n{answer.bundle().markdown}")
    return 0
