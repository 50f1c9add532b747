"""The prefix that a viewer or an editor put before every line of a paste, taken off.

Not here: wrappers of one line (`wrappers.py`).
"""

from __future__ import annotations

import re

from ctxkit.logline.embedded import find_own_start, is_sentence
from ctxkit.logline.stacks import PYTHON_HEADER
from ctxkit.regex import regex

MAX_PREFIX_CHARS = 200
MAX_LINES_TRIED = 50
"""Lines of a paste in which its prefix must show."""

_TIME_CHARS = 20
_TIME_COLUMN = regex(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: |$)")
"""As Docker Desktop shows lines: `2025-03-11 09:51:31   File "/app/api/app.py", line 37`."""

_CUT_TIME = regex(r"\d{4}-\d\d-[\d :-]{0,12}$")
_STACK = regex(
    rf"{re.escape(PYTHON_HEADER)}|goroutine \d{{1,9}} \[|panic: "
    r"|[ \t]{2,12}(?:at \S.{0,300}:\d{1,7}\)?$|File \"[^\"]{1,200}\", line )"
)
_TOKEN = regex(r"(\d+)|([A-Za-z]+)|([ \t]+)|(.)", flags=re.DOTALL)


def strip_time_column(text: str) -> str:
    """Return a text of several lines without the times that a viewer put before each of them.

    They are a viewer's if a line continues indented or with another time: no logger writes so. The
    first line may have lost its own, and the last line may be cut inside it.
    """
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if len(filled) < 2:
        return text
    inner = filled[1:-1] or filled
    if all(map(_has_time, inner)) and any(map(_is_viewers, filled)):
        return "\n".join(map(_without_time, lines))
    return text


def _has_time(line: str) -> bool:
    return _TIME_COLUMN.match(line[:_TIME_CHARS]) is not None


def _is_viewers(line: str) -> bool:
    if not _has_time(line):
        return False
    rest = line[_TIME_CHARS:]
    return rest.startswith("  ") or _has_time(rest)


def _without_time(line: str) -> str:
    if _has_time(line):
        return line[_TIME_CHARS:]
    cut = len(line) < _TIME_CHARS and _CUT_TIME.match(line)
    return "" if cut else line


def strip_common_prefix(lines: list[str]) -> list[str]:
    """Return the lines without the prefix of unknown kind that each of them has.

    The first line whose own beginning is recognized shows the prefix. `1234:` before one line is
    `1235:` before the next: numbers vary, everything else must be the same.
    """
    prefix = _find_prefix(lines)
    if not prefix:
        return lines
    pattern = re.compile(_generalize(prefix))
    found = [pattern.match(line[: MAX_PREFIX_CHARS + 100]) for line in lines]
    if sum(match is not None for match in found) < 2:
        return lines
    return [
        line[match.end() :] if match else line for line, match in zip(lines, found, strict=True)
    ]


def _find_prefix(lines: list[str]) -> str:
    for line in lines[:MAX_LINES_TRIED]:
        prefix = _prefix_of(line)
        if prefix is not None:
            return prefix if _may_repeat(prefix) else ""
    return ""


def _prefix_of(line: str) -> str | None:
    """Return the text before a line's own beginning, or None if that is not recognized."""
    stack = _STACK.search(line[: 2 * MAX_PREFIX_CHARS])
    if stack is None:
        return line[: find_own_start(line)] or None
    prefix = line[: stack.start()]
    # The indentation of a frame is part of the stack.
    is_indented = stack[0].startswith((" ", "\t"))
    return prefix.rstrip(" \t") if is_indented else prefix


def _may_repeat(prefix: str) -> bool:
    if not prefix.strip() or len(prefix) > MAX_PREFIX_CHARS:
        return False
    return "{" not in prefix and not is_sentence(prefix)


def _generalize(prefix: str) -> str:
    """Return a pattern of a prefix in which numbers and hashes may be others."""
    body = prefix.rstrip(" \t")
    parts: list[str] = []
    in_number = False
    tokens = list(_TOKEN.finditer(body))
    for place, token in enumerate(tokens):
        _, _, space, _ = token.groups()
        was_in_number, in_number = in_number, _is_number(tokens, place)
        if in_number:
            if not was_in_number:
                parts.append(r"[0-9A-Za-z]{1,40}")
        elif space:
            parts.append(rf"[ \t]{{0,{len(space) + 4}}}")
        else:
            parts.append(re.escape(token[0]))
    end = re.escape(prefix[len(body) :])
    return "".join(parts) + (f"(?:{end}|$)" if end else "")


def _is_number(tokens: list[re.Match[str]], place: int) -> bool:
    """Return whether a token is digits, or letters beside digits, as in a hash."""
    digits, word, _, _ = tokens[place].groups()
    if digits or not word:
        return bool(digits)
    beside = tokens[max(place - 1, 0) : place + 2]
    return any(token[1] for token in beside)
