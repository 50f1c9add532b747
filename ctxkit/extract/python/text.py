"""Python's message literals: implicit concatenation, f-strings, `%`, `.format`, and calls that keep
the words.

Not here: the form of a message and the filling of format strings (`extract/literals.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    Message,
    build,
    fill_braces,
    fill_percent,
    hole,
    join,
    literal,
    read_parenthesized,
    read_sum,
    unescape,
)
from ctxkit.extract.treesitter import text
from ctxkit.model import HOLE

_OPEN = re.compile(r"([A-Za-z]{0,3})(\"\"\"|'''|\"|')")
_SAME_WORDS = frozenset(("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "strip_tags"))
_FIRST_ARGUMENT = frozenset(
    ("dedent", "textwrap.dedent", "cleandoc", "inspect.cleandoc", "click.style", "style", "_")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of a call: those by position, and those by name."""

    positional: tuple[Node, ...]
    named: dict[str, Node]
    spread: bool

    def get(self, position: int, *names: str) -> Node | None:
        """Return the argument at `position`, or the first of `names` that is given."""
        if position < len(self.positional):
            return self.positional[position]
        return next((self.named[name] for name in names if name in self.named), None)


def arguments_of(argument_list: Node) -> Arguments:
    """Return the arguments of a call by its `argument_list`."""
    positional: list[Node] = []
    named: dict[str, Node] = {}
    spread = False
    for child in argument_list.named_children:
        kind = child.type
        if kind == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                named[text(name)] = value
        elif kind in ("list_splat", "dictionary_splat"):
            spread = True
        elif kind != "comment":
            positional.append(child)
    return Arguments(positional=tuple(positional), named=named, spread=spread)


def message_of(node: Node) -> Message:
    """Return the message that a Python expression makes."""
    return build(node, READERS)


def string_value(node: Node | None) -> str | None:
    """Return the value of an expression that is all literal text, else None."""
    if node is None or node.type not in (
        "string",
        "concatenated_string",
        "parenthesized_expression",
    ):
        return None
    message = message_of(node)
    return None if message.args else message.text


def read_string(node: Node, build: Build) -> Message:
    """`"..."`, `r'...'`, and f-strings with their values."""
    raw = text(node)
    opening = _OPEN.match(raw)
    if opening is None:
        return hole(raw)
    prefix, quote = opening[1].lower(), opening[2]
    escapes = "r" not in prefix
    if "f" not in prefix:
        body = raw[opening.end() : len(raw) - len(quote)]
        return literal(unescape(body) if escapes else body)
    parts: list[Message] = []
    for child in node.named_children:
        if child.type == "interpolation":
            parts.append(_interpolated(child, build))
        elif child.type == "string_content":
            body = text(child).replace("{{", "{").replace("}}", "}")
            parts.append(literal(unescape(body) if escapes else body))
    return join(parts)


def _interpolated(node: Node, build: Build) -> Message:
    expression = node.child_by_field_name("expression")
    if expression is None:
        return hole(text(node).strip("{}"))
    named = any(child.type == "=" for child in node.children)
    value = (
        build(expression)
        if expression.type in ("string", "concatenated_string")
        else hole(text(expression))
    )
    return literal(f"{text(expression)}=") + value if named else value


def _concatenated(node: Node, build: Build) -> Message:
    return join([build(child) for child in node.named_children if child.type == "string"])


def _binary(node: Node, build: Build) -> Message:
    operator, left, right = (
        node.child_by_field_name(field) for field in ("operator", "left", "right")
    )
    if operator is None or left is None or right is None:
        return hole(text(node))
    if operator.type == "+":
        return read_sum(node, build)
    if operator.type != "%":
        return hole(text(node))
    format_ = build(left)
    return hole(text(node)) if format_.text == HOLE else fill_from(format_, [right])


def fill_from(format_: Message, operands: list[Node]) -> Message:
    """Return a %-format filled as `format % (a, b)`, `format % {"a": 1}` or a logger's further
    arguments fill it.
    """
    if len(operands) == 1 and operands[0].type == "tuple":
        operands = [child for child in operands[0].named_children if child.type != "comment"]
    if len(operands) == 1 and operands[0].type == "dictionary":
        return fill_percent(
            format_, (), {name: text(value) for name, value in pairs_of(operands[0]).items()}
        )
    return fill_percent(format_, [text(operand) for operand in operands])


def pairs_of(dictionary: Node) -> dict[str, Node]:
    """Return the values of a dictionary display by those of its keys that are literal text."""
    found: dict[str, Node] = {}
    for pair in dictionary.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if key is not None and value is not None and key.type == "string":
            found[string_value(key) or ""] = value
    return found


def _call(node: Node, build: Build) -> Message:
    function, argument_list = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if function is None or argument_list is None or argument_list.type != "argument_list":
        return hole(text(node))
    if function.type == "attribute":
        target, method = (
            function.child_by_field_name("object"),
            function.child_by_field_name("attribute"),
        )
        name = text(method) if method is not None else ""
        if target is not None and (name == "format" or name in _SAME_WORDS):
            inner = build(target)
            if inner.text == HOLE:
                return hole(text(node))
            return inner if name in _SAME_WORDS else _formatted(inner, arguments_of(argument_list))
    if text(function) in _FIRST_ARGUMENT:
        first = arguments_of(argument_list).get(0, "text")
        if first is not None:
            return build(first)
    return hole(text(node))


def _formatted(format_: Message, arguments: Arguments) -> Message:
    named = {name: text(value) for name, value in arguments.named.items()}
    return fill_braces(format_, [text(each) for each in arguments.positional], named)


READERS = {
    "string": read_string,
    "concatenated_string": _concatenated,
    "binary_operator": _binary,
    "parenthesized_expression": read_parenthesized,
    "call": _call,
}
