"""The shape of an unmatched message: its words, with placeholders for what varies.

Not here: how many shapes are kept (`tally.py`).
"""

from __future__ import annotations

from functools import lru_cache

from ctxkit.regex import regex

MAX_MESSAGE_BYTES = 1_000
"""Bytes of a message that make its shape."""

MAX_SHAPE_BYTES = 200
MAX_PATH_PARTS = 20
MIN_ID_DIGITS = 3
"""Digits that make a part of a path an id, not a version such as `v1`."""

_QUOTED = regex(rb"\"[^\"]{0,400}\"")
_SINGLE_QUOTED = regex(rb"(?<![\w])'[^']{1,200}'(?!\w)")
_URL = regex(rb"[a-z]{2,12}://[^\s\"'<>,;)]{1,600}")
_PATH = regex(rb"(?<![\w<>.])\.{0,2}/[\w.@%+~:-]{1,200}(?:/[\w.@%+~:-]{0,200}){1,40}")
_WITH_DIGITS = regex(rb"[A-Za-z_]{0,40}\d[\w-]{0,200}(?:[.:,]\d[\w-]{0,200}){0,12}")
_ONE_DIGIT = bytes.maketrans(b"0123456789", b"0" * 10)
_FLASK = b"Exception on /"


def shape_of(message: bytes) -> bytes:
    """Return the shape: `<n>` for numbers, hashes and names with digits, `<s>` for quoted text,
    `<url>`, `<path>`.
    """
    # Which digits there are does not matter, so lines of one kind often ask for the same shape.
    return _shape(message[:MAX_MESSAGE_BYTES].translate(_ONE_DIGIT))


@lru_cache(maxsize=4_096)
def _shape(text: bytes) -> bytes:
    if b'"' in text:
        text = _QUOTED.sub(b'"<s>"', text)
    if b"'" in text:
        text = _SINGLE_QUOTED.sub(b"'<s>'", text)
    if b"://" in text:
        text = _URL.sub(b"<url>", text)
    if b"/" in text:
        text = _PATH.sub(b"<path>", text)
    words = [word if word.isalpha() else _WITH_DIGITS.sub(b"<n>", word) for word in text.split()]
    return b" ".join(words)[:MAX_SHAPE_BYTES]


def message_shape(message: bytes) -> bytes:
    """Return the shape of a message; Flask's `Exception on /path [METHOD]` keeps its route."""
    if not message.startswith(_FLASK):
        return shape_of(message)
    path, space, method = message[len(_FLASK) : MAX_MESSAGE_BYTES].partition(b" ")
    return b"Exception on" + request_shape(b" /" + path) + space + method[:20]


def request_shape(request: bytes) -> bytes:
    """Return the shape of `METHOD path status`: the path without its query, `<n>` for its ids."""
    method, _, rest = request.partition(b" /")
    if not rest:
        return shape_of(request)
    path, space, status = rest.partition(b" ")
    parts = path.partition(b"?")[0].split(b"/")[:MAX_PATH_PARTS]
    shape = b"/".join([b"<n>" if _is_id(part) else part for part in parts])
    return (method + b" /" + shape + space + status)[:MAX_SHAPE_BYTES]


def _is_id(part: bytes) -> bool:
    digits = sum(48 <= character <= 57 for character in part[:100])
    return digits >= MIN_ID_DIGITS or part.isdigit()
