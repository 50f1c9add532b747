"""Message literals of every language in one form: text with holes, put together the way the source
does it.

A language gives a table of readers, one for each type of node that makes text (`string`,
`binary_expression`, `call`); `build` walks an expression with it, and whatever the table does not
know is a hole. Format strings are filled here (`fill_percent` for Python's and Go's verbs,
`fill_braces` for str.format). Not here: which statements hold messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from ctxkit.extract.treesitter import text
from ctxkit.model import HOLE
from ctxkit.text.template import fold_space

LONGEST_ARG = 120
"""Characters of an argument's source that are kept: enough to read it, and a lambda of fifty lines
is no name.
"""

_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Message:
    """Text with HOLE for each value, white space as it stands, and the expressions that fill the
    holes, in order.
    """

    text: str
    args: tuple[str, ...] = ()

    @property
    def is_literal(self) -> bool:
        """Whether the source says the whole text."""
        return not self.args

    @property
    def template(self) -> str:
        """The text with white space folded, as facts bear it."""
        return fold_space(self.text)

    def __add__(self, other: Message) -> Message:
        return Message(self.text + other.text, self.args + other.args)


EMPTY = Message("")

Build = Callable[[Node], Message]
Reader = Callable[[Node, Build], Message]
Readers = Mapping[str, Reader]
"""By type of node: how to read it, given `build` for the expressions inside it."""


def literal(value: str) -> Message:
    """Return a message that is all text."""
    return Message(value.replace(HOLE, " "))


def hole(expression: str) -> Message:
    """Return a message that is one value, named by its source text."""
    return Message(HOLE, (shorten(expression),))


def shorten(expression: str) -> str:
    """Return the source of an expression on one line, cut at LONGEST_ARG."""
    folded = fold_space(expression[: LONGEST_ARG * 4]).replace(HOLE, " ")
    return folded if len(folded) <= LONGEST_ARG else folded[: LONGEST_ARG - 1] + "…"


def build(node: Node, readers: Readers) -> Message:
    """Return the message that an expression makes."""
    return _build(node, readers, 0)


def _build(node: Node, readers: Readers, depth: int) -> Message:
    reader = readers.get(node.type)
    if reader is None or depth > _DEEPEST:
        return hole(text(node))
    return reader(node, lambda inner: _build(inner, readers, depth + 1))


def read_parenthesized(node: Node, build: Build) -> Message:
    """`("..." "...")`."""
    inner = [child for child in node.named_children if child.type != "comment"]
    return build(inner[0]) if len(inner) == 1 else hole(text(node))


def read_sum(node: Node, build: Build) -> Message:
    """`"..." + x + "..."`: text if any operand is, for a sum of two names may be of numbers and is
    one value.
    """
    operands: list[Node] = []
    current: Node | None = node
    while current is not None and current.type == node.type and _operator(current) == "+":
        right = current.child_by_field_name("right")
        if right is not None:
            operands.append(right)
        current = current.child_by_field_name("left")
    if current is not None:
        operands.append(current)
    parts = [build(operand) for operand in reversed(operands)]
    if all(part.text == HOLE for part in parts):
        return hole(text(node))
    return join(parts)


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return text(operator) if operator is not None else ""


def join(parts: Sequence[Message], separator: str = "") -> Message:
    """Return the parts one behind the other."""
    return Message(
        separator.join(p.text for p in parts), tuple(arg for p in parts for arg in p.args)
    )


_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|u\{([0-9a-fA-F]{1,6})\}|([0-7]{1,3})|N\{[^}\n]*\}|(\r?\n)|(.))",
    re.DOTALL,
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "f": " ", "v": " "}


def unescape(source: str) -> str:
    r"""Return a string literal's body with the escapes of Python, Go and JavaScript resolved (`\n`,
    `\x41`).
    """
    return _ESCAPE.sub(_unescaped, source) if "\\" in source else source


def _unescaped(match: re.Match[str]) -> str:
    x, u, big, braced, octal, newline, other = match.groups()
    if code := x or u or big or braced:
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "�"
    if octal:
        return chr(int(octal, 8))
    if newline or other is None:
        return ""
    return _SIMPLE.get(other, other)


_VERB = re.compile(
    r"%(?:%|(?:\((\w{1,80})\))?[#0\- +]{0,5}(?:\[\d{1,2}\])?(?:\d{1,5}|\*)?(?:\.(?:\d{1,5}|\*)?)?(?:[hlL])?([a-zA-Z]))"
)


def fill_percent(
    format_: Message, args: Sequence[str], named: Mapping[str, str] | None = None
) -> Message:
    """Return a message whose verbs (`%s`, `%-8.2f`, `%(name)s`, Go's `%+v`, `%[1]d`) are holes for
    `args`.

    Holes that the format string has already (an f-string given to a logger) keep their expressions.
    A verb without an argument is a hole for the verb itself.
    """
    given = iter(args)
    old = iter(format_.args)
    filled: list[str] = []

    def replace(match: re.Match[str]) -> str:
        whole = match.group()
        if whole == HOLE:
            filled.append(next(old, ""))
        elif whole == "%%":
            return "%"
        elif match.group(1) is not None:
            filled.append((named or {}).get(match.group(1), match.group(1)))
        else:
            filled.append(next(given, whole))
        return HOLE

    return Message(_VERB_OR_HOLE.sub(replace, format_.text), tuple(shorten(arg) for arg in filled))


_VERB_OR_HOLE = re.compile(f"{_VERB.pattern}|{HOLE}")
_FIELD = re.compile(
    r"\{\{|\}\}|" + HOLE + r"|\{([\w.\[\]'\"-]{0,80})(?:![rsa])?(?::[^{}\n]{0,40})?\}"
)


def fill_braces(
    format_: Message, args: Sequence[str], named: Mapping[str, str] | None = None
) -> Message:
    """Return a message whose replacement fields (`{}`, `{0}`, `{name!r:>8}`) are holes for `args`
    and `named`.
    """
    names = named or {}
    given = iter(args)
    old = iter(format_.args)
    filled: list[str] = []

    def replace(match: re.Match[str]) -> str:
        whole, field = match.group(), match.group(1)
        if whole in ("{{", "}}"):
            return whole[0]
        if whole == HOLE:
            filled.append(next(old, ""))
        elif not field:
            filled.append(next(given, whole))
        elif field.isdecimal():
            filled.append(args[int(field)] if int(field) < len(args) else whole)
        else:
            filled.append(names.get(field, field))
        return HOLE

    return Message(_FIELD.sub(replace, format_.text), tuple(shorten(arg) for arg in filled))
