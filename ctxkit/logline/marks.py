"""Marks of other keyboards and of word processors -> those that programs write.

Not here: colours and control characters, which no line means (`cleaning.py`).
"""

from __future__ import annotations

from ctxkit.logline.patterns import LazyPattern

FULL_WIDTH_COLON = "\uff1a"
_MARKS = str.maketrans(
    "\uff0e\uff1b\uff01\uff1f\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff1d\uff02\uff07\uff0f\uff5c\u3000"
    "\u2018\u2019\u201c\u201d\u201e\u2013\u2212\u3010\u3011",
    '.;!?()[]{}="\'/| \'\'"""--[]',
)
"""One for one: brackets, quotes, dashes; colons and commas also need their neighbours."""

_TIGHT_COLON = LazyPattern(
    r"(?<=\d)\uff1a(?=\d)|(?<=\.py|\.go|\.ts|\.js|\.sh)\uff1a(?=\d)|\uff1a(?=//|\s|$)",
    hint="\uff1a",
)
"""In a time, before a file's line, in an address, and where a blank follows as it is."""

_TIGHT_COMMA = LazyPattern(r"\uff0c(?=\s|$)|(?<=\d)\uff0c(?=\d)", hint="\uff0c")
_ESCAPE = LazyPattern(r"\\(?=[_*\[\]#`~>\"])", hint="\\")
"""The backslash that Markdown needs before its own marks, and a string before quotes."""


def plain_marks(text: str) -> str:
    """Return a text with the marks that programs write.

    Who types a full-width colon or comma types no blank behind it; a program does.
    """
    text = _TIGHT_COLON.sub(":", text).replace(FULL_WIDTH_COLON, ": ")
    text = _TIGHT_COMMA.sub(",", text).replace("\uff0c", ", ")
    return _ESCAPE.sub("", text).translate(_MARKS)
