"""Whole words that Python finds fast.

Not here: what is looked for (`python/copies.py`, `python/table_uses.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTER = re.compile(rb"\w")


def whole_word(word: bytes) -> bytes:
    r"""Return a pattern of `word` with no letter in front of it, as `\b` and the word would be.

    With `\b` at its head Python tries a pattern at every letter of a file: ten times as slow.
    """
    escaped = re.escape(word)
    return escaped + rb"(?<=\b" + escaped + rb")"


def places_of(words: Iterable[bytes], data: bytes) -> list[tuple[int, int]]:
    """Return where the whole words are in `data`, in the order of their places.

    To compile a pattern of the words of one file takes longer than to look for each.
    """
    found: list[tuple[int, int]] = []
    for word in words:
        end = 0
        while (start := data.find(word, end)) >= 0:
            end = start + len(word)
            around = data[max(start - 1, 0) : start] + data[end : end + 1]
            if not _LETTER.search(around):
                found.append((start, end))
    return sorted(found)
