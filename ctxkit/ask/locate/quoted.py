"""Messages that somebody quotes in a sentence of their own (`it only says “Failed to create
app.”`).

Not here: messages that a program wraps in its own (`messages.py`).
"""

from __future__ import annotations

from ctxkit.logline import Event
from ctxkit.logline.patterns import LazyPattern

_MOST = 4
_LONGEST = 4_000
_MARKS = LazyPattern(
    r"“([^“”\n]{3,300})”|「([^「」\n]{3,300})」|『([^『』\n]{3,300})』|`([^`\n]{3,300})`|(?<![\w\\])\"([^\"\n]{3,300})\"(?![\w:])"
    r"|(?<!\w)'([^'\n]{8,300})'(?!\w)"
)
_DENSE = "\u2e80"  # from here on letters are of scripts that write no blanks between words
_FEWEST_DENSE = 4


def quoted_pieces(event: Event) -> list[str]:
    """Return the messages that a text without any logger's prefix quotes: several words each, not
    the whole text.
    """
    message = event.line.message[:_LONGEST]
    if (
        event.line.log_format.known
        or event.line.file
        or event.frames
        or message.lstrip()[:1] in "{["
    ):
        return []
    pieces = (next(filter(None, found.groups())) for found in _MARKS.finditer(message))
    return [
        piece for piece in dict.fromkeys(pieces) if _says(piece) and len(piece) + 4 < len(message)
    ][:_MOST]


def _says(piece: str) -> bool:
    dense = sum(letter >= _DENSE and letter.isalnum() for letter in piece)
    return dense >= _FEWEST_DENSE or sum(word[:1].isalpha() for word in piece.split()) > 1
