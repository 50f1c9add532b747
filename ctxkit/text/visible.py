"""Characters that a terminal obeys instead of showing them, written out: what a stranger put into a
log, a file or a name must not clear the screen, fill the clipboard, or turn the order of letters.

Not here: taking them away from a line that is looked for (`logline/cleaning.py`).
"""

from __future__ import annotations

import re

from ctxkit.regex import regex

# Controls but tab and line ends; line ends that only some know; marks that change the direction of
# what follows; characters without a shape, that hide words or part them; halves of characters.
_OBEYED = regex(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)|[\u2028\u2029]|[\u202a-\u202e\u2066-\u2069]"
    "|[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f]"
    "|[\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
    # One behind a sign chooses how that looks, as in many an emoji.
    "|[\ufe00-\ufe0d]|(?<=[\ufe00-\ufe0f])[\ufe0e\ufe0f]"
    "|[\ud800-\udfff]"
)
_LINE_ENDS = regex("[\r\n]")


def visible(text: str) -> str:
    """Return a text with `\\u001b` for an escape character, which in JSON means the same."""
    return _OBEYED.sub(_written, text)


def visible_line(text: str) -> str:
    """Return a text as one line, `\\u000a` for each line end in it."""
    if text.isascii() and text.isprintable():  # as nearly all are: a fiftieth of the time
        return text
    return _LINE_ENDS.sub(_written, visible(text))


def well_formed(text: str) -> str:
    """Return a text without halves of characters, which are in an argument that is not UTF-8 and
    which nothing can encode.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _written(found: re.Match[str]) -> str:
    # As JSON writes what is beyond 16 bits.
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))
