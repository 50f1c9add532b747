"""Messages that somebody quotes in a sentence of their own (`it only says “Failed to create
app.”`).

Not here: messages that a program wraps in its own (`inner_texts.py`).
"""

from __future__ import annotations

from ctxkit.logline import Event
from ctxkit.regex import regex

_MAX_PIECES = 4
_MAX_MESSAGE_CHARS = 4_000
_QUOTE_CHARS = 4  # by which the text must be longer than a piece: quotes and a word around it
_MARKS = regex(
    r"“([^“”\n]{3,300})”|「([^「」\n]{3,300})」|『([^『』\n]{3,300})』|`([^`\n]{3,300})`"
    r"|(?<![\w\\])\"([^\"\n]{3,300})\"(?![\w:])|(?<!\w)'([^'\n]{8,300})'(?!\w)"
)
_DENSE = "\u2e80"  # from here on letters are of scripts that write no blanks between words
_MIN_DENSE_LETTERS = 4
_MIN_WORDS = 2


def quoted_pieces(event: Event) -> list[str]:
    """Return the messages of several words that a text without any logger's prefix quotes."""
    message = event.line.message[:_MAX_MESSAGE_CHARS]
    if event.line.log_format.known or event.frames:
        return []
    if message.lstrip().startswith(("{", "[")):  # in JSON quotes are no quotations
        return []
    longest = len(message) - _QUOTE_CHARS
    return [piece for piece in quotations(message) if len(piece) < longest][:_MAX_PIECES]


def quotations(text: str) -> list[str]:
    """Return the messages of several words that stand in quotes in a text."""
    pieces = (next(filter(None, found.groups())) for found in _MARKS.finditer(text))
    return [piece for piece in dict.fromkeys(pieces) if _is_message(piece)]


def _is_message(piece: str) -> bool:
    dense = sum(letter >= _DENSE and letter.isalnum() for letter in piece)
    words = sum(word[:1].isalpha() for word in piece.split())
    return dense >= _MIN_DENSE_LETTERS or words >= _MIN_WORDS
