"""Open a file at a line in the user's editor.

Not here: which file (`show.py`), links in a terminal (`output/links.py`).
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ctxkit.errors import UsageError

_VARIABLES = ("VISUAL", "EDITOR")
_WINDOWS = ("code", "cursor")
"""Editors with windows of their own, which are looked for where no variable names one."""

_GOTO = {*_WINDOWS, "code-insiders", "codium", "windsurf"}  # --goto FILE:LINE
_PLUS = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "micro", "joe", "mg"}
_COLON = {"hx", "helix", "subl", "zed", "mate"}


def open_in_editor(file: Path, line: int, environment: Mapping[str, str]) -> None:
    """Open a file, and come back when the editor does. Raise UsageError if none can be run."""
    command = _editor(environment)
    command += place_for(Path(command[0]).stem, file, line)
    try:
        done = subprocess.run(command, check=False)
    except OSError as error:
        raise UsageError(
            f"{command[0]} does not run: {error.strerror or error}", hint="set EDITOR to another"
        ) from None
    if done.returncode:
        raise UsageError(f"{command[0]} failed with exit code {done.returncode}")


def place_for(editor: str, file: Path, line: int) -> Sequence[str]:
    """Return a file and its line as the arguments that an editor takes; the file alone for one that
    is not known.
    """
    if editor in _GOTO:
        return "--goto", f"{file}:{line}"
    if editor in _PLUS:
        return f"+{line}", str(file)
    return (f"{file}:{line}",) if editor in _COLON else (str(file),)


def editor_name(environment: Mapping[str, str]) -> str:
    """Return the user's editor as it is called, empty if none is known."""
    return next((editor for _, editor in _known(environment)), "")


def _editor(environment: Mapping[str, str]) -> list[str]:
    for name, editor in _known(environment):
        try:
            return shlex.split(editor) if name else [_program(editor, environment)]
        except ValueError as error:
            raise UsageError(f"{name} cannot be read: {error}", hint="mend its quotes") from None
    raise UsageError("no editor is known", hint="export EDITOR=vim, or install the command `code`")


def _known(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the editors of a user, the wanted one first, each behind the variable that names it."""
    named = ((name, environment.get(name, "")) for name in _VARIABLES)
    yield from ((name, editor) for name, editor in named if editor.strip())
    yield from (("", editor) for editor in _WINDOWS if _program(editor, environment))


def _program(name: str, environment: Mapping[str, str]) -> str:
    return shutil.which(name, path=environment.get("PATH")) or ""
