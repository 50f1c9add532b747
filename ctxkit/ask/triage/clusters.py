"""The shape of a message that no statement fits: its words, with placeholders for what varies from
line to line.

Not here: how many shapes are kept (`tally.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 1_000  # bytes of a message that make its shape
_SHOWN = 200
_QUOTED = re.compile(rb"\"[^\"]{0,400}\"")
_SINGLE = re.compile(rb"(?<![\w])'[^']{1,200}'(?!\w)")
_URL = re.compile(rb"[a-z]{2,12}://[^\s\"'<>,;)]{1,600}")
_PATH = re.compile(rb"(?<![\w<>.])\.{0,2}/[\w.@%+~:-]{1,200}(?:/[\w.@%+~:-]{0,200}){1,40}")
_NUMBERED = re.compile(rb"[A-Za-z_]{0,40}\d[\w-]{0,200}(?:[.:,]\d[\w-]{0,200}){0,12}")


_ONE_DIGIT = bytes.maketrans(b"0123456789", b"0" * 10)


def shape_of(message: bytes) -> bytes:
    """Return the shape: `<n>` for numbers, hashes and names with digits, `<s>` for quoted text,
    `<url>`, `<path>`.
    """
    # A shape does not depend on which digits there are, so that lines of one kind often ask for the
    # same.
    return _shape(message[:_LONGEST].translate(_ONE_DIGIT))


@lru_cache(maxsize=4_096)
def _shape(text: bytes) -> bytes:
    if b'"' in text:
        text = _QUOTED.sub(b'"<s>"', text)
    if b"'" in text:
        text = _SINGLE.sub(b"'<s>'", text)
    if b"/" in text:
        if b"://" in text:
            text = _URL.sub(b"<url>", text)
        text = _PATH.sub(b"<path>", text)
    return b" ".join(
        [word if word.isalpha() else _NUMBERED.sub(b"<n>", word) for word in text.split()]
    )[:_SHOWN]


def message_shape(message: bytes) -> bytes:
    """Return the shape of a message; of Flask's `Exception on /path [METHOD]` with the route in it."""
    if message.startswith(b"Exception on /"):
        path, space, method = message[14:_LONGEST].partition(b" ")
        return b"Exception on" + request_shape(b" /" + path) + space + method[:20]
    return shape_of(message)


def request_shape(request: bytes) -> bytes:
    """Return the shape of `METHOD path status`: the path without its query, its parts that hold
    digits as `<n>`.
    """
    head, _, rest = request.partition(b" /")
    if not rest:
        return shape_of(request)
    path, space, status = rest.partition(b" ")
    parts = [_part(part) for part in path.partition(b"?")[0].split(b"/")[:20]]
    return (head + b" /" + b"/".join(parts) + space + status)[:_SHOWN]


def _part(part: bytes) -> bytes:
    digits = sum(48 <= c <= 57 for c in part[:100])
    return b"<n>" if digits and (digits > 2 or part.isdigit()) else part
