"""What the files of an archive may be called, which may come from anybody.

Not here: how an archive is packed (`workspace/helm/archive.py`, `workspace/wheel/wheel_file.py`,
`workspace/portable/archive.py`).
"""

from __future__ import annotations

import re
import tarfile
import unicodedata

from ctxkit.regex import regex
from ctxkit.workspace.archives.errors import ArchiveRefusedError

MAX_DEPTH = 30
_MAX_PATH_BYTES = 1_000
_MAX_NAME_BYTES = 255
_DRIVE = regex(r"[A-Za-z]:")
_GIT = regex(r"\.git|git~\d+", re.IGNORECASE)
_SHOWN_CHARS = 80


def refusal(fault: str, name: str) -> ArchiveRefusedError:
    """Return the error for a file that an archive must not have."""
    shown = ascii(name[:_SHOWN_CHARS])
    return ArchiveRefusedError(f"the archive is unsafe: {shown} {fault}")


def parts_of(name: str) -> list[str]:
    """Return the parts of the path of a file, empty ones and dots left out.

    Raise ArchiveRefusedError where it leads out of the archive, or cannot be a file everywhere.
    """
    if name.startswith("/") or "\\" in name or _DRIVE.match(name):
        raise refusal("is not a path inside the archive", name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if len(parts) > MAX_DEPTH or len(name.encode("utf8", "surrogateescape")) > _MAX_PATH_BYTES:
        raise refusal("is nested too deeply", name)
    for part in parts:
        if fault := _fault(part):
            raise refusal(fault, name)
    return parts


def _fault(part: str) -> str:
    """Return what is wrong with one part of a path; empty if nothing is."""
    if part == "..":
        return "leads out of the archive"
    if any(unicodedata.category(letter).startswith("C") for letter in part):
        return "has characters that cannot be shown"
    if len(part.encode("utf8")) > _MAX_NAME_BYTES:
        return "is too long"
    if _GIT.fullmatch(part.rstrip(". ")) or _DRIVE.match(part):
        return "is not a name for a file"
    return ""


def check_kind(member: tarfile.TarInfo) -> None:
    """Raise ArchiveRefusedError for an entry, which is no folder, that is no plain file."""
    if member.issym() or member.islnk():
        raise refusal("is a link", member.name)
    if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or member.issparse():
        raise refusal("is neither a file nor a folder", member.name)


class Paths:
    """The paths so far, to find two that are one on file systems that ignore case or how a letter
    is composed.
    """

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: dict[str, str] = {}

    def add(self, path: str) -> None:
        """Add the path of a file; raise ArchiveRefusedError where it collides with another."""
        folded = _folded(path)
        if folded in self._files or folded in self._folders:
            raise refusal("is there twice, or differs only in case", path)
        self._files.add(folded)
        for end, letter in enumerate(path):
            if letter == "/":
                folder = path[:end]
                key = _folded(folder)
                if self._folders.setdefault(key, folder) != folder or key in self._files:
                    raise refusal("is there twice, or differs only in case", path)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
