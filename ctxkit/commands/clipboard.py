"""Put a text on the clipboard by the first means that the machine has.

Not here: what is worth copying.
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
_PATIENCE = 5.0  # seconds: xclip without a display can hang
_LONGEST_ESCAPE = 74_994  # bytes of base64 that terminals accept in one OSC 52 sequence


def copy(text: str, terminal: TextIO | None = None) -> str:
    """Copy `text`; return the name of the means, or an empty string where there is none.

    Without a program the terminal is asked by its OSC 52 escape, which reaches the clipboard
    through ssh too.
    """
    data = text.encode("utf8", "replace")
    for program, *options in _PROGRAMS:
        path = shutil.which(program)
        if path is None:
            continue
        # clip.exe takes UTF-16 only.
        sent = text.encode("utf-16", "replace") if program == "clip.exe" else data
        try:
            subprocess.run(
                [path, *options],
                input=sent,
                stdout=subprocess.DEVNULL,  # xclip keeps its output open for ever
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        return program
    terminal = sys.stderr if terminal is None else terminal
    code = base64.b64encode(data).decode("ascii")
    if terminal.isatty() and len(code) <= _LONGEST_ESCAPE:
        terminal.write(f"\033]52;c;{code}\a")
        terminal.flush()
        return "the terminal"
    return ""
