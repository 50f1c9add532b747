"""Characters that a terminal obeys instead of showing them, written out: what a stranger put into a
log, a file or a name must not clear the screen, fill the clipboard, or turn the order of letters.

Not here: taking them away from a line that is looked for (`logline/cleaning.py`).
"""

from __future__ import annotations

import re

# Controls but tab and line ends, and marks that change the direction of what follows.
_OBEYED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
_LINE_ENDS = re.compile("[\r\n\u2028\u2029]")


def visible(text: str) -> str:
    """Return a text with `\\u001b` for an escape character, which in JSON means the same."""
    return _OBEYED.sub(_written, text)


def visible_line(text: str) -> str:
    """Return a text as one line, `\\u000a` for each line end in it."""
    return _LINE_ENDS.sub(_written, visible(text))


def _written(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
