"""Where a program's own line begins inside a longer one: behind wrappers of unknown kinds, and in
lines that were run together.

A numbered listing, a viewer's date, somebody's script: what cannot be known in advance is
recognized by what follows it, a prefix that only a program's own logger writes. Not here: known
wrappers (`wrappers.py`), the prefixes (`formats.py`).
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

from itertools import pairwise

from ctxkit.logline.formats import FORMATS
from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

MAX_START = 400
"""Characters of a line in which its own beginning is searched."""

_MAX_BEGINNING_CHARS = 200
_BEGINNINGS = "|".join(row.embedded for row in FORMATS if row.embedded)
_HINTS = "|".join(hint for row in FORMATS for hint in row.embedded_hints)
_RECORD = r"\{ ?\\?\"(?:ts|time|timestamp|@timestamp|log|level|severity|attributes|caller|stream|container_name|date)\\?\": ?"
_OWN_LINE = LazyPattern(
    rf"(?:(?<![\w.\"'/=-])|(?<=[,>]\"))(?:{_BEGINNINGS}|{_RECORD}(?=\S))",
    hint=f'{_HINTS}|{{"|{{ "|{{\\"',
)
_NEXT_LINE = LazyPattern(rf"(?<![\"'(=:/.-])(?<!\d )(?<!: )(?:{_BEGINNINGS})", hint=_HINTS)
_SENTENCE = regex(
    r"(?:^|\s)[a-z]{2,30} [a-z]{2,30} [a-z]{2,30}\b"
    r"|\b(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL)\b.{0,200}[A-Za-z]{3}: "
)


def is_sentence(text: str) -> bool:
    """Return whether a text is part of a message: words of a sentence, or a level and words."""
    return _SENTENCE.search(text) is not None


def find_own_start(line: str) -> int:
    """Return where a program's own prefix or record begins behind other text, or 0.

    A sentence that quotes a log line is the line itself.
    """
    found = _OWN_LINE.search(line[: MAX_START + _MAX_BEGINNING_CHARS])
    if found is None or not 0 < found.start() <= MAX_START:
        return 0
    before = line[: found.start()]
    if is_sentence(before):
        return 0
    # `Failed: {...}` is a message that shows a record.
    shown = found[0].startswith("{") and before[-5:-2].isalpha() and before.endswith(": ")
    return 0 if shown else found.start()


def split_run_together(line: str) -> list[str]:
    """Return the lines that were run together in one."""
    first = find_own_start(line)
    starts = [found.start() for found in _NEXT_LINE.finditer(line) if found.start() > first]
    if not starts:
        return [line]
    return [line[start:end].rstrip() for start, end in pairwise([0, *starts, len(line)])]
