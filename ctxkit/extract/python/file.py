"""A parsed Python file, as the extractors of the several kinds of fact share it.

Not here: what they look for (`logs.py`, `errors.py`, `settings.py`, `routes.py`, `symbols.py` ...).
"""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.lines import LineIndex
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import QueryMatch, Scopes, fields, first_child, text

# With a newline that is put in front: Python looks for ^ at every letter.
_FROM = re.compile(r"\n[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n(]*)")
_COMMENT = re.compile(r"#[^\n]*")


class PythonFile(Struct, frozen=True, kw_only=True, dict=True):  # a place for what is cached
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

    def node_at(self, start: int, end: int) -> Node | None:
        """Return the smallest node around a span of bytes, None in a file without definitions."""
        if self.root is None:
            return None
        return self.root.descendant_for_byte_range(start, end)

    def constant(self, name: str) -> Node | None:
        """Return the value that the module assigns to a name, None if it assigns none."""
        return self._constants.get(name)

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

    @cached_property
    def root(self) -> Node | None:
        """The root of the tree, None for a file without definitions."""
        node = next(iter((*self.classes.values(), *self.functions.values())), None)
        while node is not None and node.parent is not None:
            node = node.parent
        return node

    @cached_property
    def _constants(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for statement in self.root.children if self.root is not None else ():
            assignment = first_child(statement)
            if assignment is None or assignment.type != "assignment":
                continue
            if parts := fields(assignment, "left", "right"):
                found[text(parts[0])] = parts[1]
        return found


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
    for match in _FROM.finditer("\n" + source.data.decode("utf8", "replace")):
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
