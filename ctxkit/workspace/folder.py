"""The folder of a workspace: the names of what is in it, and how it is found.

Every query imports this. Not here: what `workspace.yaml` says (`config.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from ctxkit.errors import WorkspaceError

FILE = "workspace.yaml"
LOCK_FILE = "workspace.lock"
STATE = ".ctxkit"
CHARTS: Literal["charts"] = "charts"
WHEELS: Literal["wheels"] = "wheels"
KINDS = (CHARTS, WHEELS)
"""The kinds of archives; the state folder has a folder of each, with a repository for a source."""

HISTORY = "history"
STORES = (*KINDS, HISTORY)
"""The folders of the state folder in which there are git repositories, each `SOURCE.git`."""

_MAX_PATH_BYTES = 511  # SQLite's MAX_PATHNAME
RUN_SYNC = "run: ctxkit sync"
RUN_INIT = "run: ctxkit init --dify VERSION"


def check_length(folder: Path) -> None:
    """Raise WorkspaceError where SQLite could not open the index in `folder`: its path is too long.

    Checked before anything is fetched.
    """
    path = str(folder.resolve() / "index.sqlite3.tmp-4194304")
    if len(path.encode("utf8", "surrogateescape")) > _MAX_PATH_BYTES:
        message = f"the path of the workspace has {len(str(folder.resolve().parent))} characters"
        hint = (
            f"move it to where it has less than {_MAX_PATH_BYTES - 40}: SQLite opens no longer one"
        )
        raise WorkspaceError(message, hint=hint)


def state_folder(folder: Path) -> Path:
    """Return the folder of the index and of all else that can be made again.

    Deleting it loses only time.
    """
    return folder / STATE


def same_version(one: str, other: str) -> bool:
    """Return whether two names are of one version: a tag may have a `v` in front."""
    return _bare(one) == _bare(other)


def _bare(version: str) -> str:
    return version[1:] if version[:1] == "v" and version[1:2].isdigit() else version


def find_workspace(folder: Path) -> Path:
    """Return the nearest folder, `folder` itself or one above it, that has a workspace.yaml.

    Raise WorkspaceError if none does.
    """
    start = Path(folder).absolute()
    if not start.exists():
        raise WorkspaceError(
            f"no such folder: {start}", hint="a workspace is a folder with workspace.yaml"
        )
    for candidate in (start, *start.parents):
        if (candidate / FILE).is_file():
            return candidate
    raise WorkspaceError(f"no {FILE} in {start} or above", hint=RUN_INIT)
