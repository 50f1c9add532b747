"""Measure how similar two names are.

Measures for several questions. `edits` counts typos in a word; how many are still a typo depends on
its length, so the caller sets the limit. `letter_share` compares whole names, in which words are
moved, added and removed. `common_prefix` compares paths and texts that begin alike. Not here: words
that mean the same (`synonyms.py`).
"""

from __future__ import annotations

from collections.abc import Sequence


def edits(left: str, right: str, max_edits: int) -> int:
    """Return the edits (insert, drop, change, swap) between two words, or `max_edits + 1` where
    there are more.
    """
    if abs(len(left) - len(right)) > max_edits:
        return max_edits + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > max_edits:
            return max_edits + 1
    return min(row[-1], max_edits + 1)


def letter_share(one: str, other: str) -> float:
    """Return the share of letters, 0 to 1, that two names have in common in the same order."""
    from difflib import SequenceMatcher  # a query need not pay for it

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def closest(name: str, known: Sequence[str], *, at_least: float, limit: int) -> list[str]:
    """Return those of the `known` names that share `at_least` so many letters with `name`, the
    closest first.
    """
    from difflib import get_close_matches

    return get_close_matches(name, known, n=limit, cutoff=at_least)


def common_prefix(a: str, b: str) -> int:
    """Return the number of characters that both texts begin with."""
    length = min(len(a), len(b))
    if a[:length] == b[:length]:
        return length
    return next(i for i in range(length) if a[i] != b[i])
