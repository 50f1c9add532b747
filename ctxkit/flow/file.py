"""A source file with the flow of its functions, each read when it is asked for.

Not here: the languages (one module each).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from tree_sitter import Node

from ctxkit.extract.treesitter import TooCostlyError, end_line_of, line_of
from ctxkit.flow.definitions import FlowDefinition, LanguageFlow
from ctxkit.flow.expressions import ExpressionReader
from ctxkit.flow.statements import StatementList
from ctxkit.model.flow import FlowStatement, FunctionFlow

_MAX_KEPT = 224
"""Files with what was read of them, some 50 KB each: those that the questions of one debugging
share.
"""

_MAX_TREES = 16
"""Syntax trees, twenty times as large as their files: those of one question."""


class _Tree(NamedTuple):
    root: Node
    definitions: list[FlowDefinition]


class _Outline(NamedTuple):
    """What is known of a definition without its tree: its lines, and its bytes."""

    name: str
    owner: str
    is_class: bool
    start: int
    end: int
    first_byte: int
    last_byte: int


class FileFlow:
    """A parsed file. `path` is relative to its repository. What was read of it is kept; it is
    parsed again if more is asked for when its tree is gone.
    """

    def __init__(self, language: LanguageFlow, repo: str, path: str, data: bytes) -> None:
        self.repo = repo
        self.path = path
        self._language = language
        self._data = data
        self._definitions = list(map(_outline, _tree_of(self).definitions))
        self._read: dict[int, FunctionFlow] = {}
        self._given: dict[tuple[str, int, int], dict[str, list[int]]] = {}

    def parse(self) -> _Tree:
        """Return the tree of the file and the definitions in it."""
        root = self._language.grammar.parse(self._data).root_node
        return _Tree(root, list(self._language.definitions(root)))

    @cached_property
    def imports(self) -> Mapping[str, str]:
        """What the file imports: local name -> what it stands for, with dots in Python
        (`core.helper.ssrf_proxy.make_request`), the path of the package in Go and TypeScript.
        """
        return self._language.imports(_tree_of(self).root)

    @cached_property
    def module(self) -> FunctionFlow:
        """The statements outside of functions and classes."""
        root = _tree_of(self).root
        return FunctionFlow(
            name="",
            line=1,
            end_line=end_line_of(root),
            start=1,
            statements=self._statements(root),
        )

    def around(self, line: int) -> Iterator[FunctionFlow]:
        """Yield the functions and classes around a line, the innermost first, then the module."""
        for number in self._around(line):
            yield self._function(number)
        yield self.module

    def _around(self, line: int) -> list[int]:
        """Return the numbers of the definitions around a line, the innermost first."""
        holding = [
            (definition.end - definition.start, -number)
            for number, definition in enumerate(self._definitions)
            if definition.start <= line <= definition.end
        ]
        return [-number for _, number in sorted(holding)]

    def function_at(self, line: int) -> FunctionFlow:
        """Return the innermost function or class around a line, or the module."""
        return next(self.around(line))

    def within(self, first: int, last: int) -> Iterator[FunctionFlow]:
        """Yield the functions and classes that begin and end on some lines."""
        for number, definition in enumerate(self._definitions):
            if first <= definition.end <= last:
                function = self._function(number)
                if function.line >= first:
                    yield function

    def holds_at(self, line: int, *texts: str) -> bool:
        """Return whether the source of the innermost function or class around a line has one of
        some texts: one without need not be read. Of a module it has.
        """
        innermost = self._around(line)[:1]
        return all(
            any(self._holds(self._definitions[number], text) for text in texts)
            for number in innermost
        )

    def named(self, name: str, *, owner: str | None = None) -> Iterator[FunctionFlow]:
        """Yield the functions and methods of a plain name: of any owner, or the methods of one, or
        with an empty one the functions alone.
        """
        for number, definition in enumerate(self._definitions):
            if definition.is_class or definition.name.rpartition(".")[2] != name:
                continue
            if owner is None or definition.owner == owner:
                yield self._function(number)

    def class_named(self, name: str, *, holding: str = "") -> Iterator[FunctionFlow]:
        """Yield the statements of the classes of a plain name, outside of their methods; of those
        alone whose source has some text, if one is given.
        """
        for number, definition in enumerate(self._definitions):
            is_meant = definition.is_class and definition.name.rpartition(".")[2] == name
            if is_meant and self._holds(definition, holding):
                yield self._function(number)

    def methods(self, owner: str, *, holding: str = "") -> Iterator[FunctionFlow]:
        """Yield the methods of a class or type of this file; those alone whose source has some
        text, if one is given: the others need not be read.
        """
        for number, definition in enumerate(self._definitions):
            is_meant = not definition.is_class and owner and definition.owner == owner
            if is_meant and self._holds(definition, holding):
                yield self._function(number)

    def giving(self, function: FunctionFlow, head: str) -> Sequence[int]:
        """Return the numbers of the statements of a function of this file that give a value to a
        name without dots, or to a field of it.
        """
        key = (function.name, function.line, function.end_line)
        known = self._given.get(key)
        if known is None:
            known = self._given[key] = {}
            for number, statement in enumerate(function.statements):
                for name in {target.partition(".")[0] for target in statement.targets}:
                    known.setdefault(name, []).append(number)
        return known.get(head, ())

    def _holds(self, definition: _Outline, text: str) -> bool:
        return self._data.find(text.encode(), definition.first_byte, definition.last_byte) >= 0

    def _function(self, number: int) -> FunctionFlow:
        known = self._read.get(number)
        if known is None:
            known = self._convert(_tree_of(self).definitions[number])
            self._read[number] = known
        return known

    def _convert(self, definition: FlowDefinition) -> FunctionFlow:
        reader = ExpressionReader(self._language.forms)
        is_method = bool(definition.owner) and not definition.is_class
        receiver = definition.receiver or (self._language.receiver if is_method else "")
        return FunctionFlow(
            name=definition.name,
            line=line_of(definition.node),
            end_line=end_line_of(definition.node),
            start=definition.start,
            owner=definition.owner,
            receiver=receiver,
            parameters=()
            if definition.is_class
            else tuple(self._language.parameters(definition.node, reader)),
            statements=self._statements(definition.body) if definition.body is not None else (),
        )

    def _statements(self, body: Node) -> tuple[FlowStatement, ...]:
        language = self._language
        reader = ExpressionReader(language.forms)
        found = StatementList(reader, language.read_block, language.readers)
        found.block(body, -1, 0)
        return tuple(found.statements)


@lru_cache(maxsize=_MAX_TREES)
def _tree_of(file: FileFlow) -> _Tree:
    return file.parse()


def _outline(definition: FlowDefinition) -> _Outline:
    node = definition.node
    return _Outline(
        name=definition.name,
        owner=definition.owner,
        is_class=definition.is_class,
        start=definition.start,
        end=end_line_of(node),
        first_byte=node.start_byte,
        last_byte=node.end_byte,
    )


def read_flow(repo: str, path: str, source: str) -> FileFlow | None:
    """Return the flow of a file; None if its language has none or it cannot be parsed.

    The same source is parsed once: the next question is often about the same files.
    """
    return _flow_of(repo, path, source.encode())


@lru_cache(maxsize=_MAX_KEPT)
def _flow_of(repo: str, path: str, data: bytes) -> FileFlow | None:
    language = _language_of(path)
    if language is None:
        return None
    try:
        return FileFlow(language, repo, path, data)
    except TooCostlyError:
        return None


def _language_of(path: str) -> LanguageFlow | None:
    # Imported when a file of the language is asked for: each loads its grammar.
    if path.endswith(".py"):
        from ctxkit.flow.python import PYTHON

        return PYTHON
    if path.endswith(".go"):
        from ctxkit.flow.go import GO

        return GO
    if path.endswith((".ts", ".mts", ".cts")):
        from ctxkit.flow.typescript import TYPESCRIPT

        return TYPESCRIPT
    if path.endswith((".tsx", ".js", ".jsx", ".mjs", ".cjs")):
        from ctxkit.flow.typescript import ELEMENTS

        return ELEMENTS
    return None
