"""The rest of a secret that goes on in the lines below: broken at the width of a terminal or by a
backslash.

Not here: values that begin below their names (`named_lines.py`), private keys (`private_keys.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.log_bodies import body_start

_ENDS_MASKED = regex(r"<REDACTED:(\w+)#\d+>\\?\Z")
_REST = regex(r"\s*(?P<s>[\w+/=.~-]{4,4000})(?=[\s\"'`,;)\]}\\]|\Z)", re.ASCII)
_MIN_WRAPPED_CHARS = 60
"""Characters of a line that may have been broken at the width of a terminal."""
_MIN_REST_CHARS = 8
_MAX_URL_CHARS = 400


def find_continued(lines: Sequence[str], masked: Sequence[str]) -> Iterator[tuple[int, Named]]:
    """Yield the number of each line that begins with the rest of a secret of the line before, and
    that rest; `masked` are the same lines without what else was found.
    """
    kind = ""
    for number, line in enumerate(lines):
        ends = None if masked[number] == line else _ENDS_MASKED.search(masked[number])
        is_rest = kind and masked[number] == line
        rest = find_rest(lines[number - 1], line) if is_rest else None
        if rest is not None:
            yield number, Named(rest.start("s"), rest["s"], kind)
        is_whole = rest is not None and not line[rest.end() :].strip(" \t\\")
        if not is_whole:
            kind = ends[1] if ends else ""


_BROKEN = regex(r"://[^\s:/@]{0,80}:(?P<s>[^\s:/@]{3,200})\Z")
_HOST_BEHIND = regex(r"(?P<s>[^\s:/@]{1,200})@[\w.-]")


def find_broken_urls(lines: Sequence[str]) -> Iterator[tuple[int, Named]]:
    """Yield the halves of passwords in addresses that are broken inside of them."""
    for number, (line, below) in enumerate(pairwise(lines)):
        begins = _BROKEN.search(line[-_MAX_URL_CHARS:].rstrip()) if "://" in line else None
        ends = _HOST_BEHIND.match(below, body_start(below)) if begins else None
        if begins and ends and not begins["s"].isdigit():
            yield number, Named(line.rindex(begins["s"]), begins["s"], "PASSWORD")
            yield number + 1, Named(ends.start("s"), ends["s"], "PASSWORD")


def find_rest(before: str, line: str) -> re.Match[str] | None:
    """Return the match, in its group `s`, of what may be the rest of the word that ends the line
    before.
    """
    found = _REST.match(line, body_start(line))
    before = before.rstrip()
    if found is None or before.endswith("\\"):
        return found
    return found if len(before) >= _MIN_WRAPPED_CHARS and _goes_on(found["s"]) else None


def _goes_on(word: str) -> bool:
    """Return whether a word may be a part of one that was broken: it is no word by itself."""
    if (
        len(word) < _MIN_REST_CHARS
        or word.isdigit()
        or (word.endswith(("=", ".")) and len(word) < 12)
    ):
        return False
    kinds = (any(map(str.isdigit, word)), any(map(str.isupper, word)), any(map(str.islower, word)))
    return sum(kinds) > 1 and not word.istitle() and ("=" not in word.rstrip("="))
