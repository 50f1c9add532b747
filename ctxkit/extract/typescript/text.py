"""TypeScript's message literals: strings, template literals and their sums.

Not here: the form of a message (`extract/literals.py`).
"""

from __future__ import annotations

from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    MessageText,
    Readers,
    build,
    hole,
    join,
    literal,
    read_binary,
    read_parenthesized,
    shorten,
    unescape,
)
from ctxkit.extract.treesitter import first_child, text


def message_of(node: Node) -> MessageText:
    """Return the message that an expression makes."""
    return build(node, _READERS)


def plain_value(source: str) -> str:
    """Return the value of a string literal; of any other expression its source."""
    stripped = source.strip()
    if stripped.startswith(("'", '"', "`")):
        return unescape(stripped[1:-1])
    return shorten(stripped)


def _read_string(node: Node, _: Build) -> MessageText:
    return literal(unescape(text(node)[1:-1]))


def _read_template(node: Node, build: Build) -> MessageText:
    """`` `Saved ${title} in ${ms} ms` ``."""
    parts: list[MessageText] = []
    source, start = node.text or b"", 1
    for child in node.named_children:
        if child.type != "template_substitution":
            continue
        parts.append(_text_between(source, start, child.start_byte - node.start_byte))
        expression = first_child(child)
        parts.append(build(expression) if expression is not None else hole(""))
        start = child.end_byte - node.start_byte
    parts.append(_text_between(source, start, len(source) - 1))
    return join(parts)


def _text_between(source: bytes, start: int, end: int) -> MessageText:
    return literal(unescape(source[start:end].decode("utf8", "replace")))


def _read_first(node: Node, build: Build) -> MessageText:
    """`message as string`, `message!`."""
    expression = first_child(node)
    return build(expression) if expression is not None else hole(text(node))


_READERS: Readers = {
    "string": _read_string,
    "template_string": _read_template,
    "binary_expression": read_binary,
    "parenthesized_expression": read_parenthesized,
    "as_expression": _read_first,
    "non_null_expression": _read_first,
}
