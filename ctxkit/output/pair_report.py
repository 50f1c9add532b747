"""The lines on the pairs of programs of a version: how many fit, and what is wrong with the others.

Pure. Not here: the sentences (`routes/pair_words.py`), the JSON form (`pair_json.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from ctxkit.routes.pair_words import pair_sentences
from ctxkit.routes.pairs import Pair


def pair_lines(pairs: Sequence[Pair] | None) -> list[str]:
    """Return how many pairs of programs fit, and what is wrong with the others."""
    if pairs is None:
        return ["pairs: unknown without an index that is up to date"]
    if not pairs:
        return ["pairs: unknown, no two programs that call each other are in this workspace"]
    problems = [pair_problems([pair]) for pair in pairs]
    fitting = problems.count([])
    what = f"all {fitting}" if fitting == len(pairs) else f"{fitting} of {len(pairs)}"
    return [f"pairs: {what} pairs of programs fit each other", *chain.from_iterable(problems)]


def pair_problems(pairs: Iterable[Pair]) -> list[str]:
    """Return what does not fit in pairs of programs, with how grave it is."""
    return [f"{severity}: {text}" for pair in pairs for severity, text in pair_sentences(pair)]
