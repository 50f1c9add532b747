"""Stack traces on one line, whose newlines were lost on the way: broken into their lines again.

Not here: what the lines of a stack say (`ask/triage/open_stack.py`).
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.stacks import CHAINS, PYTHON_HEADER, error_line

_FRAME = LazyPattern(r'[ \t]*(?=File \\?"[^"\n]{1,300}", line \d)')
_HEADER = LazyPattern(
    "[ \t]*(?=" + "|".join((PYTHON_HEADER.replace("(", "\\(").replace(")", "\\)"), *CHAINS)) + ")"
)
_CLASS = LazyPattern(r"(?<=[\s)\]}'\"^])(?=[A-Za-z_][\w.]{2,120}: )", hint=": ")
_GO = LazyPattern(
    r"[ \t]+(?=goroutine \d{1,9} \[|created by \w)|[ \t]*\t(?=/[^\s:]{1,300}\.go:\d)|[ \t]+(?=/[^\s:]{1,300}\.go:\d{1,6} \+0x)|(?<=\]:)[ \t]+|(?<=\d \[running\]:)(?=\w)|(?<=\))(?=/[^\s():]{1,300}\.go:\d)",
    hint="goroutine ",
)
_GO_PLACE = LazyPattern(
    r"(?<=\d)( \+0x[0-9a-f]{1,16})(?![0-9a-f])(?:[ \t]+(?=[\w/(])|(?=[A-Za-z/(]))", hint=" +0x"
)
_JS = LazyPattern(
    r"[ \t]+(?=at (?:async )?(?:[^\s()][^()\n]{0,120} \(\S{1,400}:\d{1,7}:\d{1,7}\)|\S{1,400}:\d{1,7}:\d{1,7}(?:\s|$)))",
    hint=" at ",
)


def broken(line: str) -> list[str]:
    """Return the lines of a stack that stands on one, any other line alone."""
    if (
        'File "' in line
        and ", line " in line
        and (line.count('File "') > 1 or PYTHON_HEADER in line)
    ):
        parts = _HEADER.sub("\n", _FRAME.sub("\n  ", line)).split("\n")
        return [part for whole in parts if whole.strip() for part in _with_error(whole)]
    if "goroutine " in line and ".go:" in line and " [" in line:
        return _GO_PLACE.sub("\\1\n", _GO.sub("\n", line)).replace("\n/", "\n\t/").split("\n")
    if line.count(" at ") > 1:
        parts = _JS.sub("\n    ", line).split("\n")
        return parts if len(parts) > 2 else [line]
    return [line]


def _with_error(line: str) -> list[str]:
    """Return a frame's line, and the error that ends the stack, where it follows on the same line."""
    if not line.startswith("  File "):
        return [line]
    for found in _CLASS.finditer(line):
        error = error_line(line[found.start() : found.start() + 300], sure=False)
        if error:
            return [line[: found.start()].rstrip(), line[found.start() :]]
    return [line]
