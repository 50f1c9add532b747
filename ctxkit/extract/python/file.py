"""A parsed Python file, as the extractors of the several kinds of fact share it.

Not here: what they look for (`logs.py`, `errors.py`, `settings.py`, `routes.py`, `symbols.py` ...).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from ctxkit.extract.lines import LineIndex
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import QueryMatch, Scopes, text

_FROM = re.compile(
    r"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n(]*)", re.MULTILINE
)
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(
    frozen=True, kw_only=True
)  # without slots, which would leave no place for what is cached
class PythonFile:
    """A file with its scopes, and its definitions by qualified name."""

    source: Source
    scopes: Scopes
    classes: dict[str, Node]
    functions: dict[str, Node]

    def at(self, node: Node) -> str:
        """Return the qualified name of the definition around `node`."""
        return self.scopes.at(node.start_byte)

    def line_at(self, byte: int) -> int:
        """Return the 1-based line that contains a byte."""
        return self._lines.line_at(byte)

    def contains(self, *words: bytes) -> bool:
        """Return whether one of `words` is in the file's bytes."""
        return any(word in self.source.data for word in words)

    @property
    def module(self) -> str:
        return module_of(self.source.path)

    def full_name(self, name: str) -> str:
        """Return `module:name` of a name used in this file, followed through its import (`from a.b
        import name`).
        """
        head, dot, rest = name.partition(".")
        origin = self.imports.get(head, f"{self.module}:{head}")
        return f"{origin}{dot}{rest}"

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self.source.data)

    @cached_property
    def imports(self) -> dict[str, str]:
        """`module:name` by the local name of what the file imports with `from ... import ...`."""
        return imports_of(self.source)


def parsed_file(source: Source, symbols: list[QueryMatch]) -> PythonFile:
    """Return a file with its definitions, which `symbols` contain."""
    definitions = [
        (match.find("function") or match.node("class"), match.text("name"))
        for match in symbols
        if "name" in match
    ]
    scopes = Scopes(definitions)
    classes: dict[str, Node] = {}
    functions: dict[str, Node] = {}
    for node, _ in definitions:
        of_its_type = classes if node.type == "class_definition" else functions
        of_its_type[scopes.name_of(node)] = node
    return PythonFile(source=source, scopes=scopes, classes=classes, functions=functions)


def module_of(path: str) -> str:
    """Return the name under which Python imports the file at `path`: what follows the folder api or
    src, with dots.
    """
    below_root = path.removeprefix("api/")
    below_root = below_root.partition("/src/")[2] or below_root
    parts = below_root.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def imports_of(source: Source) -> dict[str, str]:
    """Return `module:name` by the local name of everything that a file imports with `from ...
    import ...`.
    """
    found: dict[str, str] = {}
    package = module_of(source.path).split(".")
    if not source.path.endswith("/__init__.py"):
        package.pop()
    for match in _FROM.finditer(source.data.decode("utf8", "replace")):
        origin = _absolute(match[1], package)
        for item in _COMMENT.sub("", match[2]).strip("()").split(","):
            words = item.split()  # `name`, `name as other`
            if words and words[0].isidentifier():
                found[words[-1]] = f"{origin}:{words[0]}"
    return found


def _absolute(module: str, package: list[str]) -> str:
    """Return the full name of a module that a file of `package` imports, perhaps with leading
    dots.
    """
    name = module.lstrip(".")
    dots = len(module) - len(name)
    if not dots:
        return module
    base = package[: len(package) - dots + 1]
    if name:
        base.append(name)
    return ".".join(base)


def last_name(node: Node) -> str:
    """Return the name after the last dot: `logger` of `current_app.logger`."""
    return text(node).rpartition(".")[2]
