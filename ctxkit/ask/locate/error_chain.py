"""Which of the located texts a line carries inside each other, and in which order: the chain of its
errors.

Pure. Not here: which statements are candidates for a link of it (`links.py`, `carried.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.locate.carried import begins
from ctxkit.model import HOLE
from ctxkit.text.template import fold_space

_MIN_WORDS_CHARS = 8  # of own words that are looked for in a line: shorter ones are anywhere

_Span = tuple[int, int]


class CarriedText(NamedTuple):
    """The template of a statement, and what the line has for its holes. `is_link`: it is between
    the marks that wrapping puts around an error. `is_log`: it was logged, so nothing wraps it.
    """

    template: str
    values: Sequence[str] = ()
    is_link: bool = False
    is_log: bool = False


class _Link(NamedTuple):
    """Where the line has the own words of a text, and where the text begins and ends with what its
    holes hold.
    """

    number: int
    own: Sequence[_Span]
    words: str
    values: Sequence[str]
    start: int
    end: int
    is_link: bool
    is_behind: bool
    """Whether its own words follow the error that it wraps, as with errors.Join of Go."""


def chain_of(line: str, texts: Sequence[CarriedText]) -> list[int]:
    """Return the numbers of the texts that the line carries, from the innermost outwards.

    `texts` are the best first: of two that claim the same words the second is only another reading
    of the line, and so it is if each has the other in its holes and nothing marks it as a link.
    """
    folded = fold_space(line)
    links: list[_Link] = []
    for number, text in enumerate(texts):
        if text.is_log and any(texts[link.number].is_log for link in links):
            continue  # it wrote a line of its own
        link = _link(folded, number, text, texts[0])
        if link is not None and not any(_is_other_reading(link, known) for known in links):
            links.append(link)
    order = sorted(links, key=lambda link: (sum(_wraps(link, o) for o in links), -link.start))
    logged = next((n for n, link in enumerate(order, 1) if texts[link.number].is_log), len(order))
    return [link.number for link in order[:logged]]


def _link(line: str, number: int, text: CarriedText, first: CarriedText) -> _Link | None:
    pieces = [fold_space(piece) for piece in text.template.split(HOLE)]
    words = max(pieces, key=len)
    if words.isascii() and " " not in words:
        return None  # the name of a type, which says nothing of its own
    values = [fold_space(value) for value in text.values]
    own = _places(line, [piece for piece in pieces if len(piece) >= _MIN_WORDS_CHARS], words)
    if not own:
        # A text that was cut off: all that is left of it is a value of the first.
        cut = next((fold_space(v) for v in first.values if begins(v, text.template)), "")
        at = line.find(cut) if cut else -1
        if at < 0:
            return None
        own, words = [(at, at + len(cut))], cut
    start, end = own[0][0], own[-1][1]
    is_behind = text.template.startswith(HOLE)
    if values and is_behind:
        start = max(0, start - len(values[0]) - 1)
    if values and text.template.endswith(HOLE):
        end = min(len(line), end + len(values[-1]) + 1)
    return _Link(number, own, words, values, start, end, text.is_link, is_behind)


def _places(line: str, pieces: Sequence[str], longest: str) -> list[_Span]:
    """Return where the pieces follow each other in a line; if they do not, where the longest is."""
    found: list[_Span] = []
    end = 0
    for piece in pieces:
        start = line.find(piece, end)
        if start < 0:
            start = line.find(longest)
            return [(start, start + len(longest))] if start >= 0 else []
        end = start + len(piece)
        found.append((start, end))
    return found


def _is_other_reading(link: _Link, known: _Link) -> bool:
    same = any(a < d and c < b for a, b in link.own for c, d in known.own)
    return same or (not link.is_link and _holds(link, known) and _holds(known, link))


def _holds(link: _Link, other: _Link) -> bool:
    return any(other.words in value for value in link.values)


def _wraps(link: _Link, other: _Link) -> bool:
    """Return whether a text is around another; none is around itself."""
    holds, held = _holds(link, other), _holds(other, link)
    if holds != held:
        return holds
    if holds and link.is_behind != other.is_behind:
        return link.is_behind
    return (link.start, -link.end) < (other.start, -other.end)
