"""Which files an assistant may have read for it: those in the workspace, and in folders that were
allowed when the server was started.

Not here: reading them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.errors import UsageError
from ctxkit.workspace.folder import STATE

_PRIVATE = (".git", STATE)
"""Folders whose files are no log and no file of a deployment, and may have credentials."""


class ReadableFolders:
    """The folders whose files may be read; the first is the workspace, which relative paths are
    below.
    """

    def __init__(self, workspace: Path, allowed: Sequence[Path] = ()) -> None:
        self._folders = [folder.resolve() for folder in (workspace, *allowed)]

    def file(self, name: str) -> Path:
        """Return the real path of a file, below the current folder the one from there: answers name
        it so. Raise UsageError if it may not be read; of what lies outside, not even whether it is
        there is told.
        """
        try:
            path = (self._folders[0] / name).resolve()
        except (OSError, ValueError, RuntimeError):
            path = Path("/")
        folder = next((each for each in self._folders if path.is_relative_to(each)), None)
        if folder is None or any(part in _PRIVATE for part in path.relative_to(folder).parts):
            raise UsageError(
                "that file is outside the folders that may be read",
                hint="put it into inbox/ of the workspace, or start the server with --allow DIR",
            )
        if not path.is_file():  # no folder, no pipe, no device
            raise UsageError("no such file in the folders that may be read")
        here = Path.cwd()
        return path.relative_to(here) if path.is_relative_to(here) else path
