"""The actions of chart templates (`{{ ... }}`): their places, and their expressions as trees.

A template is not YAML until it is rendered, so its actions are read first. Not here: what an
expression refers to (`evaluate.py`) and the text around it (`text.py`).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from msgspec import Struct, field

_MAX_DEPTH = 50  # parentheses inside each other

_OPENING = re.compile(r"\{\{-?(?=\s*(?P<comment>/\*)?)")
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*')
    |(?P<variable>\$\w*(?:\.\w+)*)
    |(?P<field>(?:\.\w+)+|\.)
    |(?P<close>-?\}\})
    |(?P<mark>:=|[=|(),])
    |(?P<word>[\w+-][\w+.-]*)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED_BY_LETTER = {"n": "\n", "t": "\t", "r": "\r"}


class Token(NamedTuple):
    """A word of an action; `start` is its offset in the file."""

    kind: str
    text: str
    start: int


class Action(NamedTuple):
    """An action from `start` to `end` (offsets in the file); a comment has no tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...]


class Operand(Struct, kw_only=True):
    """One word of a command.

    `fields` are the names after its dots, also those after a closing parenthesis.
    """

    kind: Literal["field", "variable", "string", "word", "paren"]
    text: str
    start: int
    fields: tuple[str, ...] = ()
    inner: Pipeline | None = None


class Pipeline(Struct, kw_only=True):
    """`command | command`, each a list of operands."""

    commands: list[list[Operand]] = field(default_factory=lambda: [[]])


def actions(text: str) -> list[Action]:
    """Return the actions of a template in order, up to the first that is never closed."""
    found: list[Action] = []
    start = text.find("{{")
    while start >= 0:
        action = _action(text, start)
        if action is None:
            break
        found.append(action)
        start = text.find("{{", action.end)
    return found


def _action(text: str, start: int) -> Action | None:
    """Return the action that opens at `start`, None if it is never closed."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None
    if not opening["comment"]:
        return _tokenized(text, start, opening.end())
    end_of_text = text.find("*/", opening.end("comment"))
    if end_of_text < 0:
        return None
    end = text.find("}}", end_of_text)
    return Action(start, end + len("}}"), ()) if end >= 0 else None


def _tokenized(text: str, start: int, position: int) -> Action | None:
    tokens: list[Token] = []
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            position = _after_invalid(text, position)
            continue
        if match.lastgroup == "close":
            return Action(start, match.end(), tuple(tokens))
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup or "", match[0], position))
        position = match.end()
    return None


def _after_invalid(text: str, position: int) -> int:
    """Return where to go on after a character that begins no token."""
    if text[position] not in "\"'`":
        return position + 1
    # A string that is never closed: the rest of its line is lost, or one could be tried from each
    # quote in it.
    end_of_line = text.find("\n", position)
    return len(text) if end_of_line < 0 else end_of_line + 1


def parse(tokens: tuple[Token, ...]) -> Pipeline:
    """Return the expression that `tokens` make.

    Never raises: of what is not an expression, as much as can be read.
    """
    parser = _Parser()
    for token in tokens:
        if token.kind == "mark":
            parser.add_mark(token)
        else:
            parser.add_operand(token)
    return parser.result


class _Parser:
    """The expression that is being read, and the parentheses that are open in it."""

    def __init__(self) -> None:
        self.result = Pipeline()
        self._open = [self.result]
        self._too_deep = 0
        self._end_of_parentheses = -1

    @property
    def _command(self) -> list[Operand]:
        return self._open[-1].commands[-1]

    def add_mark(self, token: Token) -> None:
        """Read a parenthesis or pipe; of other marks none changes the meaning."""
        if token.text == "(":
            self._open_parenthesis(token)
        elif token.text == ")":
            self._close_parenthesis(token)
        elif token.text == "|":
            self._open[-1].commands.append([])

    def _open_parenthesis(self, token: Token) -> None:
        if len(self._open) == _MAX_DEPTH:
            self._too_deep += 1
            return
        inner = Pipeline()
        self._command.append(Operand(kind="paren", text="", start=token.start, inner=inner))
        self._open.append(inner)

    def _close_parenthesis(self, token: Token) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif len(self._open) > 1:
            self._open.pop()
            self._end_of_parentheses = token.start + 1

    def add_operand(self, token: Token) -> None:
        """Read an operand, or the field of the parentheses that end right before it."""
        if token.kind == "field" and token.start == self._end_of_parentheses:
            # (index .Values "a").b
            self._command[-1].fields = _fields(token.text)
        else:
            self._command.append(_operand(token))


def _operand(token: Token) -> Operand:
    kind, text, start = token
    if kind == "variable":
        name, _, rest = text.partition(".")
        return Operand(kind="variable", text=name, start=start, fields=_fields(rest))
    if kind == "field":
        return Operand(kind="field", text=text, start=start, fields=_fields(text))
    if kind == "string":
        return Operand(kind="string", text=_string_value(text), start=start)
    return Operand(kind="word", text=text, start=start)


def _string_value(source: str) -> str:
    body = source[1:-1]
    if source.startswith("`"):
        return body
    return _ESCAPE.sub(lambda match: _ESCAPED_BY_LETTER.get(match[1], match[1]), body)


def _fields(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(".") if part)
