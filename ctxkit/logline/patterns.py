"""Patterns that are tried only on a text with certain words: a query needs few of the many.

Not here: the patterns themselves, those that any text is tried with (`regex.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.regex import regex


class LazyPattern:
    """A pattern that is only tried on a text that contains one of the words of `hint`, which are
    separated by `|`; with an empty one on any text.
    """

    def __init__(self, pattern: str, hint: str, flags: int = 0) -> None:
        self._compiled = regex(pattern, flags)
        self._hints = tuple(hint.split("|"))

    def _may_match(self, text: str) -> bool:
        return any(hint in text for hint in self._hints)

    @property
    def groups(self) -> int:
        """The number of groups."""
        return self._compiled.groups

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, or None."""
        if not self._may_match(text):
            return None
        return self._compiled.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start, or None."""
        if not self._may_match(text):
            return None
        return self._compiled.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches."""
        if self._may_match(text):
            yield from self._compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """Return `text` with each match replaced."""
        if not self._may_match(text):
            return text
        return self._compiled.sub(replacement, text)
