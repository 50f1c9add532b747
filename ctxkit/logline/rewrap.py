"""Lines that a terminal, a mail or a form broke at its width, joined again.

Not here: lines that a container's runtime cut (`split.py`), stacks that lost their newlines
(`flattened_stacks.py`).
"""

from __future__ import annotations

from ctxkit.logline.embedded import find_own_start
from ctxkit.logline.line import parse_prefix
from ctxkit.logline.stacks import PYTHON_HEADER, error_line, go_frame, js_frame, python_frame
from ctxkit.logline.wrappers import unwrap
from ctxkit.regex import regex

MAX_LINES = 60
"""Lines of a paste that are joined: who copies from a terminal copies a screen."""

MAX_PROSE_LINES = 12
"""Lines of a paste in which no line begins as a program's does: a text of a page."""

_DENSE = "\u2e80"  # from here on scripts write no blanks between words

_TIME_ALONE = regex(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?\s?(?:[A-Z]{1,5}|[+-]\d\d:?\d\d)?"
)
"""A viewer of logs puts it above a message."""

MIN_WIDTH = 60
"""Characters of a line that may have been broken: nothing that is copied is narrower."""


def rewrapped(text: str) -> list[str]:
    """Return the ways in which the lines of a text may belong together, the likeliest first.

    A line that begins in a known way is one of its own; any other continues the line above, if that
    is as wide as a line can be.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not 1 < len(lines) <= MAX_LINES:
        return []
    if any(map(_is_frame, lines)):  # the lines below belong to it as they are
        return []
    ways = _by_width(lines)
    own = [line for line in lines if not _TIME_ALONE.fullmatch(line.strip())]
    if len(lines) <= MAX_PROSE_LINES and not any(map(begins_known, own)):
        ways.append(_joined_prose("\n".join(own)))
    return list(dict.fromkeys(ways))


def _by_width(lines: list[str]) -> list[str]:
    width = max(map(len, lines[:-1]))
    if width < MIN_WIDTH:
        return []
    begins = [number == 0 or _begins(lines, number, width) for number in range(len(lines))]
    if all(begins):
        return []
    return [_joined(lines, begins, width), _joined(lines, begins, 0)]


def _joined_prose(text: str) -> str:
    """Return the lines of a text of a page joined, those of scripts without blanks directly."""
    joined = ""
    for line in text.strip().split("\n"):
        bare = line.strip()
        is_dense = joined[-1:] >= _DENSE and bare[:1] >= _DENSE
        joined += bare if is_dense or not joined else f" {bare}"
    return joined


def _is_frame(line: str) -> bool:
    return bool(python_frame(line) or js_frame(line) or go_frame(line, ""))


def _begins(lines: list[str], number: int, width: int) -> bool:
    """Return whether a line is one of its own: it begins so, or would have fitted above."""
    line = lines[number]
    first_word = line.split(None, 1)[0]
    fitted = len(lines[number - 1]) + 1 + len(first_word) <= width
    return fitted or begins_known(line)


def begins_known(line: str) -> bool:
    """Return whether a line begins in a way that only a line of its own does."""
    bare = unwrap(line)
    if bare.text != line and (bare.service or bare.time):
        return True
    head = bare.text.strip()
    if head.startswith((PYTHON_HEADER, "{")) or find_own_start(head):
        return True
    return parse_prefix(head).log_format.known or bool(error_line(head, ends_stack=False))


def _joined(lines: list[str], begins: list[bool], width: int) -> str:
    """Return the lines joined: a line that is full goes on inside a word, any other at a blank.

    `width` 0: all of them go on at blanks.
    """
    parts: list[str] = []
    for number, line in enumerate(lines):
        if begins[number]:
            parts.append(("\n" if number else "") + line.rstrip())
            continue
        above = lines[number - 1]
        is_full = len(above) == width or len(above.lstrip()) == width
        inside_word = is_full and not above.endswith(" ") and not line.startswith(" ")
        parts.append(("" if inside_word else " ") + line.strip())
    return "".join(parts)
