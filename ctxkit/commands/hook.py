"""The command `hook`, which an assistant calls and no person.

It must never be in the way: it is silent where anything is wrong, and ends itself after a third of
a second. Not here: what is told (`assistants/prompt_hook.py`).
"""

from __future__ import annotations

import json
import os
import signal
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from ctxkit.commands.app import app, examples, opened
from ctxkit.commands.completing import WORKSPACE
from ctxkit.commands.console import emit

MAX_SECONDS = 0.3


class HookEvent(str, Enum):
    """What an assistant calls it for."""

    prompt = "prompt"


@app.command(epilog=examples("ctxkit hook prompt < message.json"))
def hook(
    event: Annotated[
        HookEvent, typer.Argument(metavar="prompt", help="The event.", show_default=False)
    ],
) -> None:
    """Report to an assistant what a message is about.

    Claude Code calls it for each message if `ctxkit setup claude --hook` was run, with the message
    as JSON on stdin. It names the code that wrote a line of the message, or the settings in it, and
    is silent otherwise, after any error and after 0.3 seconds.
    """
    end_after(MAX_SECONDS)
    try:
        told = _told(sys.stdin.buffer)
    except Exception:
        return
    if told:
        emit(told)


def end_after(seconds: float) -> None:
    """End the process without a word when the time is over."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, lambda number, frame: os._exit(0))
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _told(stream: Any) -> str:
    from ctxkit.assistants.prompt_hook import MAX_PROMPT_BYTES, hint_for

    data = stream.read(MAX_PROMPT_BYTES + 1)
    if len(data) > MAX_PROMPT_BYTES:
        return ""
    message = json.loads(data)
    folder = os.environ.get("CLAUDE_PROJECT_DIR") or message.get("cwd") or "."
    with opened(Path(os.environ.get(WORKSPACE) or folder)) as ws:
        return hint_for(ws, message["prompt"])
