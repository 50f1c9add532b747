"""The actions of chart templates (`{{ ... }}`): where they stand, and their expressions as trees.

A template is not YAML until it is rendered, so its actions are read first. Not here: what an
expression refers to (`scope.py`) and the text around it (`text.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

_DEEPEST = 50  # parentheses inside each other

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


@dataclass(slots=True, kw_only=True)
class Operand:
    """One word of a command.

    `fields` are the names behind its dots, also those behind a closing parenthesis.
    """

    kind: Literal["field", "variable", "string", "word", "paren"]
    text: str
    start: int
    fields: tuple[str, ...] = ()
    inner: Pipeline | None = None


@dataclass(slots=True, kw_only=True)
class Pipeline:
    """`command | command`, each a list of operands."""

    commands: list[list[Operand]] = field(default_factory=lambda: [[]])


def actions(text: str) -> list[Action]:
    """Return the actions of a template in order. What follows one that is never closed is none."""
    found: list[Action] = []
    start = text.find("{{")
    while start >= 0:
        inside = start + 2 + text.startswith("-", start + 2)
        comment = inside
        while text[comment : comment + 1].isspace():
            comment += 1
        if text.startswith("/*", comment):
            closed = text.find("*/", comment + 2)
            end = text.find("}}", closed) if closed >= 0 else -1
            if end < 0:
                break
            found.append(Action(start, end + 2, ()))
        else:
            tokens, end = _tokens(text, inside)
            if end < 0:
                break
            found.append(Action(start, end, tuple(tokens)))
        start = text.find("{{", found[-1].end)
    return found


def _tokens(text: str, at: int) -> tuple[list[Token], int]:
    tokens: list[Token] = []
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            # A string that is never closed: the rest of its line is lost, or one could be tried
            # from each quote in it.
            end_of_line = text.find("\n", at) if text[at] in "\"'`" else at
            at = len(text) if end_of_line < 0 else end_of_line + 1
            continue
        if match.lastgroup == "close":
            return tokens, match.end()
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup or "", match[0], at))
        at = match.end()
    return tokens, -1


def parse(tokens: tuple[Token, ...]) -> Pipeline:
    """Return the expression that `tokens` make.

    Never raises: what is no expression gives what can be read of it.
    """
    outer = Pipeline()
    open_: list[Pipeline] = [outer]
    too_deep = 0
    end_of_paren = -1
    for kind, text, start in tokens:
        top = open_[-1]
        if text == "(":
            if len(open_) == _DEEPEST:
                too_deep += 1
                continue
            inner = Pipeline()
            top.commands[-1].append(Operand(kind="paren", text="", start=start, inner=inner))
            open_.append(inner)
        elif text == ")":
            if too_deep:
                too_deep -= 1
            elif len(open_) > 1:
                open_.pop()
                end_of_paren = start + 1
        elif text == "|":
            top.commands.append([])
        elif kind == "mark":
            continue
        elif kind == "field" and start == end_of_paren:  # (index .Values "a").b
            top.commands[-1][-1].fields = _fields(text)
        else:
            top.commands[-1].append(_operand(kind, text, start))
    return outer


def _operand(kind: str, text: str, start: int) -> Operand:
    if kind == "variable":
        name, _, rest = text.partition(".")
        return Operand(kind="variable", text=name, start=start, fields=_fields(rest))
    if kind == "field":
        return Operand(kind="field", text=text, start=start, fields=_fields(text))
    if kind == "string":
        inside = text[1:-1]
        value = (
            inside
            if text[0] == "`"
            else re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), inside)
        )
        return Operand(kind="string", text=value, start=start)
    return Operand(kind="word", text=text, start=start)


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def _fields(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(".") if part)
