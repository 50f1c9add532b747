"""Where a program's own line begins inside a longer one: wrappers of no known kind, lines run
together, lost fronts.

What cannot be known in advance (a numbered listing, a viewer's date, somebody's script) is told
from what stands behind it: a prefix that nothing but a program's own logger writes. Not here:
wrappers that are known (`wrappers.py`).
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

import re
from itertools import pairwise

from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.stacks import PYTHON_HEADER

_FARTHEST = 400
"""Characters of a line in which its own beginning is looked for."""

_LEVELS = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL)"
_OWN = (
    rf"\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]{{0,14}}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?[ \t]{{1,3}}{_LEVELS}[ \t]{{1,9}}(?:\[[^\]\n]{{1,160}}\]|[\w-]{{2,60}} [\w.-]{{1,80}}\.go:\d)"
    r"|\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (?:[\w./-]{1,200}\.go:\d|\[[a-z]{3,7}\] \d{1,9}#|\[[A-Z]{4,5}\])"
    r"|\[GIN\] \d{4}/|\[GIN-debug\] "
    rf"|\[\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{{3}}(?:: [A-Z]{{4,8}}/\w|\] {_LEVELS} in )| [+-]\d{{4}}\] \[\d)"
    r"|[\da-f.:]{3,45} - \S{1,60} \[\d\d/[A-Z][a-z]{2}/\d{4}"
)
_RECORD = r"\{ ?\\?\"(?:ts|time|timestamp|@timestamp|log|level|severity|attributes|caller|stream|container_name|date)\\?\": ?"
_HINT = ".py:|.go:|[GIN|: INFO/|: WARNING/|: ERROR/|] [|] ERROR in |] WARNING in |] INFO in | [error] | [warn] | - - [|]["
_BEGINS = LazyPattern(
    rf"(?:(?<![\w.\"'/=-])|(?<=[,>]\"))(?:{_OWN}|{_RECORD}(?=\S))", hint=f'{_HINT}|{{"|{{ "|{{\\"'
)
_TOGETHER = LazyPattern(rf"(?<![\"'(=:/.-])(?<!\d )(?<!: )(?:{_OWN})", hint=_HINT)
_SENTENCE = LazyPattern(
    rf"(?:^|\s)[a-z]{{2,30}} [a-z]{{2,30}} [a-z]{{2,30}}\b|\b{_LEVELS}\b.{{0,200}}[A-Za-z]{{3}}: "
)
"""What stands in a message and in no wrapper: words of a sentence, or a level with words of a
message behind it.
"""
_STACK = LazyPattern(
    rf"{re.escape(PYTHON_HEADER)}|goroutine \d{{1,9}} \[|panic: |[ \t]{{2,12}}(?:at \S.{{0,300}}:\d{{1,7}}\)?$|File \"[^\"]{{1,200}}\", line )"
)
_PIECE = LazyPattern(r"(\d+)|([A-Za-z]+)|([ \t]+)|(.)", flags=re.DOTALL)
_LONGEST_PREFIX = 200


def own_start(line: str) -> int:
    """Return where a program's own prefix or record begins behind something else, 0 where nothing
    tells.

    A sentence that quotes a log line is itself the line.
    """
    found = _BEGINS.search(line[: _FARTHEST + 200])
    before = line[: found.start()] if found else ""
    if not found or not 0 < len(before) <= _FARTHEST or _SENTENCE.search(before):
        return 0
    if found[0][0] == "{" and before[-5:-2].isalpha() and before.endswith(": "):
        return 0  # `Failed: {...}`: a record that a message shows
    return found.start()


def apart(line: str, begin: int) -> list[str]:
    """Return the lines that were run together in one; those before `begin` are its own wrapper and
    prefix.
    """
    starts = [m.start() for m in _TOGETHER.finditer(line) if m.start() > begin]
    return [line[a:b].rstrip() for a, b in pairwise([0, *starts, len(line)])] if starts else [line]


def without_prefix(lines: list[str]) -> list[str]:
    """Return the lines of a paste without what stands before each of them, if the first that can be
    told tells it.

    `1234:` before one line is `1235:` before the next: numbers differ, all else is the same.
    """
    for line in lines[:50]:
        found = _STACK.search(line[: 2 * _LONGEST_PREFIX])
        at = found.start() if found else own_start(line)
        if found or at:
            break
    else:
        return lines
    prefix = line[:at].rstrip(" \t") if found and found[0][0] in " \t" else line[:at]
    if (
        not prefix.strip()
        or len(prefix) > _LONGEST_PREFIX
        or "{" in prefix
        or _SENTENCE.search(prefix)
    ):
        return lines
    pattern = re.compile(_shape(prefix))
    cut = [found.end() if (found := pattern.match(line[:300])) else 0 for line in lines]
    return (
        [line[end:] for line, end in zip(lines, cut, strict=True)]
        if sum(map(bool, cut)) > 1
        else lines
    )


def _shape(prefix: str) -> str:
    """Return a pattern of a prefix in which numbers (and words that hold some, as hashes do) may be
    others.
    """
    body = prefix.rstrip(" \t")
    out, hashed = [], False
    pieces = list(_PIECE.finditer(body))
    for number, piece in enumerate(pieces):
        digits, word, space, other = piece.groups()
        beside = (pieces[n] for n in (number - 1, number + 1) if 0 <= n < len(pieces))
        if digits or (word and any(near[1] for near in beside)):
            if not hashed:
                out.append(r"[0-9A-Za-z]{1,40}")
            hashed = True
            continue
        hashed = False
        out.append(rf"[ \t]{{0,{len(space) + 4}}}" if space else re.escape(word or other))
    end = re.escape(prefix[len(body) :])
    return "".join(out) + (f"(?:{end}|$)" if end else "")
