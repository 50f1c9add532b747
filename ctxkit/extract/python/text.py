"""Python's message literals: implicit concatenation, f-strings, `%`, `.format`, and calls that keep
the words.

Not here: the form of a message and the filling of format strings (`extract/literals.py`).
"""

from __future__ import annotations

import re

from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    MessageText,
    build,
    fill_braces,
    fill_percent,
    hole,
    join,
    literal,
    read_binary,
    read_parenthesized,
    unescape,
)
from ctxkit.extract.python.arguments import Arguments, called
from ctxkit.extract.treesitter import field_text, fields, raw, text, without_comments
from ctxkit.model import HOLE

_OPENING = re.compile(r"([A-Za-z]{0,3})(\"\"\"|'''|\"|')")
_SAME_WORDS = frozenset(("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "strip_tags"))
"""Methods whose result has the words of the text that they are called on."""
_WORDS_OF_FIRST_ARGUMENT = frozenset(
    ("dedent", "textwrap.dedent", "cleandoc", "inspect.cleandoc", "click.style", "style", "_")
)
_TEXT_NODES = frozenset(("string", "concatenated_string", "parenthesized_expression"))


def message_of(node: Node) -> MessageText:
    """Return the message that a Python expression makes."""
    return build(node, READERS)


def string_value(node: Node | None) -> str | None:
    """Return the value of an expression that is all literal text, else None."""
    if node is None or node.type not in _TEXT_NODES:
        return None
    message = message_of(node)
    return message.text if message.is_literal else None


def string_or_empty(node: Node | None) -> str:
    """Return the value of an expression that is all literal text, else an empty string."""
    value = string_value(node)
    return "" if value is None else value


def pairs_of(dictionary: Node) -> dict[str, Node]:
    """Return the values of a dictionary display by those of its keys that are literal text."""
    found: dict[str, Node] = {}
    for child in dictionary.named_children:
        pair = fields(child, "key", "value")
        if pair and pair[0].type == "string":
            found[string_or_empty(pair[0])] = pair[1]
    return found


def fill_from(format_: MessageText, operands: list[Node]) -> MessageText:
    """Return a %-format filled as `format % (a, b)`, `format % {"a": 1}` or a logger's further
    arguments fill it.
    """
    types = [operand.type for operand in operands]
    if types == ["tuple"]:
        operands = without_comments(operands[0])
    elif types == ["dictionary"]:
        named = {name: text(value) for name, value in pairs_of(operands[0]).items()}
        return fill_percent(format_, (), named)
    return fill_percent(format_, [text(operand) for operand in operands])


def _read_string(node: Node, build: Build) -> MessageText:
    """`"..."`, `r'...'`, and f-strings with their values."""
    source = text(node)
    opening = _OPENING.match(source)
    if opening is None:
        return hole(source)
    prefix, quote = opening[1].lower(), opening[2]
    is_raw = "r" in prefix
    if "f" in prefix:
        return _read_f_string(node, build, is_raw=is_raw)
    return _literal(source[opening.end() : len(source) - len(quote)], is_raw=is_raw)


def _read_f_string(node: Node, build: Build, *, is_raw: bool) -> MessageText:
    parts: list[MessageText] = []
    for child in node.named_children:
        if child.type == "interpolation":
            parts.append(_read_interpolation(child, build))
        elif child.type == "string_content":
            body = text(child).replace("{{", "{").replace("}}", "}")
            parts.append(_literal(body, is_raw=is_raw))
    return join(parts)


def _literal(body: str, *, is_raw: bool) -> MessageText:
    return literal(body if is_raw else unescape(body))


def _read_interpolation(node: Node, build: Build) -> MessageText:
    """`{name}`, `{name!r:>8}`, `{name=}`, and a string that is written into the f-string."""
    expression = node.child_by_field_name("expression")
    if expression is None:
        return hole(text(node).strip("{}"))
    source = text(expression)
    is_string = expression.type in ("string", "concatenated_string")
    value = build(expression) if is_string else hole(source)
    if any(child.type == "=" for child in node.children):
        return literal(f"{source}=") + value
    return value


def _read_concatenation(node: Node, build: Build) -> MessageText:
    """`"..." f"..."`."""
    return join([build(child) for child in node.named_children if child.type == "string"])


def _read_operation(node: Node, build: Build) -> MessageText:
    """`"..." + x`, `"..." % x`."""
    operands = fields(node, "left", "right")
    if not operands or field_text(node, "operator") != "%":
        return read_binary(node, build)
    left, right = operands
    format_ = build(left)
    if format_.text == HOLE:  # perhaps a remainder
        return hole(text(node))
    return fill_from(format_, [right])


def _read_call(node: Node, build: Build) -> MessageText:
    """`"...".format(x)`, `"...".strip()`, `dedent("...")`; any other call is one value."""
    call = called(node)
    if call is None:
        return hole(text(node))
    function, arguments = call
    message = _read_method(function, arguments, build)
    if message is not None:
        return message
    if text(function) in _WORDS_OF_FIRST_ARGUMENT:
        first = arguments.get(0, "text")
        if first is not None:
            return build(first)
    return hole(text(node))


def _read_method(function: Node, arguments: Arguments, build: Build) -> MessageText | None:
    """Return the text that a method makes of the text that it is called on, None if neither is
    known.
    """
    parts = fields(function, "object", "attribute")
    if parts is None:
        return None
    target, method = parts
    is_format = raw(method) == b"format"
    if not is_format and text(method) not in _SAME_WORDS:
        return None
    message = build(target)
    if message.text == HOLE:
        return None
    if not is_format:
        return message
    named = {name: text(value) for name, value in arguments.named.items()}
    return fill_braces(message, [text(value) for value in arguments.positional], named)


READERS = {
    "string": _read_string,
    "concatenated_string": _read_concatenation,
    "binary_operator": _read_operation,
    "parenthesized_expression": read_parenthesized,
    "call": _read_call,
}
