"""The value of an expression in Python as one would set it from outside, if the source has it.

That is the plain value of a literal, of arithmetic on literals (`15 * 1024`), of a wrapped string
(`HttpUrl("...")`), of a constant and of an enum member of the same file; anything else is the
source text of an expression. Not here: which expression is a setting's default (`settings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.arithmetic import evaluate
from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import string_value
from ctxkit.extract.treesitter import field_text, text

_WRAPPERS = frozenset(
    ("HttpUrl", "AnyUrl", "AnyHttpUrl", "SecretStr", "Path", "PostgresDsn", "RedisDsn", "str")
)
_NAMES = ("true", "false", "none")
_MAX_DEPTH = 3


def plain_value(file: PythonFile, node: Node) -> tuple[str, bool]:
    """Return the value of an expression and False, or, if it is not known, its source and True."""
    if node.type == "identifier" and (constant := file.constant(text(node))):
        node = constant
    value = string_value(node)
    if value is None:
        value = _number_or_name(node)
    if value is None:
        value = _wrapped_string(node)
    if value is None:
        value = _enum_member(file, text(node))
    if value is None:
        return shorten(text(node)), True
    return value, False


def descendants(node: Node, depth: int = _MAX_DEPTH) -> Iterator[Node]:
    """Yield the named nodes below `node`, each before those below it, down to a depth."""
    for child in node.named_children:
        yield child
        if depth:
            yield from descendants(child, depth - 1)


def _number_or_name(node: Node) -> str | None:
    """`15`, `15 * 1024`, `True`, `None`."""
    source = text(node)
    if node.type in _NAMES:
        return source
    number = evaluate(source)
    return None if number is None else str(number)


def _wrapped_string(node: Node) -> str | None:
    """`HttpUrl("http://localhost")`."""
    call = called(node)
    if call is None:
        return None
    function, arguments = call
    if text(function) not in _WRAPPERS or len(arguments.positional) != 1:
        return None
    return string_value(arguments.positional[0])


def _enum_member(file: PythonFile, source: str) -> str | None:
    """`Method.BASIC`, `Method.BASIC.value`; the class may be nested in another."""
    owner, _, name = source.removesuffix(".value").partition(".")
    owners = [each for each in file.classes if f".{each}".endswith(f".{owner}")]
    if not name or len(owners) != 1:
        return None
    for node in descendants(file.classes[owners[0]]):
        if node.type == "assignment" and field_text(node, "left") == name:
            return string_value(node.child_by_field_name("right"))
    return None
