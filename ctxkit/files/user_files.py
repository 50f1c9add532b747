"""A user's file as it was given, a setting in it, and reading files of the user's folder.

Not here: reading a `.env` (`dotenv.py`), Helm values (`values.py`), compose files
(`deployment/compose_files.py`), which kind a file is (`file_kinds.py`).
"""

from __future__ import annotations

import os
import stat
import sys
from itertools import islice
from pathlib import Path

from msgspec import Struct

from ctxkit.errors import UsageError

MAX_FILE_BYTES = 2_000_000
"""Of a file of a deployment; real ones have some 50,000."""


MAX_FOLDERS = 500
"""Folders in which files are looked for."""

MAX_FOLDER_DEPTH = 10
"""Folders inside each other: Python 3.11 calls itself for each."""


class CustomerFile(Struct, frozen=True, kw_only=True):
    """A user's file: `path` as the user wrote it, and its bytes."""

    path: str
    data: bytes


class Setting(Struct, frozen=True, kw_only=True):
    """A variable or Helm value that a file sets, and its lines.

    `lost` are the variables that its value refers to and nothing sets.
    """

    name: str
    value: str
    line: int
    end_line: int
    lost: tuple[str, ...] = ()


class UserFolder(Struct, frozen=True):
    """A folder of the user's; what lies outside of it, or is reached by a link, is not read."""

    path: Path

    def read(self, path: str) -> bytes | None:
        """Return a file by its path below the folder; None if there is none, or it is too large."""
        file = self._inside(path)
        return _regular_file(file) if file is not None else None

    def shown(self, path: str) -> str:
        """Return the path of a file below the folder as the user would write it."""
        return (self.path / path).as_posix()

    def names(self, folder: str, suffix: str, limit: int) -> list[str]:
        """Return the paths of files below a folder of the folder, in order, `limit` at most; of
        very many folders, or very deep ones, only the first.
        """
        top = self._inside(folder)
        if top is None:
            return []
        found: list[str] = []
        for here, folders, files in islice(os.walk(top), MAX_FOLDERS):
            folders.sort()
            if len(Path(here).parts) - len(top.parts) == MAX_FOLDER_DEPTH:
                folders.clear()
            for name in sorted(files):
                if name.endswith(suffix):
                    found.append(Path(here, name).relative_to(top).as_posix())
                if len(found) == limit:
                    return found
        return found

    def _inside(self, path: str) -> Path | None:
        try:
            root = self.path.resolve()
            file = (root / path).resolve()
            return file if file.is_relative_to(root) else None
        except (OSError, ValueError, RuntimeError):  # a null byte, a loop of links
            return None


def _regular_file(path: Path) -> bytes | None:
    """Return the bytes of a file: what a compose file names may also be a device or a pipe."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError):
        return None
    return data if len(data) <= MAX_FILE_BYTES else None


def read_user_file(path: str | os.PathLike[str], *, stdin: bool = False) -> CustomerFile:
    """Return a file that the user names; with `stdin`, `-` is standard input. Raise UsageError if
    it cannot be read or is too large.
    """
    shown = os.fspath(path)
    try:
        if stdin and shown == "-":
            data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise UsageError(f"{shown}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > MAX_FILE_BYTES:
        raise UsageError(
            f"{shown} is larger than {MAX_FILE_BYTES:,} bytes", hint="is it the right file?"
        )
    return CustomerFile(path=shown, data=data)
