"""Calls that make an error, in every language: by the name that is called, and which of the
arguments is the text.

What a name does is only known where it is defined, which is mostly another file. So its words
decide, together with a sentence among its arguments: `newError(code, "no such app")`,
`writeError(w, 401, "unauthorized", "no bearer token")`. Not here: how arguments become text
(`literals.py`) and which calls a language's queries capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ctxkit.extract.literals import MessageText
from ctxkit.model import HOLE
from ctxkit.text.words import name_words

MESSAGE_NAMES = (
    "description",
    "message",
    "msg",
    "detail",
    "error",
    "error_message",
    "errorMessage",
    "reason",
    "text",
)
"""Names of parameters, and of fields, that hold the text of an error; the best first."""

_ERROR_WORDS = frozenset(
    (
        *("error", "errors", "err", "exception", "failure", "fault", "panic", "fatal"),
        *("fail", "abort", "die", "reject", "throw", "raise", "bail"),
    )
)
_OTHER_VERBS = frozenset(
    (
        *("is", "has", "get", "use", "handle", "check", "parse", "catch", "log", "map", "find"),
        *("count", "expect", "assert", "ignore", "clear", "should", "list", "with", "on"),
    )
)
"""With these a function asks for errors, or answers one: `handle_error(response, "merge a pull")`.
"""
_LOG_METHODS = ("error", "exception", "fatal", "panic")
"""Methods of loggers, whose statements are facts of their own."""
_ONE_WORD = re.compile(r"[\w.:/-]*", re.ASCII)
_CODE = re.compile(r"[a-z][a-z0-9]{1,60}(?:[_.-][a-z0-9]{1,60}){0,12}")


def makes_error(name: str) -> bool:
    """Return whether a function or class of this name makes an error or shows one: `newError`,
    `ctx.fail`, `_validation_error`.
    """
    owner, _, own_name = name.rpartition(".")
    if owner and own_name in _LOG_METHODS:
        return False
    words = name_words(own_name)
    if not words or words[0] in _OTHER_VERBS:
        return False
    return not _ERROR_WORDS.isdisjoint(words)


def is_sentence(message: MessageText) -> bool:
    """Return whether a text has words for people, and is no code as programs compare it."""
    return message.has_letters and not _ONE_WORD.fullmatch(message.text.replace(HOLE, ""))


def first_sentence(messages: Sequence[MessageText]) -> int | None:
    """Return the position of the first of a call's arguments that is a sentence, None if none is:
    `(401, "unauthorized", "Missing bearer token")` is 2.
    """
    positions: Iterable[int] = range(len(messages))
    return next((position for position in positions if is_sentence(messages[position])), None)


def code_before(messages: Sequence[MessageText], position: int | None) -> str:
    """Return the code of an error that precedes its text among the arguments of a call, or an empty
    string: `unauthorized` of `(401, "unauthorized", "Missing bearer token")`.
    """
    texts = (message.text for message in messages[: position or 0] if message.is_literal)
    return next((text for text in texts if _CODE.fullmatch(text)), "")
