"""The lines of a YAML file with the current one, and the offsets of text in them.

Not here: what is read from the lines (`yaml_lines.py`, `yaml_flow.py`, `yaml_text.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.files.yaml_tokens import BLANKS, is_marked, key_end

LINE_BLANKS = " \t\r"


class Cursor:
    """Lines, of which `at` is the index of the current one and `last` that after the last one.

    `starts` are the offsets of the lines in the text, `start` that of the current line, and `end`
    that of its trailing blanks.
    """

    def __init__(self, lines: list[str], first: int, last: int, starts: Sequence[int]) -> None:
        self.lines = lines
        self.last = last
        self.starts = starts
        self.at = first
        self.start = self.end = 0

    def move(self, at: int) -> str:
        """Make another line the current one, and return it without trailing blanks."""
        content = self.lines[at].rstrip(LINE_BLANKS)
        self.at = at
        self.start = self.starts[at]
        self.end = self.start + len(content)
        return content

    def offset(self, rest: str) -> int:
        """Return the offset of `rest`, the end of the current line without trailing blanks."""
        return self.end - len(rest)

    def end_of(self, at: int) -> int:
        """Return the offset of the end of a line."""
        return self.starts[at] + len(self.lines[at].rstrip("\r"))

    def is_rest_after_text(self, at: int) -> bool:
        """Return whether a line is only the empty rest after the last line end."""
        return at == len(self.lines) - 1 and self.lines[at] == ""

    def next_is_another_entry(self, column: int) -> bool:
        """Return whether the next line begins another entry that is not indented more than
        `column`, or there is none: the quote or bracket that is still open is unterminated.
        """
        if self.at + 1 >= self.last:
            return True
        line = self.lines[self.at + 1]
        content = line.strip(LINE_BLANKS)
        if content == "" or indentation(line) > column:
            return False
        return is_marked(content, "-") or key_end(content) is not None


def indentation(line: str) -> int:
    """Return the number of blanks that a line begins with."""
    return len(line) - len(line.lstrip(BLANKS))
