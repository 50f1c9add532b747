"""The real names that come nearest to one that does not exist. Not here: claims about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log

from ctxkit.index.rows import fold_key
from ctxkit.text.similarity import edits
from ctxkit.text.synonyms import name_synonyms
from ctxkit.text.words import name_words, stem

_FEWEST = 0.22  # share of the asked name's weight that a suggestion must hold
_SYNONYM = 0.5  # of a word's weight, for another that settings use in its place
_STYLE = 0.2  # bonus for a name of the kind that was asked for: a variable, a path, a key of a file
_SYNONYMS = name_synonyms()


def nearest(asked: str, names: Iterable[str], *, limit: int = 8) -> list[str]:
    """Return those of `names` that come nearest to `asked`, best first.

    Words in common count by how rare they are among all names, and words that differ by a letter or
    two count for most of their weight: `RETRY_TIMES` stands near `MAX_SERVERLESS_RETRY_TIMES`, and
    `LOG_LEVL` near `LOG_LEVEL`.
    """
    split = {name: name_words(name) for name in names}
    known = Counter(word for words in split.values() for word in set(words))
    wanted = list(dict.fromkeys(name_words(asked)))
    if not wanted or not split:
        return []
    weight = {word: log(1 + len(split) / (1 + count)) for word, count in known.items()}
    matches = {word: _similar_words(word, known) for word in wanted}
    heaviest = max(weight.values())
    asked_weight = {
        word: max((weight[w] * s for w, s in found.items()), default=0.0)
        for word, found in matches.items()
    }
    total = sum(asked_weight[word] or heaviest for word in wanted)
    scored = []
    near = {word for found in matches.values() for word in found}
    for name, words in split.items():
        if near.isdisjoint(words):
            continue
        shared = 0.0
        for word in wanted:
            found = matches[word]
            best = max((found.get(w, 0.0) * weight[w] for w in words), default=0.0)
            shared += best
        if shared <= 0 or shared / total < _FEWEST:
            continue
        own = sum(weight[w] for w in words)
        style = _STYLE if _style(name) == _style(asked) else 0.0
        score = shared / total + 0.45 * shared / max(own, 1e-9) + _order(wanted, words) + style
        scored.append((-score, len(name), name))
    scored.sort()
    by_fold: dict[str, str] = {}
    for _, _, name in scored:
        by_fold.setdefault(fold_key(name), name)
    return list(by_fold.values())[:limit]


def _style(name: str) -> str:
    return "path" if "." in name else "variable" if name.isupper() else "key"


def _order(wanted: list[str], words: list[str]) -> float:
    """Return a small bonus for the same beginning, for the same end, which tells what a setting is,
    and for pairs of words that stand side by side in both.
    """
    pairs = set(pairwise(wanted))
    shared = sum(pair in pairs for pair in pairwise(words))
    start = 0.15 if words[:1] == wanted[:1] else 0.0
    end = 0.2 if len(wanted) > 1 and words[-1:] == wanted[-1:] else 0.0
    return start + end + 0.35 * shared / max(1, len(wanted) - 1)


def _similar_words(word: str, known: Iterable[str]) -> dict[str, float]:
    """Return how near each of the `known` words is to `word`: 1 for itself, less for a slip or
    another ending.
    """
    found: dict[str, float] = {}
    slips = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    bones = _consonants(word)
    for other in known:
        if other == word:
            found[other] = 1.0
        elif other in _SYNONYMS.get(word, ()):
            found[other] = _SYNONYM
        elif slips and len(other) >= 4 and (other.startswith(word) or word.startswith(other)):
            found[other] = 0.75
        elif slips and other[0] == word[0] and stem(other) == stem(word):
            found[other] = 0.9
        elif (
            slips
            and other[:4] == word[:4]
            and 2 * _shared_start(word, other) > max(len(word), len(other))
        ):
            found[other] = 0.6
        elif _slipped(word, other, slips) or (
            len(bones) > 2 and other[0] == word[0] and _consonants(other) == bones
        ):
            found[other] = 0.75
    return found


def _slipped(word: str, other: str, most: int) -> bool:
    return most > 0 and abs(len(other) - len(word)) <= most and edits(word, other, most) <= most


def _consonants(word: str) -> str:
    """Return what is left of a word that people cut short: `lvl` of `level`, `msg` of `message`."""
    kept = [c for c in word if c not in "aeiou"]
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


def _shared_start(left: str, right: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right))
    )
