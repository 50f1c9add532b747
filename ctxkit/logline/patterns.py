"""Regular expressions that are compiled when first needed: a query needs few of the many.

Not here: the patterns themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class LazyPattern:
    """A pattern that is compiled when first tried.

    `hint`: it is only tried on a text that contains one of these words, separated by `|`.
    """

    def __init__(self, pattern: str, hint: str = "", flags: int = 0) -> None:
        self._pattern = pattern
        self._hints = tuple(hint.split("|")) if hint else ()
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern, self._flags)

    def _may_match(self, text: str) -> bool:
        return not self._hints or any(hint in text for hint in self._hints)

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
