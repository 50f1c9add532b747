"""A parsed Go file as its extractors share it. Not here: what they look for (`go_*.py`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    Message,
    Readers,
    build,
    fill_percent,
    hole,
    join,
    literal,
    read_parenthesized,
    read_sum,
    unescape,
)
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import Captures, Scopes, text

_STRINGS = ("interpreted_string_literal", "raw_string_literal")
_LONGEST_COMMENT = 300
_MOST_LINES = 40


@dataclass(slots=True, kw_only=True)
class GoFile:
    """`found` are the matches of the queries by kind of fact."""

    source: Source
    found: dict[str, list[Captures]]
    scopes: Scopes
    _readers: Readers = field(default_factory=dict)
    _lines: list[bytes] = field(default_factory=list)

    @property
    def package(self) -> str:
        """The folder, which is what tells a package of a repository from others."""
        return self.source.path.rpartition("/")[0]

    def message(self, node: Node) -> Message:
        """Return the text that an expression makes."""
        if not self._readers:
            self._readers = _readers(self)
        return build(node, self._readers)

    def comment_above(self, line: int) -> str:
        """Return the text of the comment that ends on the line above `line`."""
        if not self._lines:
            self._lines = self.source.data.split(b"\n")
        first = line - 1
        while (
            first > 0
            and line - first < _MOST_LINES
            and self._lines[first - 1].lstrip().startswith(b"//")
        ):
            first -= 1
        said = [
            raw.strip().lstrip(b"/").strip().decode("utf8", "replace")
            for raw in self._lines[first : line - 1]
        ]
        return " ".join(part for part in said if part)[:_LONGEST_COMMENT]

    def line_text(self, line: int) -> str:
        """Return a line, 1-based, or an empty string."""
        if not self._lines:
            self._lines = self.source.data.split(b"\n")
        return (
            self._lines[line - 1].decode("utf8", "replace") if 0 < line <= len(self._lines) else ""
        )


def one(captures: Captures, name: str) -> Node:
    """Return the node that must have been captured as `name`."""
    return captures[name][0]


def lines_of(node: Node) -> tuple[int, int]:
    """Return the first and last line of a node, 1-based."""
    return node.start_point[0] + 1, node.end_point[0] + 1


def bare_type(node: Node) -> str:
    """Return a type's name without pointer and type arguments: `*Pool[T]` is `Pool`."""
    return text(node).lstrip("*").partition("[")[0].strip()


def is_string(node: Node) -> bool:
    """Tell whether a node is a string literal."""
    return node.type in _STRINGS


def string_value(node: Node) -> str:
    """Return the value of a string literal."""
    body = text(node)[1:-1]
    return unescape(body) if node.type == "interpreted_string_literal" else body


def arguments_of(node: Node) -> list[Node]:
    """Return the arguments of an argument list, comments left out."""
    return [child for child in node.named_children if child.type != "comment"]


def _readers(file: GoFile) -> Readers:
    constants = {
        text(captures["name"][0]): literal(string_value(captures["value"][0]))
        for captures in file.found.get("symbol", [])
        if "value" in captures and is_string(captures["value"][0])
    }

    def read_name(node: Node, _: Build) -> Message:
        name = text(node)
        return constants.get(name) or hole(name)

    return {
        "interpreted_string_literal": lambda node, _: literal(string_value(node)),
        "raw_string_literal": lambda node, _: literal(string_value(node)),
        "binary_expression": _read_binary,
        "parenthesized_expression": read_parenthesized,
        "call_expression": _read_call,
        "type_conversion_expression": _read_conversion,
        "identifier": read_name,
    }


def _read_binary(node: Node, build: Build) -> Message:
    operator = node.child_by_field_name("operator")
    return (
        read_sum(node, build)
        if operator is not None and text(operator) == "+"
        else hole(text(node))
    )


def _read_call(node: Node, build: Build) -> Message:
    """`fmt.Sprintf("...", x)`, `errors.New("...")`: what makes text of text.

    Anything else is a value.
    """
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if function is None or arguments is None:
        return hole(text(node))
    name, given = text(function), arguments_of(arguments)
    if name in ("fmt.Sprintf", "fmt.Errorf", "errors.Errorf") and given:
        return fill_percent(build(given[0]), [text(each) for each in given[1:]])
    if name in ("fmt.Sprint", "fmt.Sprintln"):
        return join([build(each) for each in given], " " if name.endswith("ln") else "")
    if name in ("errors.New", "string") and len(given) == 1:
        inner = build(given[0])
        return (
            hole(text(node))
            if not inner.is_literal and inner.text == inner.template and len(inner.text) == 1
            else inner
        )
    if name == "errors.Join":
        return join([build(each) for each in given], "\n")
    return hole(text(node))


def _read_conversion(node: Node, build: Build) -> Message:
    """The grammar takes `errors.New("a" + b)` for a conversion where a type could stand."""
    operand = node.child_by_field_name("operand")
    return build(operand) if operand is not None else hole(text(node))
