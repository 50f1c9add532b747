"""Stack traces that lost their newlines on the way: broken into lines again.

Not here: what the lines of a stack say (`stacks.py`).
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

import re

from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.stacks import CHAINS, PYTHON_HEADER, error_line
from ctxkit.regex import regex

_MAX_ERROR_CHARS = 300
_PYTHON_FRAME = regex(r'[ \t]*(?=File \\?"[^"\n]{1,300}",(?: line \d| ?(?:l|li|lin|line)? ?$))')
_PYTHON_HEADER = regex("[ \t]*(?=" + "|".join(map(re.escape, (PYTHON_HEADER, *CHAINS))) + ")")
_ERROR_CLASS = LazyPattern(r"(?<=[\s)\]}'\"^])(?=[A-Za-z_][\w.]{2,120}: )", hint=": ")
_GO_SIGNS = ("goroutine ", " [", ".go:")
_GO_LINE = LazyPattern(
    r"[ \t]+(?=goroutine \d{1,9} \[|created by \w)|[ \t]*\t(?=/[^\s:]{1,300}\.go:\d)|[ \t]+(?=/[^\s:]{1,300}\.go:\d{1,6} \+0x)|(?<=\]:)[ \t]+|(?<=\d \[running\]:)(?=\w)|(?<=\))(?=/[^\s():]{1,300}\.go:\d)",
    hint="goroutine ",
)
_GO_PLACE_END = LazyPattern(
    r"(?<=\d)( \+0x[0-9a-f]{1,16})(?![0-9a-f])(?:[ \t]+(?=[\w/(])|(?=[A-Za-z/(]))", hint=" +0x"
)
_JS_FRAME = LazyPattern(
    r"[ \t]+(?=at (?:async )?(?:[^\s()][^()\n]{0,120} \(\S{1,400}:\d{1,7}:\d{1,7}\)|\S{1,400}:\d{1,7}:\d{1,7}(?:\s|$)))",
    hint=" at ",
)


def unflatten(line: str) -> list[str]:
    """Return the lines of a stack that was written on one line; any other line alone."""
    if _is_python_stack(line):
        parts = _PYTHON_HEADER.sub("\n", _PYTHON_FRAME.sub("\n  ", line)).split("\n")
        return [each for part in parts if part.strip() for each in _split_off_error(part)]
    if all(sign in line for sign in _GO_SIGNS):
        broken = _GO_PLACE_END.sub("\\1\n", _GO_LINE.sub("\n", line))
        return broken.replace("\n/", "\n\t/").split("\n")
    if line.count(" at ") > 1:
        frames = _JS_FRAME.sub("\n    ", line).split("\n")
        return frames if len(frames) > 2 else [line]
    return [line]


def _is_python_stack(line: str) -> bool:
    if 'File "' not in line:
        return False
    return PYTHON_HEADER in line or (line.count('File "') > 1 and ", line " in line)


def _split_off_error(line: str) -> list[str]:
    """Return a frame's line, and the error that ends the stack if it follows on the same line."""
    if not line.startswith("  File "):
        return [line]
    for found in _ERROR_CLASS.finditer(line):
        start = found.start()
        if error_line(line[start : start + _MAX_ERROR_CHARS], ends_stack=False):
            return [line[:start].rstrip(), line[start:]]
    return [line]
