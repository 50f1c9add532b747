"""Put text on the clipboard by the first means that the machine has.

Not here: what is worth copying (`printing.py`).
"""

from __future__ import annotations

import base64
import os
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
_TMUX = (
    # `-w` also hands it to the terminal around tmux, since 3.2.
    (("load-buffer", "-w", "-"), "; sent to the terminal as well, which may not take it"),
    (("load-buffer", "-"), ""),
)
_TIMEOUT_SECONDS = 5.0  # xclip without a display can hang
_MAX_ESCAPE_BYTES = 74_994  # of base64 that terminals accept in one OSC 52 sequence
_SCREEN_CHUNK = 76  # characters that GNU screen passes on in one string


def clipboard_name() -> str:
    """Return what takes a copied text first, empty if only the terminal may."""
    found = next((program for program, *_ in _PROGRAMS if shutil.which(program)), "")
    return found or ("tmux's buffer" if _tmux() else "")


def copy(text: str, terminal: TextIO | None = None) -> str:
    """Copy `text`; return what was done, with `{}` for what was copied, or an empty string if there
    is no clipboard.

    Without a program, tmux keeps it in its own buffer. Otherwise the terminal is asked by its OSC
    52 escape, which reaches the clipboard through ssh as well, but is never answered.
    """
    for program, *options in _PROGRAMS:
        path = shutil.which(program)
        if path is not None and _runs([path, *options], _encoded(text, program)):
            return f"copied {{}} to the clipboard ({program})"
    tmux = _tmux()
    for arguments, more in _TMUX if tmux else ():
        if _runs([tmux, *arguments], text.encode("utf8", "replace")):
            return f"copied {{}} to tmux's buffer (paste: prefix ]){more}"
    if _escape(text, sys.stderr if terminal is None else terminal):
        return "sent {} to the terminal's clipboard (OSC 52); whether it took them is not known"
    return ""


def _tmux() -> str:
    """Return the program of tmux, empty outside of it."""
    return (os.environ.get("TMUX") and shutil.which("tmux")) or ""


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
    sequence = f"\033]52;c;{code}\a"
    if os.environ.get("STY"):
        sequence = _through_screen(sequence)
    terminal.write(sequence)
    terminal.flush()
    return True


def _through_screen(sequence: str) -> str:
    """Return a sequence as GNU screen passes it to the terminal around it."""
    starts = range(0, len(sequence), _SCREEN_CHUNK)
    return "".join(f"\033P{sequence[n : n + _SCREEN_CHUNK]}\033\\" for n in starts)
