"""The tokens of a line of YAML: keys, item marks, anchors and tags, comments.

Not here: the structure that they make (`yaml_lines.py`), the text of quoted scalars
(`yaml_scalars.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxkit.files.yaml_scalars import unescape

BLANKS = " \t"
_INSIDE = {
    '"': re.compile(r'[^"\\]*(?:\\.[^"\\]*)*'),
    "'": re.compile(r"[^']*(?:''[^']*)*"),
}
"""The text inside quotes on one line."""

_COMMENT = re.compile(r"[ \t]#")
_PROPERTY = re.compile(r"([&!])(\S*)\s*")
_NO_PLAIN_KEY = "[{|>@`#%,"
"""Characters that cannot begin an unquoted key."""


class Properties(NamedTuple):
    """The anchor and the tag of a value, and the rest of the line."""

    anchor: str
    tag: str
    rest: str


class Plain(NamedTuple):
    """A plain scalar on one line, and its trailing comment, None if there is none."""

    text: str
    comment: str | None


def is_marked(content: str, mark: str) -> bool:
    """Return whether `content` begins with a mark (`-`, `?`, `:`) and a blank."""
    return content[0] == mark and content[1:2] in ("", " ", "\t")


def key_end(content: str) -> int | None:
    """Return the index of the colon after the key that `content` begins with, None if it begins
    with none.
    """
    if content[0] in "\"'":
        return _quoted_key_end(content)
    if content[0] in _NO_PLAIN_KEY:
        return None
    end = content.find(":")
    while end >= 0 and content[end + 1 : end + 2] not in ("", " ", "\t"):
        end = content.find(":", end + 1)
    if end <= 0 or content.find(" #", 0, end) >= 0:
        return None
    return end


def _quoted_key_end(content: str) -> int | None:
    quote = content[0]
    end = inside_end(quote, content, 1)
    if content[end : end + 1] != quote:
        return None
    end += 1
    while content[end : end + 1] in (" ", "\t"):
        end += 1
    return end if is_marked(content[end:] or "#", ":") else None


def inside_end(quote: str, text: str, start: int) -> int:
    """Return the end of the text inside quotes from `start` on, at the quote or the line end."""
    found = _INSIDE[quote].match(text, start)
    return found.end() if found else start


def key_text(raw: str) -> str:
    """Return a key without quotes, anchor and tag."""
    text = raw.strip(BLANKS)
    if text[:1] in ("&", "!"):
        text = properties(text).rest
    if text[:1] in ("'", '"'):
        return unescape([text[1:-1]], text[0])
    return text


def properties(rest: str) -> Properties:
    """Return the anchor and the tag at the start of `rest`, and the text after them."""
    anchor = tag = ""
    while rest and rest[0] in "&!" and (found := _PROPERTY.match(rest)):
        if found[1] == "&":
            anchor = found[2]
        else:
            tag = f"!{found[2]}"
        rest = rest[found.end() :]
    return Properties(anchor, tag, rest)


def plain_scalar_of(text: str) -> Plain:
    """Return the plain scalar at the start of `text`, and its trailing comment."""
    found = _COMMENT.search(text) if "#" in text else None
    if found is None:
        return Plain(text.rstrip(BLANKS), None)
    at = found.start()
    return Plain(text[:at].rstrip(BLANKS), text[at:].lstrip(BLANKS).lstrip("#").strip())
