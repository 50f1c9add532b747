"""Finish a switch of versions that was cut short, if that loses nothing of the user's.

A run that dies while git writes the work tree leaves files of two versions, which git calls changed
although nobody changed them. The switch first writes a note of both versions; a tree in which every
file is of one or the other may be finished. Not here: switching (`work_tree.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ctxkit.errors import GitError
from ctxkit.regex import regex

MARK = "ctxkit-switch"
_NOTE = regex(r"([0-9a-f]{40}) ([0-9a-f]{40})\n")

_CHANGED = (
    "diff",
    "--name-only",
    "--diff-filter=MT",
    "-z",
    "--no-ext-diff",
    "--ignore-submodules=all",
)

_ENTRIES = ("ls-files", "--stage", "-z")

Git = Callable[..., str]


def finish_switch(root: Path, git: Git) -> None:
    """Finish the switch that the note in `root` is of, if there is one and every file is of either
    version.

    Where the user has changed a file since, nothing is touched: the checkout has local changes and
    will be refused as such.
    """
    mark = root / ".git" / MARK
    if not mark.is_file():
        return
    if (root / ".git" / "index.lock").exists():
        return  # a git is at work, or was killed; the lock is reported
    note = _NOTE.fullmatch(mark.read_text(encoding="ascii", errors="replace"))
    with suppress(GitError):
        if note and not _files_of_neither(root, git, note[1], note[2]):
            git("checkout", "--quiet", "--force", "--detach", "--no-recurse-submodules", note[2])
    mark.unlink(missing_ok=True)


def _files_of_neither(root: Path, git: Git, *commits: str) -> list[str]:
    """Return the files whose content is of none of `commits`, in the folder or as it was staged; an
    empty file has nothing that could be lost.
    """
    known: set[str] = set()
    changed: set[str] = set()
    entries: set[str] = set()
    index = root / ".git" / "ctxkit-index"
    for commit in commits:
        environment = {"GIT_INDEX_FILE": str(index)}
        git("read-tree", commit, environment=environment)
        rows = _rows(git(*_ENTRIES, environment=environment))
        differing = set(_rows(git(*_CHANGED, environment=environment)))
        index.unlink(missing_ok=True)
        entries.update(rows)
        known |= {_path_of(row) for row in rows} - differing
        changed |= differing
    staged = {_path_of(row) for row in _rows(git(*_ENTRIES)) if row not in entries}
    lost = (path for path in changed - known if not _is_empty(root / path))
    return sorted({*lost, *staged})


def _rows(listing: str) -> list[str]:
    return [row for row in listing.split("\0") if row]


def _path_of(entry: str) -> str:
    return entry.partition("\t")[2]


def _is_empty(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except OSError:
        return False
