"""The statement whose message is inside that of another: `failed to send: no route to host`.

Not here: how `locate` confirms it (`inner_messages.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.statement_texts import StatementText, end_of_literals
from ctxkit.logline.log_format import SERIOUS_LEVELS
from ctxkit.regex import regex

MAX_INNER_BYTES = 2_000
MAX_LAYERS = 6
MIN_BLANKS = 2
"""Blanks in a value that is looked up: one or two words are no message."""

_ERROR_FIELD = regex(rb"[ ,{]\"?err(?:or)?\"?[=:] ?\"?")


def may_wrap(text: StatementText, context: LineContext) -> bool:
    """Return whether the messages of a statement may end in the message of a cause."""
    if context.level not in SERIOUS_LEVELS:
        return False
    # Go passes the error on in a field of its own.
    return _ends_in_value(text) or context.language == "go"


def _ends_in_value(text: StatementText) -> bool:
    return text.open and not text.last


def inner_statement(
    matcher: Matcher, text: StatementText, message: bytes, start: int, raw: bytes
) -> int | None:
    """Return the statement whose text is innermost in the value that ends a message, or in the
    error field of its line.

    The message begins at `start`.
    """
    field = _ERROR_FIELD.search(raw) if b"err" in raw else None
    if field:
        message, place = raw, field.end()
    elif _ends_in_value(text):
        place = end_of_literals(text, message, start)
    else:
        return None
    if place < 0 or message.count(b" ", place, place + MAX_INNER_BYTES) < MIN_BLANKS:
        return None
    inner = None
    for _ in range(MAX_LAYERS):
        number = matcher.match(message[place : place + MAX_INNER_BYTES].strip())
        if number >= 0 and matcher.text_of[number] is not text:
            inner = number
        colon = message.find(b": ", place, place + MAX_INNER_BYTES)
        if colon < 0:
            break
        place = colon + 2
    return inner
