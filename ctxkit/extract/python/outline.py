"""Definitions of Python's test code: enough to name a test last, where nothing else is found.

Scanned line by line instead of parsed. Not here: the definitions of a program (`symbols.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.lines import LineCounter
from ctxkit.extract.source import Source
from ctxkit.model import Fact, Symbol

# With a newline that is put in front: Python looks for ^ at every letter.
_DEFINITION = re.compile(rb"\n(?:async[ \t]+)?(def|class)[ \t]+(\w+)")


def outline(source: Source) -> Iterator[Fact]:
    """Yield the outermost definitions of a test file."""
    counter = LineCounter(source.data)
    found = [(counter.line_at(m.start()), m) for m in _DEFINITION.finditer(b"\n" + source.data)]
    last_line = source.data.count(b"\n") + 1
    ends = [line - 1 for line, _ in found[1:]] + [last_line]
    # `ends` has an item even of a file without definitions.
    for (line, match), end_line in zip(found, ends, strict=False):
        yield Symbol(
            name=match[2].decode("utf8", "replace"),
            what="class" if match[1] == b"class" else "function",
            line=line,
            end_line=max(line, end_line),
        )
