"""Text as it was pasted -> text without what terminals, editors and Windows added to it.

Not here: what is around the lines (`wrappers.py`).
"""

from __future__ import annotations

from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

_WRITTEN_COLOUR = LazyPattern(
    r"(?:\\x1[bB]|\\u001[bB]|\\033|\\e|#033|\^\[|\u241b)\[(?:\d{1,2}(?:;\d{1,3}){0,4})?m|\[\d{1,2}(?:;\d{1,3}){0,4}m",
    hint="[0m|[m",
)
"""Colours whose escape character was lost or written out."""

_HTML_ENTITIES = ("&quot;", "&#39;", "&#34;", "&#x27;", "&nbsp;", "&amp;", "&lt;", "&gt;")
_ZERO_WIDTH = (0xFEFF, 0x200B, 0x200E, 0x200F)
_DROPPED_CONTROLS = (*range(9), 11, 12, *range(14, 32), 127)  # all but tab, newline and return
_TRANSLATED: dict[int, str | None] = {
    **dict.fromkeys((*_DROPPED_CONTROLS, *_ZERO_WIDTH)),
    0xA0: " ",
}


_ANSI = regex(
    r"\x1b\[[0-9;?]{0,20}[ -/]?[@-~]|\x1b\][^\x07]{0,200}\x07|\x1b[@-_]|\x9b[0-9;]{0,20}m"
)


def clean(text: str) -> str:
    """Return `text` without byte order marks, colours, other control characters and Windows line
    ends.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text or "\x9b" in text:
        text = _ANSI.sub("", text)
    text = _WRITTEN_COLOUR.sub("", text)
    text = text.replace("\u2028", "\n")
    if any(entity in text for entity in _HTML_ENTITIES):
        import html  # rarely needed

        text = html.unescape(text)
    if "File \u201c" in text:  # a word processor's quotes
        text = text.replace("\u201c", '"').replace("\u201d", '"')
    return text.translate(_TRANSLATED)
