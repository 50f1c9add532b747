"""Go's message literals: sums, `fmt.Sprintf`, `errors.New`, and constants of the same file.

Not here: the form of a message and the filling of format strings (`extract/literals.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    MessageText,
    Readers,
    fill_percent,
    hole,
    join,
    literal,
    read_binary,
    read_parenthesized,
    unescape,
)
from ctxkit.extract.treesitter import fields, text, without_comments
from ctxkit.model import HOLE

_STRINGS = ("interpreted_string_literal", "raw_string_literal")
_FORMATTED = ("fmt.Sprintf", "fmt.Errorf", "errors.Errorf")
_SEPARATOR_BY_FUNCTION = {"fmt.Sprint": "", "fmt.Sprintln": " ", "errors.Join": "\n"}
_SAME_TEXT = ("errors.New", "string")


def is_string(node: Node) -> bool:
    """Return whether a node is a string literal."""
    return node.type in _STRINGS


def string_value(node: Node) -> str:
    """Return the value of a string literal."""
    body = text(node)[1:-1]
    if node.type == "raw_string_literal":
        return body
    return unescape(body)


def string_or_empty(node: Node | None) -> str:
    """Return the value of a string literal, empty for any other expression and for none."""
    if node is None or not is_string(node):
        return ""
    return string_value(node)


def dotted(*names: str) -> str:
    """Return names joined by dots, without the empty ones."""
    return ".".join(name for name in names if name)


def arguments_of(node: Node) -> list[Node]:
    """Return the arguments of an argument list without comments."""
    return without_comments(node)


def readers(constants: Mapping[str, MessageText]) -> Readers:
    """Return the readers of a file with string `constants`."""

    def read_name(node: Node, _: Build) -> MessageText:
        name = text(node)
        return constants[name] if name in constants else hole(name)

    return {
        "interpreted_string_literal": _read_string,
        "raw_string_literal": _read_string,
        "binary_expression": read_binary,
        "parenthesized_expression": read_parenthesized,
        "call_expression": _read_call,
        "type_conversion_expression": _read_conversion,
        "identifier": read_name,
    }


def _read_string(node: Node, _: Build) -> MessageText:
    return literal(string_value(node))


def _read_call(node: Node, build: Build) -> MessageText:
    """`fmt.Sprintf("...", x)`, `errors.New("...")`: calls that make text of text.

    Any other call is one value.
    """
    parts = fields(node, "function", "arguments")
    if parts is None:
        return hole(text(node))
    name, arguments = text(parts[0]), arguments_of(parts[1])
    if name in _SEPARATOR_BY_FUNCTION:
        return join([build(each) for each in arguments], _SEPARATOR_BY_FUNCTION[name])
    if not arguments:
        return hole(text(node))
    message = build(arguments[0])
    if name in _FORMATTED:
        return fill_percent(message, [text(each) for each in arguments[1:]])
    if name in _SAME_TEXT and message.text != HOLE:
        return message
    return hole(text(node))


def _read_conversion(node: Node, build: Build) -> MessageText:
    """`errors.New("a" + b)`, which the grammar takes for a conversion where a type is possible."""
    operands = fields(node, "operand")
    return build(operands[0]) if operands else hole(text(node))
