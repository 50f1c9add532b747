"""Message literals of every language in one form: text with holes, built as the source does.

A language has a table of readers, one for each type of node that makes text (`string`,
`binary_expression`, `call`); `build` walks an expression with it, and a node of any other type is a
hole. Format strings are filled here (`fill_percent` for Python's and Go's verbs, `fill_braces` for
str.format). Not here: which statements contain messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.treesitter import text, without_comments
from ctxkit.model import HOLE
from ctxkit.text.template import fold_space

MAX_ARG_CHARS = 120
"""Of an argument's source: enough to recognize it, and a lambda of fifty lines is not a name."""

_MAX_DEPTH = 100


class MessageText(Struct, frozen=True):
    """Text with HOLE for each value, white space as written, and the expressions that fill the
    holes, in order.
    """

    text: str
    args: tuple[str, ...] = ()

    @property
    def is_literal(self) -> bool:
        """Whether the whole text is known from the source."""
        return not self.args

    @property
    def has_letters(self) -> bool:
        """Whether any letter is known from the source."""
        return any(c.isalpha() for c in self.text.replace(HOLE, ""))

    @property
    def template(self) -> str:
        """The text with white space folded, as facts contain it."""
        return fold_space(self.text)

    def __add__(self, other: MessageText) -> MessageText:
        return MessageText(self.text + other.text, self.args + other.args)


EMPTY = MessageText("")

Build = Callable[[Node], MessageText]
Reader = Callable[[Node, Build], MessageText]
Readers = Mapping[str, Reader]
"""By type of node: how to read it, given `build` for the expressions inside it."""


def literal(value: str) -> MessageText:
    """Return a message that is all text."""
    return MessageText(value.replace(HOLE, " "))


def hole(expression: str) -> MessageText:
    """Return a message that is one value, named by its source text."""
    return MessageText(HOLE, (shorten(expression),))


def shorten(expression: str) -> str:
    """Return the source of an expression on one line, cut at MAX_ARG_CHARS."""
    folded = fold_space(expression[: MAX_ARG_CHARS * 4]).replace(HOLE, " ")
    if len(folded) <= MAX_ARG_CHARS:
        return folded
    return folded[: MAX_ARG_CHARS - 1] + "…"


def build(node: Node, readers: Readers) -> MessageText:
    """Return the message that an expression makes."""
    return _build(node, readers, 0)


def _build(node: Node, readers: Readers, depth: int) -> MessageText:
    reader = readers.get(node.type)
    if reader is None or depth > _MAX_DEPTH:
        return hole(text(node))
    return reader(node, lambda inner: _build(inner, readers, depth + 1))


def read_parenthesized(node: Node, build: Build) -> MessageText:
    """`("..." "...")`."""
    inner = without_comments(node)
    return build(inner[0]) if len(inner) == 1 else hole(text(node))


def read_binary(node: Node, build: Build) -> MessageText:
    """`"..." + x`; any other operation is one value."""
    if _operator(node) == "+":
        return read_sum(node, build)
    return hole(text(node))


def read_sum(node: Node, build: Build) -> MessageText:
    """`"..." + x + "..."`; without any text it may be a sum of numbers, and is one value."""
    operands: list[Node] = []
    current: Node | None = node
    # Down the left side without recursion: generated sums have thousands of operands.
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


def join(parts: Sequence[MessageText], separator: str = "") -> MessageText:
    """Return the parts one after the other."""
    return MessageText(
        separator.join(part.text for part in parts),
        tuple(arg for part in parts for arg in part.args),
    )


_ESCAPE = re.compile(
    r"\\(?:x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|U(?P<U>[0-9a-fA-F]{8})|u\{(?P<braced>[0-9a-fA-F]{1,6})\}"
    r"|(?P<octal>[0-7]{1,3})|N\{[^}\n]*\}|\r?\n|(?P<other>.))",
    re.DOTALL,
)
_ESCAPED_BY_LETTER = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "f": " ", "v": " "}


def unescape(source: str) -> str:
    r"""Return a string literal's body with the escapes of Python, Go and JavaScript resolved (`\n`,
    `\x41`).
    """
    return _ESCAPE.sub(_unescaped, source) if "\\" in source else source


def _unescaped(match: re.Match[str]) -> str:
    kind, digits = match.lastgroup, match[match.lastgroup or 0]
    if kind == "other":
        return _ESCAPED_BY_LETTER.get(digits, digits)
    if kind == "octal":
        return chr(int(digits, 8))
    if kind is None:  # an escaped line end, a named character
        return ""
    number = int(digits, 16)
    is_surrogate = 0xD800 <= number < 0xE000
    return "�" if is_surrogate or number >= 0x110000 else chr(number)


_VERB = (
    r"%(?:%|(?:\((?P<name>\w{1,80})\))?[#0\- +]{0,5}(?:\[\d{1,2}\])?(?:\d{1,5}|\*)?"
    r"(?:\.(?:\d{1,5}|\*)?)?(?:[hlL])?[a-zA-Z])"
)
_VERB_OR_HOLE = re.compile(f"{_VERB}|{HOLE}")
_FIELD_OR_HOLE = re.compile(
    r"\{\{|\}\}|" + HOLE + r"|\{(?P<field>[\w.\[\]'\"-]{0,80})(?:![rsa])?(?::[^{}\n]{0,40})?\}"
)


def fill_percent(
    format_: MessageText, args: Sequence[str], named: Mapping[str, str] | None = None
) -> MessageText:
    """Return a message whose verbs (`%s`, `%-8.2f`, `%(name)s`, Go's `%+v`, `%[1]d`) are holes for
    `args`.

    Holes that the format string has already (an f-string given to a logger) keep their expressions.
    A verb without an argument is a hole for the verb itself.
    """
    names = named or {}
    unused = iter(args)
    kept = iter(format_.args)
    filled: list[str] = []

    def replace(match: re.Match[str]) -> str:
        verb, name = match[0], match["name"]
        if verb == "%%":
            return "%"
        if verb == HOLE:
            filled.append(next(kept, ""))
        elif name is not None:
            filled.append(names.get(name, name))
        else:
            filled.append(next(unused, verb))
        return HOLE

    filled_text = _VERB_OR_HOLE.sub(replace, format_.text)
    return MessageText(filled_text, tuple(shorten(arg) for arg in filled))


def fill_braces(
    format_: MessageText, args: Sequence[str], named: Mapping[str, str] | None = None
) -> MessageText:
    """Return a message whose replacement fields (`{}`, `{0}`, `{name!r:>8}`) are holes for `args`
    and `named`.
    """
    names = named or {}
    unused = iter(args)
    kept = iter(format_.args)
    filled: list[str] = []

    def replace(match: re.Match[str]) -> str:
        whole, field = match[0], match["field"]
        if whole in ("{{", "}}"):
            return whole[0]
        if whole == HOLE:
            filled.append(next(kept, ""))
        elif not field:
            filled.append(next(unused, whole))
        elif field.isdecimal() and int(field) < len(args):
            filled.append(args[int(field)])
        elif field.isdecimal():
            filled.append(whole)
        else:
            filled.append(names.get(field, field))
        return HOLE

    filled_text = _FIELD_OR_HOLE.sub(replace, format_.text)
    return MessageText(filled_text, tuple(shorten(arg) for arg in filled))
