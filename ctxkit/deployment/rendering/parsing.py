"""A template of Go as a tree: text, expressions, blocks.

Not here: the tokens of its actions (`extract/helm/actions.py`), what they give (`engine.py`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from ctxkit.deployment.rendering.unknown import NotTold
from ctxkit.extract.helm.actions import Action, Pipeline, Token, actions, parse

BlockWord = Literal["if", "with", "range"]

_BLOCKS: dict[str, BlockWord] = {"if": "if", "with": "with", "range": "range"}
_SPACE = " \t\r\n"
_MAX_DEPTH = 60


class Text(Struct):
    text: str


class Output(Struct):
    """`{{ pipeline }}`; with `names` it sets variables and gives no text, with `:=` new ones."""

    pipeline: Pipeline
    names: tuple[str, ...] = ()
    is_new: bool = False


class NamedTemplate(Struct):
    """`{{ template "name" pipeline }}`."""

    name: str
    pipeline: Pipeline


class Block(Struct):
    """`if`, `with` or `range` with its branches."""

    word: BlockWord
    names: tuple[str, ...]
    pipeline: Pipeline
    body: list[TemplateNode] = field(default_factory=list)
    otherwise: list[TemplateNode] = field(default_factory=list)


TemplateNode = Text | Output | NamedTemplate | Block


class Parsed(Struct):
    """A template, and those that it defines."""

    body: list[TemplateNode] = field(default_factory=list)
    defined: dict[str, list[TemplateNode]] = field(default_factory=dict)


class _Open(Struct):
    """What is not closed: where its nodes go, and its block, None of a `define`."""

    nodes: list[TemplateNode]
    block: Block | None = None


def parsed(text: str) -> Parsed:
    """Return a template as a tree. Raise NotTold if it is not one."""
    whole = Parsed()
    stack = [_Open(nodes=whole.body)]
    position, trims = 0, False
    for action in actions(text):
        piece = text[position : action.start]
        piece = piece.lstrip(_SPACE) if trims else piece
        if _trims_before(text, action):
            piece = piece.rstrip(_SPACE)
        if piece:
            stack[-1].nodes.append(Text(piece))
        position, trims = action.end, text[: action.end].endswith("-}}")
        if action.tokens:
            _add(whole, stack, action.tokens)
    rest = text[position:]
    if "{{" in rest or len(stack) != 1:
        raise NotTold("a block that is never closed")
    stack[-1].nodes.append(Text(rest.lstrip(_SPACE) if trims else rest))
    return whole


def _trims_before(text: str, action: Action) -> bool:
    start = action.start + len("{{")
    return text[start : start + 1] == "-" and text[start + 1 : start + 2] in (*_SPACE, "/")


def _add(whole: Parsed, stack: list[_Open], tokens: tuple[Token, ...]) -> None:
    word, rest = tokens[0].text, tokens[1:]
    if len(stack) > _MAX_DEPTH:
        raise NotTold("blocks inside each other")
    if word in ("define", "block"):
        if word == "block":  # it is used where it stands
            stack[-1].nodes.append(NamedTemplate(_name(rest), parse(rest[1:])))
        nodes = whole.defined[_name(rest)] = []
        stack.append(_Open(nodes=nodes))
    elif word in _BLOCKS:
        _open(stack, _BLOCKS[word], rest)
    elif word == "else":
        _else(stack, rest)
    elif word == "end":
        _close(stack)
    elif word == "template":
        stack[-1].nodes.append(NamedTemplate(_name(rest), parse(rest[1:])))
    elif word in ("break", "continue"):
        raise NotTold(word)
    else:
        names, expression, is_new = _assigned(tokens)
        stack[-1].nodes.append(Output(parse(expression), names, is_new))


def _name(tokens: tuple[Token, ...]) -> str:
    if not tokens or tokens[0].kind != "string":
        raise NotTold("a template without a name")
    return tokens[0].text[1:-1]


def _open(stack: list[_Open], word: BlockWord, tokens: tuple[Token, ...]) -> None:
    names, expression, _ = _assigned(tokens)
    block = Block(word, names, parse(expression))
    stack[-1].nodes.append(block)
    stack.append(_Open(nodes=block.body, block=block))


def _else(stack: list[_Open], tokens: tuple[Token, ...]) -> None:
    block = stack.pop().block
    if block is None:
        raise NotTold("an else without an if")
    if not tokens:
        stack.append(_Open(nodes=block.otherwise, block=block))
        return
    word = tokens[0].text
    if word not in ("if", "with"):
        raise NotTold(f"else {word}")
    names, expression, _ = _assigned(tokens[1:])
    inner = Block(_BLOCKS[word], names, parse(expression))
    block.otherwise.append(inner)
    stack.append(_Open(nodes=inner.body, block=inner))  # both end at the same `end`


def _close(stack: list[_Open]) -> None:
    if len(stack) == 1:
        raise NotTold("an end without a block")
    stack.pop()


def _assigned(tokens: tuple[Token, ...]) -> tuple[tuple[str, ...], tuple[Token, ...], bool]:
    """Return the variables that `$a, $b := x` sets, its expression, and whether they are new."""
    for number, token in enumerate(tokens[:4]):
        if token.kind == "mark" and token.text in (":=", "="):
            names = tuple(each.text for each in tokens[:number] if each.kind == "variable")
            return names, tokens[number + 1 :], token.text == ":="
        if token.kind not in ("variable", "mark"):
            break
    return (), tokens, False
