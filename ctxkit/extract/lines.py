"""Line numbers (1-based) of positions in a file. A newline belongs to the line that it ends.

Not here: the lines of a syntax tree's nodes (`treesitter.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property


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
