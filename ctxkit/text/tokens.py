"""The cost of a text in tokens of o200k_base, without its vocabulary: no download, the same figure
on every machine, never less than the true one.

The text is cut into pieces by the rule of o200k_base, and each piece is merged by its byte pairs,
with those entries of its vocabulary that source code, configuration and their documentation use
most (`o200k_common.txt`, in the order of their ranks). An entry that is not among them is counted
as its parts: a few percent too many. A benchmark compares the counts, and writes that file.

Not here: what a budget is spent on (`bundle/budget.py`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

TOKENIZER = "estimate"
"""The name under which JSON and bundles say how tokens were counted."""

LINE_ENDS = {"\n": "\u240a", "\r": "\u240d"}
"""How the file of entries, one a line, writes the line ends in them."""

# The rule of o200k_base. Letters of other scripts count as capital and as small: most have no case.
_NEITHER = r"(?:[^\r\n\w]|_)"  # no letter, no digit, no line end
_CAPITAL, _SMALL = r"[^\W\d_a-z]", r"[^\W\d_A-Z]"
_CONTRACTION = r"(?:'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL]))?"
_PIECE = re.compile(
    rf"{_NEITHER}?{_CAPITAL}*{_SMALL}+{_CONTRACTION}"
    rf"|{_NEITHER}?{_CAPITAL}+{_SMALL}*{_CONTRACTION}"
    r"|\d{1,3}"
    r"| ?(?:[^\s\w]|_)+[\r\n/]*"
    r"|\s*[\r\n]+"
    r"|\s+(?!\S)"
    r"|\s+"
)

_MAX_MERGED = 24  # characters that are merged at once: the time grows with their square
_MEMORY = 1 << 16  # pieces whose cost is remembered; a large bundle has some thousand


def count_tokens(text: str) -> int:
    """Return the number of tokens of `text`: at least that of o200k_base, a few percent more.

    The parts of a text that is cut at ends of lines cost at least as much as the whole, unless one
    begins with a slash, after empty lines or none, which o200k_base may take for the end of the
    line before.
    """
    return sum(map(_tokens_of_piece, _PIECE.findall(text)))


@lru_cache(maxsize=_MEMORY)
def _tokens_of_piece(piece: str) -> int:
    if piece in _ranks():
        return 1
    if len(piece) <= _MAX_MERGED:
        return _merged(piece)
    starts = range(0, len(piece), _MAX_MERGED)
    return sum(_tokens_of_piece(piece[start : start + _MAX_MERGED]) for start in starts)


def _merged(piece: str) -> int:
    """Return the number of tokens into which the pairs of `piece` merge, the lowest rank first."""
    ranks = _ranks()
    parts = list(piece)
    while len(parts) > 1:
        pairs = [ranks.get(a + b, _NO_RANK) for a, b in pairwise(parts)]
        lowest = min(pairs)
        if lowest == _NO_RANK:
            break
        place = pairs.index(lowest)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    # A character that is no entry is as many tokens as it has bytes, at most.
    return sum(1 if part in ranks else len(part.encode("utf8", "replace")) for part in parts)


_NO_RANK = 1 << 30


@cache
def _ranks() -> dict[str, int]:
    """Return the entries of the vocabulary that are known, with their order."""
    text = Path(__file__).with_name("o200k_common.txt").read_text(encoding="utf8")
    text = text.replace("\n", "\0")
    for character, written in LINE_ENDS.items():
        text = text.replace(written, character)
    return {entry: rank for rank, entry in enumerate(text.split("\0"))}
