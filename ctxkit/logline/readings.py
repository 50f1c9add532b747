"""A pasted text -> other ways to read it: without what people put around lines, with the marks that
programs write, its broken lines joined.

Not here: each of these (`surroundings.py`, `marks.py`, `rewrap.py`), and which reading is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.logline.cleaning import clean
from ctxkit.logline.marks import plain_marks
from ctxkit.logline.rewrap import begins_known, rewrapped
from ctxkit.logline.surroundings import bare_line

MAX_CHARS = 20_000
MAX_LINES = 200
"""Of a text that is read in other ways: what is longer is a log, and nobody puts quotes around
one.
"""


class Reading(NamedTuple):
    """A way to read a text. `guess`: what was taken off may be the message's own words."""

    text: str
    guess: bool = False


def readings(text: str) -> Iterator[Reading]:
    """Yield the ways to read a text besides the one as it is, the likeliest first."""
    if len(text) > MAX_CHARS or text.count("\n") > MAX_LINES:
        return
    text = clean(text)
    seen = {text, text.strip()}
    for reading in _all(text):
        if reading.text not in seen:
            seen.add(reading.text)
            yield reading


def _all(text: str) -> Iterator[Reading]:
    plain = plain_marks(text)
    if begins_known(text.strip().partition("\n")[0]):
        # Nobody put anything around the first line: its end, its marks and its breaks may differ.
        yield Reading(_bare(plain))
        for joined in rewrapped(plain):
            yield Reading(joined)
        return
    yield Reading(plain)
    yield Reading(_bare(text))
    yield Reading(_bare(plain))
    for joined in rewrapped(plain):
        yield Reading(_bare(joined))
    spoken = _bare(plain, speakers=True)
    yield Reading(spoken, guess=not begins_known(spoken.partition("\n")[0]))


def _bare(text: str, *, speakers: bool = False) -> str:
    """Return a text without what is around it as a whole, and around each of its lines."""
    lines = text.strip().split("\n")
    return "\n".join(bare_line(line, speakers=speakers) for line in lines).strip("\n")
