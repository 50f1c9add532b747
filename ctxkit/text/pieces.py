"""Where the own words of a message are in a line.

Not here: how a template fits a line (`ask/locate/matching.py`).
"""

from __future__ import annotations

from ctxkit.model import HOLE
from ctxkit.text.template import fold_space

_MIN_PIECE_CHARS = 8  # of a text that is looked for in a line: a shorter one is anywhere


def start_in(line: str, template: str) -> int | None:
    """Return where the longest piece of a template's own text is in a line with its white space
    folded, None if it is not there.
    """
    longest = max((fold_space(part) for part in template.split(HOLE)), key=len)
    if len(longest) < _MIN_PIECE_CHARS:
        return None
    start = line.find(longest)
    return start if start >= 0 else None
