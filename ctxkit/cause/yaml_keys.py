"""The keys that hold a line of a YAML file or template, by indentation alone.

Not here: YAML that has to be read (`files/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.model import Fact
from ctxkit.regex import regex

KEY = regex(r"(\s{0,80}(?:-\s)?)([\w.-]{1,80}):(?:\s|$)")
"""A key with all that stands before it."""

_ACTION = regex(r"\s{0,80}\{\{")
_INDENTED = regex(r"\bn?indent\s{1,4}(\d{1,2})\b")


def keys_around(lines: Sequence[str], number: int) -> Iterator[tuple[int, str]]:
    """Yield the (line, key) of a line and of the mappings that hold it, the innermost first."""
    indent = _indent(lines[number - 1]) + 1
    for before in range(number, 0, -1):
        key = KEY.match(lines[before - 1])
        if key is not None and (before == number or len(key[1]) < indent):
            indent = len(key[1])
            yield before, key[2]
            if not indent:
                return


def keys_of(code: Code, fact: Fact) -> Iterator[str]:
    """Yield the keys that hold the line of a fact, the innermost first."""
    lines = code.sources.lines(fact.repo, fact.path)
    yield from (key for _, key in keys_around(lines, fact.line))


def _indent(line: str) -> int:
    """Return how far a line is indented; an action that says so of what it prints, how far that."""
    printed = _INDENTED.search(line) if _ACTION.match(line) is not None else None
    return int(printed[1]) if printed is not None else len(line) - len(line.lstrip())
