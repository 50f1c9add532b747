"""Lines of a file, and the numbers (1-based) of the lines that positions are on. A newline belongs
to the line that it ends.

Not here: the lines of a syntax tree's nodes (`treesitter.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

MAX_JOINED_LINES = 200
"""Lines that backslashes join to one."""


def joined_lines(unread: Iterator[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield first line, last line and text of the lines that are left, as shells and Dockerfiles
    join them by a backslash at the end.

    The text keeps its newlines. The caller may take lines from `unread` in between.
    """
    for number, first in unread:
        text, end = first, number
        while text.endswith("\\") and end - number < MAX_JOINED_LINES:
            end, following = next(unread, (end, None))
            if following is None:
                break
            text = text[:-1] + "\n" + following
        yield number, end, text


class LineIndex:
    """The line of any position, in any order; the newlines are found at the first question."""

    def __init__(self, text: str | bytes) -> None:
        self._text = text

    @cached_property
    def _newlines(self) -> list[int]:
        if isinstance(self._text, bytes):
            return [match.start() for match in re.finditer(b"\n", self._text)]
        return [match.start() for match in re.finditer("\n", self._text)]

    def line_at(self, position: int) -> int:
        """Return the line that contains a position."""
        return bisect_left(self._newlines, position) + 1


class LineCounter:
    """The line of one position after another, counted from the last one: for few that rise."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0
        self._line = 1

    def line_at(self, position: int) -> int:
        """Return the line that contains a position."""
        if position >= self._position:
            self._line += self._data.count(b"\n", self._position, position)
        else:
            self._line -= self._data.count(b"\n", position, self._position)
        self._position = position
        return self._line
