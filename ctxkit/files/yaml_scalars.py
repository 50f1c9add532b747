"""The text of YAML scalars: escapes of quoted ones, folding of those of several lines.

Not here: where they end (`yaml_lines.py`).
"""

from __future__ import annotations

import re
import sys

_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def unescape(parts: list[str], quote: str) -> str:
    """Return the value of a quoted scalar from the text of each of its lines."""
    if quote == "'":
        return fold_lines(parts).replace("''", "'")
    joined: list[str] = []
    for part in parts:
        # A backslash at the end of a line joins the next line without a blank; an even number of
        # them is text.
        if joined and (len(joined[-1]) - len(joined[-1].rstrip("\\"))) % 2:
            joined[-1] = joined[-1][:-1] + part.lstrip(" \t")
        else:
            joined.append(part)
    return _ESCAPE.sub(_unescaped, fold_lines(joined))


def _unescaped(match: re.Match[str]) -> str:
    text = match[1]
    if len(text) == 1:
        return _ESCAPES.get(text, text)
    number = int(text[1:], 16)
    return chr(number) if number <= sys.maxunicode else "\ufffd"


def fold_lines(parts: list[str]) -> str:
    """Join the lines of a flow scalar: one line end is a blank, each further one stays."""
    if len(parts) == 1:
        return parts[0]
    last = len(parts) - 1
    cut = [
        parts[0].rstrip(" \t"),
        *(p.strip(" \t") for p in parts[1:-1]),
        parts[last].lstrip(" \t"),
    ]
    text, ends = [cut[0]], 0
    for number, part in enumerate(cut[1:], 1):
        ends += 1
        if part or number == last:
            text.append(" " if ends == 1 else "\n" * (ends - 1))
            text.append(part)
            ends = 0
    return "".join(text)


def fold_block(lines: list[str], style: str, chomping: str, blank_after: int) -> str:
    """Return the value of a block scalar (`|` or `>`) from its lines, indentation removed.

    `lines` ends with the last line that is not blank; `blank_after` blank lines follow it.
    """
    line_ends = {"-": 0, "+": 1 + blank_after}.get(chomping, 1)
    if not lines:
        return "\n" * (line_ends - 1)
    text = "\n".join(lines) if style == "|" else _folded(lines)
    return text + "\n" * line_ends


def _folded(lines: list[str]) -> str:
    text = [lines[0]]
    ends = 0
    was_indented = lines[0][:1] in (" ", "\t")
    started = bool(lines[0].strip())
    for line in lines[1:]:
        ends += 1
        if not line.strip() and line[:1] not in (" ", "\t"):
            continue
        indented = line[:1] in (" ", "\t")
        if not started or indented or was_indented:
            text.append("\n" * ends)
        else:
            text.append(" " if ends == 1 else "\n" * (ends - 1))
        text.append(line)
        ends, was_indented, started = 0, indented, True
    return "".join(text)
