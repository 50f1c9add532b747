"""A parsed Python file, as the extractors of the several kinds of fact share it.

Not here: what they look for (`messages.py`, `pydantic_settings.py`, `web.py`, `symbols.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from tree_sitter import Node

from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import Scopes, text

_FROM = re.compile(
    r"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n(]*)", re.MULTILINE
)
_COMMENT = re.compile(r"#[^\n]*")
_ROOTS = ("api/",)


@dataclass(slots=True, kw_only=True)
class PythonFile:
    """A file with its scopes. `classes` are the class definitions by qualified name."""

    source: Source
    scopes: Scopes
    classes: dict[str, Node]
    functions: dict[str, Node]
    _imports: dict[str, str] | None = field(default=None)
    _line_ends: list[int] | None = field(default=None)

    def at(self, node: Node) -> str:
        """Return the qualified name of the definition around `node`."""
        return self.scopes.at(node.start_byte)

    def line_at(self, byte: int) -> int:
        """Return the 1-based line that holds a byte."""
        if self._line_ends is None:
            self._line_ends = [match.start() for match in re.finditer(rb"\n", self.source.data)]
        return bisect_left(self._line_ends, byte) + 1

    def holds(self, *words: bytes) -> bool:
        """Tell whether one of `words` is in the file's bytes."""
        return any(word in self.source.data for word in words)

    @property
    def module(self) -> str:
        return module_of(self.source.path)

    def full_name(self, name: str) -> str:
        """Return `module:name` of a name used in this file, followed through its import (`from a.b
        import name`).
        """
        if self._imports is None:
            self._imports = imports_of(self.source)
        head, dot, rest = name.partition(".")
        return f"{self._imports.get(head, f'{self.module}:{head}')}{dot}{rest}"


def module_of(path: str) -> str:
    """Return the name under which Python imports the file at `path`: what follows the folder api or
    src, with dots.
    """
    for root in _ROOTS:
        if path.startswith(root):
            path = path[len(root) :]
            break
    path = path.partition("/src/")[2] or path
    parts = path.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: Source) -> dict[str, str]:
    """Return `module:name` by the local name of everything that a file imports with `from ...
    import ...`.
    """
    found: dict[str, str] = {}
    package = module_of(source.path).split(".")
    if not source.path.endswith("/__init__.py"):
        package = package[:-1]
    for match in _FROM.finditer(source.data.decode("utf8", "replace")):
        origin = match[1]
        dots = len(origin) - len(origin.lstrip("."))
        if dots:
            base = package[: len(package) - dots + 1]
            origin = ".".join([*base, origin[dots:]] if origin[dots:] else base)
        for item in _COMMENT.sub("", match[2]).strip("()").split(","):
            words = item.split()
            if words and words[0].isidentifier():
                found[words[-1]] = f"{origin}:{words[0]}"
    return found


def line_of(node: Node) -> int:
    """Return the 1-based line on which a node begins."""
    return int(node.start_point[0]) + 1


def end_line_of(node: Node) -> int:
    """Return the 1-based line on which a node ends."""
    return int(node.end_point[0]) + 1


def last_name(node: Node) -> str:
    """Return what stands behind the last dot: `logger` of `current_app.logger`."""
    return text(node).rpartition(".")[2]
