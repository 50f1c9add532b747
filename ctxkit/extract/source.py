"""The input of an extractor: a file's bytes with its place; and what a language must offer.

Not here: where the bytes come from (`index/build.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from ctxkit.extract.mentions import Mentions
from ctxkit.model import Fact


class Source(Struct, frozen=True, kw_only=True):
    """A file of a checkout. `test`: it is test code, a fixture or a mock."""

    repo: str
    path: str
    data: bytes
    test: bool = False


def _any_path(path: str) -> bool:
    return True


class Language(Struct, frozen=True, kw_only=True):
    """One kind of file.

    Its paths have one of the `endings` and are recognized by `matches`; a file with none of the
    `words` in its bytes is not parsed (empty: always); `extract` yields the facts, without
    repository and path. `mentions` returns the names that a file of a program calls and writes.
    """

    name: str
    extract: Callable[[Source], Iterable[Fact]]
    endings: tuple[str, ...] = ("",)
    matches: Callable[[str], bool] = _any_path
    words: tuple[bytes, ...] = ()
    mentions: Callable[[bytes], Mentions] | None = None

    def reads(self, path: str) -> bool:
        """Return whether a file is of the language, by its path."""
        # An ending is looked at in a tenth of the time that a pattern takes.
        return path.endswith(self.endings) and self.matches(path)
