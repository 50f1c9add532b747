"""Statements of TypeScript that make an error, or show the text of one to a user.

Not here: log statements (`logs.py`) and which names make an error (`extract/error_calls.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.error_calls import (
    MESSAGE_NAMES,
    code_before,
    first_sentence,
    is_sentence,
    makes_error,
)
from ctxkit.extract.literals import MessageText, shorten
from ctxkit.extract.treesitter import (
    QueryMatch,
    end_line_of,
    fields,
    line_of,
    text,
    without_comments,
)
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.text import message_of
from ctxkit.model import Fact, Raise

_NOTIFICATION = re.compile(r"([nN]otify|[tT]oast(\.add)?)$")
_NOTIFICATION_FIELDS = ("message", "title", "description")
_BODY = re.compile(r"(^|\.)(json|stringify)$")
_BODY_FIELDS = ("error", "message", "detail")
_ERROR_FIELDS = (*MESSAGE_NAMES, "hint")
_CODE_CONSTANT = re.compile(r"(?i:code)\w{0,20}\.(\w{1,80})$")
_SHOWN = re.compile(
    r"(^|\.)reject$|[tT]oast\.(error|warning)$|^setError$|[nN]otify\.(error|warning)$"
)
"""Functions whose argument is the text of an error, even if it is a single word."""


def raises(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the errors of a file whose text the source knows, at least in part."""
    known: set[tuple[int, str]] = set()
    for match in matches:
        line, code = line_of(match.node("statement")), _code(match)
        for message in _messages(match):
            # `throw newError("...")` is thrown, and is a call that makes an error.
            if not message.has_letters or (line, message.text) in known:
                continue
            known.add((line, message.text))
            yield Raise(
                name=shorten(match.text("name") or "throw"),
                line=line,
                end_line=end_line_of(match.node("statement")),
                symbol=file.at(line),
                template=message.template,
                args=message.args,
                code=code,
            )


def _messages(match: QueryMatch) -> Iterator[MessageText]:
    if "message" in match:
        yield message_of(match.node("message"))
        return
    name = match.text("name")
    arguments = without_comments(match.node("arguments"))
    if _NOTIFICATION.search(name):
        yield from _fields_of(arguments[:1], _NOTIFICATION_FIELDS)
        return
    if _BODY.search(name):
        yield from (each for each in _fields_of(arguments, _BODY_FIELDS) if is_sentence(each))
        return
    settings = match.pattern.settings
    is_made = "made" in settings or bool(_SHOWN.search(name))
    if is_made or "thrown" in settings or makes_error(name):
        yield from _positional(arguments, needs_sentence=not is_made)
        yield from _fields_of(arguments, _ERROR_FIELDS)


def _positional(arguments: list[Node], *, needs_sentence: bool) -> Iterator[MessageText]:
    """Yield the text among the arguments: the first sentence, else the first argument."""
    messages = [message_of(each) for each in arguments]
    position = first_sentence(messages)
    if position is not None:
        yield messages[position]
    elif messages and not needs_sentence:
        yield messages[0]


def _fields_of(arguments: list[Node], names: tuple[str, ...]) -> Iterator[MessageText]:
    """Yield the texts in the fields `names` of the arguments that are objects."""
    for argument in arguments:
        for name, value in _pairs(argument):
            if name in names:
                yield message_of(value)


def _pairs(argument: Node) -> Iterator[tuple[str, Node]]:
    for pair in argument.named_children if argument.type == "object" else []:
        if parts := fields(pair, "key", "value"):
            yield text(parts[0]), parts[1]


def _code(match: QueryMatch) -> str:
    """Return the code of an error as its statement gives it: `ErrorCode.NotFound`, `'not_found'`,
    of `(code, text)` or `{ code, message }`; an empty string if it gives none.
    """
    arguments = [] if "message" in match else without_comments(match.node("arguments"))
    given = [value for each in arguments for name, value in _pairs(each) if name == "code"]
    for node in given + arguments:
        constant = _CODE_CONSTANT.search(text(node)) if node.type == "member_expression" else None
        if constant:
            return constant[1]
    messages = [message_of(each) for each in (*given, *arguments)]
    return code_before(messages, first_sentence(messages) or len(given))
