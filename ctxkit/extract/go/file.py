"""A parsed Go file, as the extractors of the several kinds of fact share it.

Not here: what they look for (`logs.py`, `errors.py`, `settings.py`, `routes.py`, `symbols.py` ...).
"""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.go.text import is_string, readers, string_value
from ctxkit.extract.literals import MessageText, Readers, build, literal
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import QueryMatch, Scopes, text

_MAX_COMMENT_CHARS = 300
_MAX_COMMENT_LINES = 40


class GoFile(Struct, frozen=True, kw_only=True, dict=True):  # a place for what is cached
    """A file with its scopes, and the matches of the queries by kind of fact."""

    source: Source
    found: dict[str, list[QueryMatch]]
    scopes: Scopes

    @property
    def package(self) -> str:
        """The folder, which identifies a package within its repository."""
        return self.source.path.rpartition("/")[0]

    def matches(self, kind: str) -> list[QueryMatch]:
        """Return the matches of the queries for a kind of fact."""
        return self.found.get(kind, [])

    def at(self, node: Node) -> str:
        """Return the qualified name of the definition around `node`."""
        return self.scopes.at(node.start_byte)

    def constant(self, name: str) -> Node | None:
        """Return the value of a constant or variable of the file's package level, if it has one."""
        return self._values.get(name)

    def message(self, node: Node) -> MessageText:
        """Return the message that an expression makes."""
        return build(node, self._readers)

    def comment_above(self, line: int) -> str:
        """Return the text of the comment that ends on the line above `line`."""
        first = line - 1
        while first > 0 and line - first < _MAX_COMMENT_LINES and self._is_comment(first):
            first -= 1
        words = [
            self.line_text(number).strip().lstrip("/").strip() for number in range(first + 1, line)
        ]
        return " ".join(part for part in words if part)[:_MAX_COMMENT_CHARS]

    def line_text(self, line: int) -> str:
        """Return a line, 1-based, or an empty string."""
        if 0 < line <= len(self._lines):
            return self._lines[line - 1].decode("utf8", "replace")
        return ""

    def _is_comment(self, line: int) -> bool:
        return self._lines[line - 1].lstrip().startswith(b"//")

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.source.data.split(b"\n")

    @cached_property
    def _values(self) -> dict[str, Node]:
        symbols = [match for match in self.matches("symbol") if "value" in match]
        return {match.text("name"): match.node("value") for match in symbols}

    @cached_property
    def _readers(self) -> Readers:
        strings = {name: value for name, value in self._values.items() if is_string(value)}
        constants = {name: literal(string_value(value)) for name, value in strings.items()}
        return readers(constants)


def bare_type(node: Node) -> str:
    """Return a type's name without pointer and type arguments: `*Pool[T]` is `Pool`."""
    return text(node).lstrip("*").partition("[")[0].strip()
