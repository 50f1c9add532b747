"""Functions of Go's test code: enough to name a test last, where nothing else is found.

Scanned line by line instead of parsed. Not here: the definitions of a program (`symbols.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.lines import LineCounter
from ctxkit.extract.source import Source
from ctxkit.model import Fact, Symbol

_FUNCTION = re.compile(rb"^func (?:\([^()\n]{0,100}\) )?(\w{1,100})", re.MULTILINE)


def outline(source: Source) -> Iterator[Fact]:
    """Yield the functions of a test file, each on its first line."""
    lines = LineCounter(source.data)
    for match in _FUNCTION.finditer(source.data):
        line = lines.line_at(match.start())
        name = match[1].decode("utf8", "replace")
        yield Symbol(name=name, what="function", line=line, end_line=line)
