"""The top-level definitions of TypeScript and JavaScript sources, by a scan of lines that costs no
parse.

A formatter begins the definitions of a source, and ends them, in the first column. Not here: what
is shown, logged or read inside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from ctxkit.extract.lines import LineCounter
from ctxkit.model import Symbol

_What = Literal["function", "method", "class", "constant"]

# Each begins with a literal newline, by which the scan jumps from line to line.
_DEFINITION = re.compile(
    rb"\n(?=[acdeflv])(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?"
    rb"(function\*?|class|enum|const|let|var) ([A-Za-z_$][\w$]{0,120})([^\n]{0,300})"
)
_FIRST_COLUMN = re.compile(rb"\n[^\s]")
_METHOD = re.compile(
    rb"\n  (?:(?:public|private|protected|static|async|override|get|set) ){0,4}"
    rb"([A-Za-z_$][\w$]{0,80})[^\S\n]?(?:<[^()\n]{0,80}>)?\([^\n]{0,300}\{\n"
)
_NOT_METHODS = frozenset(
    (b"if", b"for", b"while", b"switch", b"catch", b"return", b"function", b"super", b"await")
)
# = async (x) =>   = function   = memo(   = useThing
_FUNCTION_VALUE = re.compile(
    rb"^\s*(?::[^\n]{0,200}?)?=\s*(?:async\s*)?(?:\(|function\b|<|[\w$]{1,80}\s*=>|(?:React\.)?(?:memo|forwardRef|lazy)\b"
    rb"|(?:use|create|with)[A-Z])"
)
# = 3   = 60 * 1000   : string = 'Hello'   = true
_LITERAL_VALUE = re.compile(
    rb"^\s*(?::[^=\n]{0,100})?=\s*(-?[\d_.]{1,30}(?:\s?[*+/-]\s?[\d_.]{1,20}){0,6}|'[^'\n]{0,80}'|\"[^\"\n]{0,80}\"|true|false)"
    rb"\s?(?:as const)?;?\s*(?://[^\n]*)?$"
)
_CONTINUING = b"<|&=?:."
"""With these a line in the first column is text of a literal, or an expression that goes on."""
_CLOSING = b"})]`>"
_OPENING_ENDS = (b"{", b"(", b"[", b"=>", b",")
"""A closing line that ends so opens the next part of the same definition."""
_MAX_CLOSING_LINE_BYTES = 300


class Definition(Struct, frozen=True, kw_only=True):
    """A definition from `line` to `end_line`; `value` is that of a constant whose value is a
    literal.
    """

    name: str
    what: _What
    line: int
    end_line: int
    value: str = ""


class Definitions:
    """The definitions of a file, in the order of their lines."""

    def __init__(self, data: bytes) -> None:
        self.all = list(_scan(b"\n" + data))
        self._starts = [each.line for each in self.all]

    def at(self, line: int) -> str:
        """Return the name of the innermost definition around a line, or an empty string."""
        number = bisect_right(self._starts, line) - 1
        while number >= 0 and self.all[number].end_line < line:
            number -= 1
        return self.all[number].name if number >= 0 else ""

    def constant_at(self, line: int) -> str:
        """Return the name of the constant that is defined around a line, or an empty string."""
        number = bisect_right(self._starts, line) - 1
        if number < 0:
            return ""
        nearest = self.all[number]
        is_around = nearest.what == "constant" and line <= nearest.end_line
        return nearest.name if is_around else ""

    def symbols(self, *, constants: bool = True) -> Iterator[Symbol]:
        """Yield the definitions as facts; of the constants those whose value is known."""
        for each in self.all:
            if each.what == "constant" and not (constants and each.value):
                continue
            yield Symbol(
                name=each.name,
                what=each.what,
                line=each.line,
                end_line=each.end_line,
                value=each.value,
            )


class _Lines:
    """Line numbers in data that has one newline put in front."""

    def __init__(self, data: bytes) -> None:
        self._counter = LineCounter(data)

    def line_at(self, position: int) -> int:
        return self._counter.line_at(position) - 1


def _scan(data: bytes) -> Iterator[Definition]:
    """Yield the definitions in data that has one newline put in front."""
    lines = _Lines(data)
    first_columns = [match.start() + 1 for match in _FIRST_COLUMN.finditer(data)]
    for match in _DEFINITION.finditer(data):
        start = match.start() + 1
        end = _end(data, start, first_columns)
        line, end_line = lines.line_at(start), lines.line_at(end)
        keyword, name = match[1], match[2].decode()
        what, value = _what_and_value(keyword, match[3])
        yield Definition(name=name, what=what, line=line, end_line=end_line, value=value)
        if keyword == b"class":
            yield from _methods(data, start, end, name, lines)


def _what_and_value(keyword: bytes, rest: bytes) -> tuple[_What, str]:
    """Return what a keyword and the rest of its line define, and the value of a constant."""
    if keyword.startswith(b"function"):
        return "function", ""
    if keyword in (b"class", b"enum"):
        return "class", ""
    if _FUNCTION_VALUE.match(rest):
        return "function", ""
    literal = _LITERAL_VALUE.match(rest)
    value = literal[1].decode("utf8", "replace").strip("'\"") if literal else ""
    return "constant", value


def _end(data: bytes, start: int, first_columns: list[int]) -> int:
    """Return where a definition ends; `first_columns` are the starts of the lines that begin in the
    first column.
    """
    end = start
    for number in range(bisect_right(first_columns, start), len(first_columns)):
        position = first_columns[number]
        first = data[position : position + 1]
        if first in _CONTINUING:
            continue
        if first not in _CLOSING:
            return _last_text(data, position)
        end = position
        line = data[position : position + _MAX_CLOSING_LINE_BYTES].partition(b"\n")[0]
        if not line.rstrip().endswith(_OPENING_ENDS):
            return end
    return end if end > start else _last_text(data, len(data))


def _last_text(data: bytes, position: int) -> int:
    """Return the place of the last character before `position` that is not white space."""
    while position > 1 and data[position - 1] in b" \t\r\n":
        position -= 1
    return position - 1


def _methods(data: bytes, start: int, end: int, owner: str, lines: _Lines) -> Iterator[Definition]:
    for match in _METHOD.finditer(data, start, end):
        if match[1] in _NOT_METHODS:
            continue
        line = end_line = lines.line_at(match.start() + 1)
        close = data.find(b"\n  }", match.end() - 1, end)
        if close > 0:
            end_line = lines.line_at(close + 1)
        yield Definition(
            name=f"{owner}.{match[1].decode()}", what="method", line=line, end_line=end_line
        )
