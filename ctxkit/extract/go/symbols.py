"""Definitions of Go: functions, methods, types, and constants with their values.

Not here: the functions of test code (`outline.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, Scopes, end_line_of, line_of
from ctxkit.model import Fact, Symbol

_MAX_VALUE_CHARS = 800
"""Of the source, before it is shortened: a list of paths may take many lines."""

_What = Literal["function", "method", "class", "constant"]
_WHAT_BY_CAPTURE: dict[str, _What] = {
    "function": "function",
    "method": "method",
    "class": "class",
    "constant": "constant",
    "local": "constant",
}


def scopes_of(symbols: list[QueryMatch]) -> Scopes:
    """Return the scopes that the definitions of a file make."""
    return Scopes([(_definition(match)[0], _name(match)) for match in symbols])


def symbols(file: GoFile) -> Iterator[Fact]:
    """Yield the definitions of a file."""
    for match in file.matches("symbol"):
        node, what = _definition(match)
        value = match.text("value")
        line = line_of(node)
        yield Symbol(
            name=file.scopes.name_of(node),
            what=what,
            line=line,
            end_line=end_line_of(node),
            value=_shown_value(value),
            doc="" if value else file.comment_above(line),
        )


def _definition(match: QueryMatch) -> tuple[Node, _What]:
    captured = next(name for name in _WHAT_BY_CAPTURE if name in match)
    return match.node(captured), _WHAT_BY_CAPTURE[captured]


def _name(match: QueryMatch) -> str:
    if "method" in match:
        return f"{bare_type(match.node('receiver'))}.{match.text('name')}"
    return match.text("name")


def _shown_value(source: str) -> str:
    """Return the value of a constant or variable, empty if it is code."""
    # var handler = func(c *gin.Context) { ... }
    if "func(" in source or len(source) > _MAX_VALUE_CHARS:
        return ""
    return shorten(source)
