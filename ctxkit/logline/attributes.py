"""slog's text form: `message key=value key="a b"`. Not here: attributes in JSON (`jsonline.py`)."""

from __future__ import annotations

from ctxkit.logline.jsonline import unescape
from ctxkit.logline.patterns import LazyPattern

_FIELD = LazyPattern(r'(?:^|\s)([A-Za-z_!][\w.!-]{0,60})=("[^"\\]*(?:\\.[^"\\]*)*"|\S*)')


def split_attributes(message: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the message and its attributes; what stands before the first `=` is taken for the
    message.
    """
    pairs = [(m[1], m[2], m.start()) for m in _FIELD.finditer(message)]
    fields = tuple(
        (k, unescape(v[1:-1]) if v[:1] == '"' and v[-1:] == '"' and len(v) > 1 else v)
        for k, v, _ in pairs
    )
    return (message[: pairs[0][2]].strip() if pairs else message), fields
