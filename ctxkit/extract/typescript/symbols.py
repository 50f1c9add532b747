"""The top-level definitions of TypeScript and JavaScript sources, by a scan of lines that costs no
parse.

Source that a formatter has laid out begins its definitions, and ends them, in the first column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ctxkit.model import Symbol

# Each begins with a literal newline, by which the scan jumps from line to line.
_DEFINITION = re.compile(
    rb"\n(?:export )?(?:default )?(?:declare )?(?:abstract )?(?:async )?(function\*?|class|enum|const|let|var) "
    rb"([A-Za-z_$][\w$]{0,120})([^\n]{0,300})"
)
_OUTER = re.compile(rb"\n[^\s]")
_METHOD = re.compile(
    rb"\n  (?:(?:public|private|protected|static|async|override|get|set) ){0,4}"
    rb"([A-Za-z_$][\w$]{0,80})[^\S\n]?(?:<[^()\n]{0,80}>)?\([^\n]{0,300}\{\n"
)
_NO_METHODS = frozenset(
    (b"if", b"for", b"while", b"switch", b"catch", b"return", b"function", b"super", b"await")
)
_FUNCTION = re.compile(
    rb"^\s*(?::[^\n]{0,200}?)?=\s*(?:async\s*)?(?:\(|function\b|<|[\w$]{1,80}\s*=>|(?:React\.)?(?:memo|forwardRef|lazy)\b"
    rb"|(?:use|create|with)[A-Z])"
)
_VALUE = re.compile(
    rb"^\s*(?::[^=\n]{0,100})?=\s*(-?[\d_.]{1,30}(?:\s?[*+/-]\s?[\d_.]{1,20}){0,6}|'[^'\n]{0,80}'|\"[^\"\n]{0,80}\"|true|false)"
    rb"\s?(?:as const)?;?\s*(?://[^\n]*)?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A definition from `line` to `end_line`; `value` is that of a constant whose value is a
    literal.
    """

    name: str
    what: Literal["function", "method", "class", "constant"]
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
        i = bisect_right(self._starts, line) - 1
        while i >= 0 and self.all[i].end_line < line:
            i -= 1
        return self.all[i].name if i >= 0 else ""

    def constant_at(self, line: int) -> str:
        """Return the name of the constant that is defined around a line, or an empty string."""
        i = bisect_right(self._starts, line) - 1
        return (
            self.all[i].name
            if i >= 0 and self.all[i].what == "constant" and line <= self.all[i].end_line
            else ""
        )

    def symbols(self, *, constants: bool = True) -> Iterator[Symbol]:
        """Yield the definitions as facts; of the constants those whose value is told."""
        for each in self.all:
            if each.what != "constant" or (constants and each.value):
                yield Symbol(
                    name=each.name,
                    what=each.what,
                    line=each.line,
                    end_line=each.end_line,
                    value=each.value,
                )


def _scan(data: bytes) -> Iterator[Definition]:
    lines = _Lines(data)
    outer = [match.start() + 1 for match in _OUTER.finditer(data)]
    for match in _DEFINITION.finditer(data):
        start = match.start() + 1
        end = _end(data, start, outer)
        line, end_line = lines.of(start), lines.of(end)
        keyword, name, rest = match[1], match[2].decode(), match[3]
        what: Literal["function", "class", "constant"] = (
            "function"
            if keyword.startswith(b"function")
            else "class"
            if keyword in (b"class", b"enum")
            else "constant"
        )
        value = ""
        if what == "constant":
            if _FUNCTION.match(rest):
                what = "function"
            elif found := _VALUE.match(rest):
                value = found[1].decode("utf8", "replace").strip("'\"")
        yield Definition(name=name, what=what, line=line, end_line=end_line, value=value)
        if keyword == b"class":
            yield from _methods(data, start, end, name, lines)


def _end(data: bytes, start: int, outer: list[int]) -> int:
    """Return where a definition ends; `outer` are the starts of the lines that begin in the first
    column.
    """
    end = start
    for i in range(bisect_right(outer, start), len(outer)):
        position = outer[i]
        first = data[position : position + 1]
        if first in b"<|&=?:.":  # text of a literal, or an expression that goes on
            continue
        if first not in b"})]`>":
            return _last_text(data, position)
        end = position
        line = data[position : position + 300].partition(b"\n")[0].rstrip()
        if not line.endswith((b"{", b"(", b"[", b"=>", b",")):
            return end
    return end if end > start else _last_text(data, len(data))


def _last_text(data: bytes, position: int) -> int:
    """Return the place of the last character before `position` that is no white space."""
    while position > 1 and data[position - 1] in b" \t\r\n":
        position -= 1
    return position - 1


def _methods(data: bytes, start: int, end: int, owner: str, lines: _Lines) -> Iterator[Definition]:
    for match in _METHOD.finditer(data, start, end):
        if match[1] not in _NO_METHODS:
            close = data.find(b"\n  }", match.end() - 1, end)
            line = lines.of(match.start() + 1)
            end_line = lines.of(close + 1) if close > 0 else line
            yield Definition(
                name=f"{owner}.{match[1].decode()}", what="method", line=line, end_line=end_line
            )


class _Lines:
    """Line numbers of rising positions, each counted from the last one.

    The data has one newline put in front.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known = (0, 0)

    def of(self, position: int) -> int:
        at, line = self._known
        if position < at:
            return line - self._data.count(b"\n", position, at)
        self._known = (position, line + self._data.count(b"\n", at, position))
        return self._known[1]
