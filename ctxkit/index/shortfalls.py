"""What the index of a workspace lacks, said in every answer: sources that are not in it or not at
the version that is wanted, and files that could not be read.

`.ctxkit/shortfalls.json` is written with the index and is there only while something is lacking.
Not here: repositories and packages that a workspace does not name (`missing_sources.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from ctxkit.files.atomic import write_atomically
from ctxkit.text.visible import visible_line
from ctxkit.text.wording import counted
from ctxkit.workspace.folder import RUN_SYNC

FILE = "shortfalls.json"
_MAX_SHOWN = 3
_MAX_NOTES = 50


def shortfall_notes(
    lacking: Mapping[str, str], broken: Sequence[tuple[str, str, str]]
) -> tuple[str, ...]:
    """Return a note on each source that is lacking, by the reason why, and on the files of each
    repository that could not be read, given as (repository, path, reason).
    """
    notes = [f"{name} {why}; {RUN_SYNC}" for name, why in lacking.items()]
    for repo in sorted({repo for repo, _, _ in broken}):
        paths = [path for of, path, _ in broken if of == repo]
        dots = ", ..." if len(paths) > _MAX_SHOWN else ""
        shown = ", ".join(paths[:_MAX_SHOWN])
        files = f"{counted(len(paths), 'file')} of {repo}"
        notes.append(f"{files} could not be read, what they say is missing: {shown}{dots}")
    return tuple(map(visible_line, notes[:_MAX_NOTES]))


def write_shortfalls(folder: Path, notes: Sequence[str]) -> None:
    """Keep the notes beside the index in `folder`."""
    file = folder / FILE
    if not notes:
        file.unlink(missing_ok=True)
    elif read_shortfalls(folder) != tuple(notes):
        write_atomically(file, json.dumps(list(notes)).encode())


def read_shortfalls(folder: Path) -> tuple[str, ...]:
    """Return the notes that are kept beside the index in `folder`."""
    try:
        data = (folder / FILE).read_bytes()
    except OSError:
        return ()
    try:
        notes = json.loads(data)
    except ValueError:
        return ("what the index lacks is not known; run: ctxkit index",)
    if not isinstance(notes, list):
        return ()
    return tuple(visible_line(str(note)) for note in notes[:_MAX_NOTES])
