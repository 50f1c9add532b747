"""The cost of a text in tokens of o200k_base, without its vocabulary: no download, the same figure
on every machine, never less than the true one.

The text is cut into pieces by the rule of o200k_base, and each piece is merged by its byte pairs,
with those entries of its vocabulary that source code, configuration and their documentation use
most (`o200k_common.txt`). An entry that is not among them is counted as its parts: a few percent
too many. A benchmark compares the counts, and writes that file.

Not here: what a budget is spent on (`bundle/budget.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from ctxkit.regex import regex

TOKENIZER = "estimate"
"""The name under which JSON and bundles say how tokens were counted."""

_LINE_ENDS = ((b"\n", "\u240a".encode()), (b"\r", "\u240d".encode()))
"""How the file of entries writes the line ends in them."""
_ENTRY, _RANK = b"\x1e", b"\x1f"
_SIGNS = frozenset("\u240a\u240d\x1e\x1f")  # of that file, which are in no entry themselves
_SAME_BYTES = 2  # with which the entries of a line begin

# The rule of o200k_base. Letters of other scripts count as capital and as small: most have no case.
_NEITHER = r"(?:[^\r\n\w]|_)"  # no letter, no digit, no line end
_CAPITAL, _SMALL = r"[^\W\d_a-z]", r"[^\W\d_A-Z]"
_CONTRACTION = r"(?:'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL]))?"
_PIECE = regex(
    rf"{_NEITHER}?{_CAPITAL}*{_SMALL}+{_CONTRACTION}"
    rf"|{_NEITHER}?{_CAPITAL}+{_SMALL}*{_CONTRACTION}"
    r"|\d{1,3}"
    r"| ?(?:[^\s\w]|_)+[\r\n/]*"
    r"|\s*[\r\n]+"
    r"|\s+(?!\S)"
    r"|\s+"
)

_MAX_MERGED = 24  # characters that are merged at once: the time grows with their square
_TEXTS = 128  # whose cost is remembered: a bundle asks for that of most of its parts twice
_MEMORY = 1 << 16  # pieces whose cost is remembered; a large bundle has some thousand


@lru_cache(maxsize=_TEXTS)
def count_tokens(text: str) -> int:
    """Return the number of tokens of `text`: at least that of o200k_base, a few percent more.

    The parts of a text that is cut at ends of lines cost at least as much as the whole, unless one
    begins with a slash, after empty lines or none, which o200k_base may take for the end of the
    line before.
    """
    return sum(map(_tokens_of_piece, _PIECE.findall(text)))


@lru_cache(maxsize=_MEMORY)
def _tokens_of_piece(piece: str) -> int:
    if _rank(piece) != _NO_RANK:
        return 1
    if len(piece) <= _MAX_MERGED:
        return _merged(piece)
    starts = range(0, len(piece), _MAX_MERGED)
    return sum(_tokens_of_piece(piece[start : start + _MAX_MERGED]) for start in starts)


def _merged(piece: str) -> int:
    """Return the number of tokens into which the pairs of `piece` merge, the lowest rank first."""
    parts = list(piece)
    while len(parts) > 1:
        pairs = [_rank(a + b) for a, b in pairwise(parts)]
        lowest = min(pairs)
        if lowest == _NO_RANK:
            break
        place = pairs.index(lowest)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    # A character that is no entry is as many tokens as it has bytes, at most.
    return sum(
        1 if _rank(part) != _NO_RANK else len(part.encode("utf8", "replace")) for part in parts
    )


_NO_RANK = 1 << 30


@lru_cache(maxsize=_MEMORY)
def _rank(text: str) -> int:
    """Return the rank of an entry of the vocabulary, `_NO_RANK` for what is none."""
    if not _SIGNS.isdisjoint(text):
        return _NO_RANK
    entry = _written(text.encode("utf8", "surrogatepass"))
    line = _lines().get(entry[:_SAME_BYTES], b"")
    start = line.find(_ENTRY + entry + _RANK)
    if start < 0:
        return _NO_RANK
    start += len(_ENTRY + entry + _RANK)
    return int(line[start : line.index(_ENTRY, start)])


@cache
def _lines() -> dict[bytes, bytes]:
    """Return the lines of the file of entries by the bytes with which their entries begin.

    The entries stay in their lines: a bundle asks for a thousand of 31,000, and to take all apart
    takes as long as it takes to write the whole bundle.
    """
    lines = Path(__file__).with_name("o200k_common.txt").read_bytes().split(b"\n")
    return {line[1 : 1 + _SAME_BYTES]: line for line in lines}


def vocabulary_file(entries: Iterable[bytes]) -> bytes:
    """Return the content of the file of entries, which are given in the order of their ranks.

    Each line has those that begin with the same two bytes, each with its rank.
    """
    lines: dict[bytes, bytes] = {}
    for rank, entry in enumerate(map(_written, entries)):
        start = entry[:_SAME_BYTES]
        lines[start] = lines.get(start, b"") + _ENTRY + entry + _RANK + b"%d" % rank
    return b"\n".join(line + _ENTRY for line in lines.values())


def _written(entry: bytes) -> bytes:
    for end, mark in _LINE_ENDS:
        entry = entry.replace(end, mark)
    return entry
