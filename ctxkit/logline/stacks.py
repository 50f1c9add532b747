"""The lines of a stack trace, one at a time: Python, Go, JavaScript.

Not here: which lines belong together.
"""

from __future__ import annotations

import re
from functools import cache

from ctxkit.logline.parsed import ErrorLine, Frame

_LONGEST = 2_000
"""Characters of a line that can be a frame; a longer line is none."""

PYTHON_HEADER = "Traceback (most recent call last)"
CHAINS = (
    "During handling of the above exception, another exception occurred",
    "The above exception was the direct cause of the following exception",
)


@cache
def _python() -> re.Pattern[str]:
    return re.compile(
        r"\s{0,40}(?:\| {0,8})?File \\?\"([^\"\n]{1,500}?)\\?\", line (\d{1,7})(?:, in ([^\s,]{1,200}))?(.*)",
        re.DOTALL,
    )


@cache
def _go() -> re.Pattern[str]:
    return re.compile(
        r"\s{0,40}(/?[\w./@+~!-]{1,400}\.(?:go|s)):(\d{1,7})(?:\s{1,3}(?:\+0x[0-9a-f]{1,16}|\(0x[0-9a-f]{1,16}\)))?\s*$"
    )


@cache
def _go_function() -> re.Pattern[str]:
    return re.compile(r"[\w./@~-]{1,300}(?:\([\w*.\[\]]{1,200}\))?[\w.\[\]-]{0,300}(?:\(.*\))?$")


@cache
def _js() -> re.Pattern[str]:
    return re.compile(
        r"\s{0,40}at (?:async )?(?:([^\s(][^(\n]{0,300}?) \()?(\S{1,800}?):(\d{1,9})(?::(\d{1,9}))?\)?\s*$"
    )


@cache
def _error() -> re.Pattern[str]:
    return re.compile(r"(?:\| )?([A-Za-z_][\w]{0,100}(?:\.[A-Za-z_]\w{0,100}){0,12})(?:: |:$|$)")


_NO_ERROR = frozenset(
    ("error", "warning", "info", "debug", "note", "http", "https", "message", "caused")
)
_ERROR_ENDS = (
    "Error", "Exception", "Warning", "Exit", "Interrupt", "Timeout", "Abort", "Refused", "Unavailable", "NotFound",
    "Forbidden", "Unauthorized", "Conflict", "BadRequest", "Failure", "Errno", "Exceeded", "Invalid", "Fault",
)  # fmt: skip


def python_frame(line: str) -> Frame | None:
    """Return the frame that `  File "x.py", line 3, in f` names; `code` is what follows on the same line."""
    if 'File "' not in line and 'File \\"' not in line:
        return None
    found = _python().match(line[:_LONGEST])
    if not found:
        return None
    return Frame(
        language="python",
        path=found[1],
        line=int(found[2]),
        function=found[3] or "",
        code=found[4].strip(" ,").rstrip("^~ "),
    )


def go_frame(line: str, before: str) -> Frame | None:
    """Return the Go frame whose place stands in `line` and whose function in the line before."""
    if ".go:" not in line:
        return None
    found = _go().match(line[:_LONGEST])
    if not found:
        return None
    return Frame(
        language="go",
        path=found[1],
        line=int(found[2]),
        function=go_function(before),
        module=_go_module(before),
    )


def go_function(line: str) -> str:
    """Return the function that a line of a goroutine's stack names (`server.(*App).Run`), or an
    empty string.
    """
    line = line[:_LONGEST].strip().removeprefix("created by ").partition(" in goroutine ")[0]
    if not line or " " in line.split("(")[0] or not _go_function().match(line):
        return ""
    name = (
        line.rpartition("/")[2]
        if "(0x" not in line and "({" not in line and "(..." not in line
        else _before_arguments(line)
    )
    return name.removesuffix("()").strip()


def _go_module(line: str) -> str:
    name = line[:_LONGEST].strip().removeprefix("created by ").partition("(")[0]
    folder, _, last = name.rpartition("/")
    return f"{folder}/{last.partition('.')[0]}" if folder else ""


def _before_arguments(line: str) -> str:
    start = max(line.rfind("("), 0)
    while (
        start > 0 and line[start - 1] in "."
    ):  # `(*Log)` is part of the name: `log.(*Log).Panic(...)`
        start = line.rfind("(", 0, start)
    return line[:start].rpartition("/")[2]


def js_frame(line: str) -> Frame | None:
    """Return the frame that `    at f (https://host/x.js:1:2)` names."""
    if "at " not in line[:60]:
        return None
    found = _js().match(line[:_LONGEST])
    if not found:
        return None
    return Frame(
        language="js", path=found[2], line=int(found[3]), function=(found[1] or "").strip()
    )


def error_line(line: str, *, sure: bool) -> ErrorLine | None:
    """Return the error that `pkg.mod.Class: message` names; `sure`: it ends a stack, so any name
    will do.
    """
    found = _error().match(line[:1_000])
    if not found:
        return None
    name = found[1]
    last = name.rpartition(".")[2]
    if not sure and (
        last.lower() in _NO_ERROR or not (last.endswith(_ERROR_ENDS) and last[0].isupper())
    ):
        return None
    return ErrorLine(error=name, message=line[found.end() :].strip())
