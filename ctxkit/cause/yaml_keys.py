"""The keys that hold a line of a YAML file or template, by indentation alone.

Not here: YAML that has to be read (`files/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.regex import regex

KEY = regex(r"(\s{0,80})(?:-\s)?([\w.-]{1,80}):(?:\s|$)")
"""A key with the space before it."""


def keys_around(lines: Sequence[str], number: int) -> Iterator[tuple[int, str]]:
    """Yield the (line, key) of a line and of the mappings that hold it, the innermost first."""
    text = lines[number - 1]
    indent = len(text) - len(text.lstrip()) + 1
    for before in range(number, 0, -1):
        key = KEY.match(lines[before - 1])
        if key is not None and len(key[1]) < indent:
            indent = len(key[1])
            yield before, key[2]
            if not indent:
                return
