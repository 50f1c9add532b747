"""A parsed TypeScript or JavaScript file, as the extractors of the several kinds of fact share it.

Not here: what they look for (`logs.py`, `errors.py`, `settings.py`, `client_calls.py` ...).
"""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from ctxkit.extract.source import Source
from ctxkit.extract.typescript.symbols import Definitions


class TypeScriptFile(Struct, frozen=True, kw_only=True, dict=True):  # a place for what is cached
    """A file with its definitions."""

    source: Source
    definitions: Definitions

    def at(self, line: int) -> str:
        """Return the name of the innermost definition around a line, or an empty string."""
        return self.definitions.at(line)

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines of the file, the first at 0."""
        return self.source.data.split(b"\n")
