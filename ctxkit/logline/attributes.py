"""slog's text form: `message key=value key="a b"`. Not here: attributes in JSON (`record.py`)."""

from __future__ import annotations

from ctxkit.logline.jsonline import unescape
from ctxkit.regex import regex

_ATTRIBUTE = regex(r'(?:^|\s)([A-Za-z_!][\w.!-]{0,60})=("[^"\\]*(?:\\.[^"\\]*)*"|\S*)')


def split_attributes(message: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the text before the first attribute, and the attributes."""
    found = list(_ATTRIBUTE.finditer(message))
    if not found:
        return message, ()
    attributes = tuple((match[1], _value(match[2])) for match in found)
    return message[: found[0].start()].strip(), attributes


def _value(text: str) -> str:
    quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    return unescape(text[1:-1]) if quoted else text
