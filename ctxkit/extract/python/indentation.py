"""How deeply a Python file is indented: beyond some 500 levels its parser writes past its memory.

Not here: the parser (`extract/treesitter.py`).
"""

from __future__ import annotations

import re

from ctxkit.extract.treesitter import TooCostlyError

MAX_LEVELS = 200
"""Levels that a file may have; those of programs have a dozen."""

_TAB = 8  # columns, as the parser counts them
_AS_SPACES = bytes.maketrans(b"\t\f\r\n\\", b"     ")
"""A backslash joins the next line, whose indentation counts as well."""

_INDENTATION = re.compile(rb"^(?:[ \t\f\r]|\\\r?\n)*", re.MULTILINE)
_RESET = re.compile(rb"[\f\r]")


def check_indentation(data: bytes) -> None:
    """Raise TooCostlyError if a file has too many levels of indentation for its parser."""
    if not _may_be_deep(data):
        return
    levels = [0]
    end = -1
    for found in _INDENTATION.finditer(data):
        is_same_line, end = found.start() == end, found.end()
        if is_same_line:  # behind a backslash
            continue
        blanks = _RESET.split(found[0])[-1]
        column = blanks.count(b" ") + _TAB * blanks.count(b"\t")
        while levels[-1] > column:
            levels.pop()
        if levels[-1] < column:
            levels.append(column)
        if len(levels) > MAX_LEVELS:
            raise TooCostlyError(f"indented by more than {MAX_LEVELS} levels")


def _may_be_deep(data: bytes) -> bool:
    """Return whether a file has as many blanks in a row as that many levels need."""
    spaces = data.translate(_AS_SPACES)
    if b" " * MAX_LEVELS in spaces:
        return True
    return b"\t" in data and b" " * (MAX_LEVELS // _TAB) in spaces
