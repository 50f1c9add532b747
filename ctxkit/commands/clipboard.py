"""Put text on the clipboard by the first means that the machine has.

Not here: what is worth copying (`printing.py`).
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from typing import TextIO

_PROGRAMS = (
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
    ("clip.exe",),
)
_TIMEOUT_SECONDS = 5.0  # xclip without a display can hang
_MAX_ESCAPE_BYTES = 74_994  # of base64 that terminals accept in one OSC 52 sequence


def copy(text: str, terminal: TextIO | None = None) -> str:
    """Copy `text`; return the name of the means, or an empty string if there is none.

    Without a program, the terminal is asked by its OSC 52 escape, which reaches the clipboard
    through ssh as well.
    """
    for program, *options in _PROGRAMS:
        path = shutil.which(program)
        if path is not None and _runs([path, *options], _encoded(text, program)):
            return program
    if _escape(text, sys.stderr if terminal is None else terminal):
        return "the terminal"
    return ""


def _encoded(text: str, program: str) -> bytes:
    # clip.exe takes UTF-16 only.
    return text.encode("utf-16" if program == "clip.exe" else "utf8", "replace")


def _runs(command: list[str], data: bytes) -> bool:
    try:
        subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,  # xclip keeps its output open for ever
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _escape(text: str, terminal: TextIO) -> bool:
    code = base64.b64encode(text.encode("utf8", "replace")).decode("ascii")
    if not terminal.isatty() or len(code) > _MAX_ESCAPE_BYTES:
        return False
    terminal.write(f"\033]52;c;{code}\a")
    terminal.flush()
    return True
