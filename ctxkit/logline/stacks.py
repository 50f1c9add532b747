"""The lines of a stack trace, one at a time: Python, Go, JavaScript.

`triage` reads the same lines as bytes (`ask/triage/open_stack.py`), with the same patterns. Not
here: which lines belong together (`events.py`).
"""

# ruff: noqa: E501 - a pattern and a list of names stay whole

from __future__ import annotations

import re
from functools import cache

from ctxkit.logline.parsed import ErrorLine, Frame

MAX_FRAME_CHARS = 2_000
MAX_ERROR_CHARS = 1_000
"""Characters of a line that are read; nothing longer is a frame or an error."""

PYTHON_HEADER = "Traceback (most recent call last)"
CHAINS = (
    "During handling of the above exception, another exception occurred",
    "The above exception was the direct cause of the following exception",
)

PYTHON_FRAME = r"\s{0,40}(?:\| {0,8})?File \\?\"([^\"\n]{1,500}?)\\?\", line (\d{1,7})(?:, in ([^\s,]{1,200}))?"
"""`  File "x.py", line 3, in f`; the bar is that of an exception group. Groups: path, line, function."""

_CUT_FRAME = r"\s{0,40}File \\?\"([^\"\n]{1,500}\.py)\\?\"(?:,(?: (?:l(?:i(?:ne?)?)?)?)?)?\s{0,9}(?:\.{3}|…)?$"
"""The same where the paste ends before the line's number: `  File "x.py", l`."""
_CUT_CODE = ("i", "in")
"""What is left of `, in f` where the paste ends before the name."""

GO_PLACE = (
    r"\s{0,40}(/?[\w./@+~!-]{1,400}\.(?:go|s)):(\d{1,7})"
    r"(?:\s{1,3}(?:\+0x[0-9a-f]{1,16}|\(0x[0-9a-f]{1,16}\)))?\s*$"
)
"""`\t/app/x.go:3 +0x1d`, below the line of its function. Groups: path, line."""

VALIDATION_ERROR = (
    r"\d{1,4} validation errors? for ([A-Za-z_][\w.]{0,120})(?:\[([\w.]{1,120})[^\n]{0,200}\])?"
)
"""Pydantic's. Groups: the class, and the class that it is made for."""

FIELD_PATH = r"[A-Za-z_][\w-]{0,80}(?:[.\[][\w-]{1,80}\]?){0,12}"
"""The line below, whose field was refused."""

_GO_FUNCTION = r"[\w./@~-]{1,300}(?:\([\w*.\[\]]{1,200}\))?[\w.\[\]-]{0,300}(?:\(.*\))?$"
_JS_FRAME = r"\s{0,40}at (?:async )?(?:([^\s(][^(\n]{0,300}?) \()?(\S{1,800}?):(\d{1,9})(?::(\d{1,9}))?\)?\s*$"
_ERROR = r"(?:\| )?([A-Za-z_][\w]{0,100}(?:\.[A-Za-z_]\w{0,100}){0,12})(?:: |:$|$)"
_NOT_ERRORS = frozenset(
    ("error", "warning", "info", "debug", "note", "http", "https", "message", "caused")
)
_ERROR_SUFFIXES = (
    "Error", "Exception", "Warning", "Exit", "Interrupt", "Timeout", "Abort", "Refused", "Unavailable", "NotFound",
    "Forbidden", "Unauthorized", "Conflict", "BadRequest", "Failure", "Errno", "Exceeded", "Invalid", "Fault",
)  # fmt: skip

_ERROR_MODULES = ("exceptions", "errors", "exc")


@cache
def _compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    # Most queries hold no stack at all.
    return re.compile(pattern, flags)


def python_frame(line: str) -> Frame | None:
    """Return the frame of `  File "x.py", line 3, in f`; `code` is what follows on the same line.

    A frame that was cut off may lack the function and the line.
    """
    if 'File "' not in line and 'File \\"' not in line:
        return None
    found = _compiled(f"{PYTHON_FRAME}(.*)", re.DOTALL).match(line[:MAX_FRAME_CHARS])
    if not found:
        cut = _compiled(_CUT_FRAME).match(line[:MAX_FRAME_CHARS].rstrip())
        return Frame(language="python", path=cut[1], line=None) if cut else None
    code = found[4].strip(" ,").rstrip("^~ ")
    return Frame(
        language="python",
        path=found[1],
        line=int(found[2]),
        function=found[3] or "",
        code="" if code in _CUT_CODE else code,
    )


def go_frame(line: str, before: str) -> Frame | None:
    """Return the Go frame whose place is in `line` and whose function is in the line before."""
    if ".go:" not in line:
        return None
    found = _compiled(GO_PLACE).match(line[:MAX_FRAME_CHARS])
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
    """Return the function in a line of a goroutine's stack (`server.(*App).Run`), or an empty
    string.
    """
    line = line[:MAX_FRAME_CHARS].strip().removeprefix("created by ").partition(" in goroutine ")[0]
    # Arguments may have blanks, names do not.
    if " " in line.partition("(")[0] or not _compiled(_GO_FUNCTION).match(line):
        return ""
    # Without arguments the slashes of the import path are the last ones: `net/http.(*conn).serve`.
    called = any(arguments in line for arguments in ("(0x", "({", "(..."))
    name = _before_arguments(line) if called else line.rpartition("/")[2]
    return name.removesuffix("()").strip()


def _before_arguments(line: str) -> str:
    start = max(line.rfind("("), 0)
    # `(*Log)` is part of the name: `log.(*Log).Panic(...)`.
    while start > 0 and line[start - 1] == ".":
        start = line.rfind("(", 0, start)
    return line[:start].rpartition("/")[2]


def _go_module(line: str) -> str:
    name = line[:MAX_FRAME_CHARS].strip().removeprefix("created by ").partition("(")[0]
    folder, _, last = name.rpartition("/")
    return f"{folder}/{last.partition('.')[0]}" if folder else ""


def js_frame(line: str) -> Frame | None:
    """Return the frame of `    at f (https://host/x.js:1:2)`."""
    if "at " not in line[:60]:
        return None
    found = _compiled(_JS_FRAME).match(line[:MAX_FRAME_CHARS])
    if not found:
        return None
    function = (found[1] or "").strip()
    return Frame(language="js", path=found[2], line=int(found[3]), function=function)


def error_line(line: str, *, ends_stack: bool) -> ErrorLine | None:
    """Return the error in `pkg.mod.Class: message`.

    Any name is an error's in the line that ends a stack; elsewhere it must look like one.
    """
    found = _compiled(_ERROR).match(line[:MAX_ERROR_CHARS])
    if not found:
        return None
    if not ends_stack and not _is_error_class(found[1]):
        return None
    return ErrorLine(error=found[1], message=line[found.end() :].strip())


def begins_validation(text: str) -> bool:
    """Return whether a line says that pydantic refused something; the fields follow."""
    return " validation error" in text and bool(_compiled(VALIDATION_ERROR).search(text))


def continues_validation(line: str) -> bool:
    """Return whether a line below such a line belongs to it: a field, or what is wrong with it."""
    if line[:1] in (" ", "\t"):
        return True
    return _compiled(FIELD_PATH).fullmatch(line.rstrip()) is not None


def _is_error_class(dotted: str) -> bool:
    """Return whether a name is a class of errors by its end, or by the module that keeps it."""
    module, _, name = dotted.rpartition(".")
    if name.lower() in _NOT_ERRORS:
        return False
    by_name = name.endswith(_ERROR_SUFFIXES) or module.rpartition(".")[2] in _ERROR_MODULES
    return by_name and name[0].isupper()
