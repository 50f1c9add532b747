"""What a hook tells an assistant of a message before it answers: that it holds a line which Dify
wrote, or the name of a setting.

The names of settings and places in the sources alone are told, never text of the message. Not here:
how the hook is called (`commands/hook.py`), where it is entered (`setup.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxkit.api import Workspace
from ctxkit.regex import regex
from ctxkit.text.locations import place_name
from ctxkit.text.visible import visible_line

MAX_PROMPT_BYTES = 64 << 10
MAX_TOKENS = 120
_MAX_LINES = 3  # that are located: each takes its time
_MAX_KEYS = 3
_MIN_LINE_CHARS = 24
_MAX_LINE_CHARS = 4000
_WORD = regex(r"[A-Za-z][\w.-]{2,120}", re.ASCII)
# What words of a sentence never are: capitals joined by underscores, a path of a chart's values.
_NAME = regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[a-z]\w*(?:\.\w+)+", re.ASCII)
_OF_A_LOG = regex(
    r"\b(?:ERROR|WARN(?:ING)?|CRITICAL|FATAL|INFO|DEBUG|error|panic|Traceback|level)\b"
    r"|\w(?:Error|Exception)\b|\b\d\d:\d\d:\d\d\b|\"(?:code|message|msg)\""
)


def hint_for(ws: Workspace, prompt: str) -> str:
    """Return what to tell an assistant of a message, at most `MAX_TOKENS`; empty if nothing is
    certain.
    """
    place = next(_places(ws, prompt), "")
    if place:
        return (
            f"ctxkit: a line of this message was written by {place} (confidence high). Save the "
            "line to inbox/ and run: ctxkit locate -f FILE"
        )
    keys = _settings(ws, prompt)
    if keys:
        has = "a setting of this name" if len(keys) == 1 else "settings of these names"
        return f"ctxkit: Dify has {has}. Run: ctxkit explain {' '.join(keys)} --brief"
    return ""


def _places(ws: Workspace, prompt: str) -> Iterator[str]:
    """Yield where the statements are that wrote lines of a message for sure."""
    lines = [line.strip() for line in prompt.splitlines()]
    logged = [line for line in lines if _OF_A_LOG.search(line[:_MAX_LINE_CHARS])]
    for line in _long_enough(logged)[:_MAX_LINES]:
        finding = ws.locate(line).finding
        if finding.confidence == "high" and finding.hits:
            fact = finding.hits[0].fact
            yield visible_line(f"{fact.repo} {place_name(fact.location)}")


def _long_enough(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if _MIN_LINE_CHARS <= len(line) <= _MAX_LINE_CHARS]


def _settings(ws: Workspace, prompt: str) -> list[str]:
    """Return the settings that a message names letter for letter, in its order."""
    words = dict.fromkeys(word.rstrip(".-") for word in _WORD.findall(prompt))
    names = [word for word in words if _NAME.fullmatch(word)]
    if not names:
        return []
    known = set(ws.index.key_names())
    return [name for name in names if name in known][:_MAX_KEYS]
