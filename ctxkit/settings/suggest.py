"""Find the real names nearest to one that does not exist.

Not here: claims that one of them is meant (`inference.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log

from msgspec import Struct

from ctxkit.index.rows import fold_key
from ctxkit.text.similarity import edits
from ctxkit.text.synonyms import name_synonyms
from ctxkit.text.words import name_words, stem

_MIN_SHARE = 0.22
"""The share of the asked name's weight that a suggestion must have in common with it."""

_OWN_SHARE = 0.45  # weight of the share of the suggestion's own words that are in common
_SAME_STYLE = 0.2  # bonus for a name of the same kind: a variable, a path, a key of a file
_SAME_FIRST = 0.15  # bonus for the same first word
_SAME_LAST = 0.2  # bonus for the same last word, which says what a setting is
_SAME_PAIRS = 0.35  # bonus for words that are neighbours in both names

# How near two different words are; 1 is the same word.
_INFLECTED = 0.9  # retries, retry
_EXTENDED = 0.75  # max, maximum
_MISSPELLED = 0.75  # levl, level
_SHARED_START = 0.6  # credential, creds
_SYNONYM = 0.5

_MAX_KEPT = 8_192  # names with their words: one run asks for the nearest of the same ones again
_MIN_EXTENDED_CHARS = 4
_MIN_START_CHARS = 4
_MIN_CONSONANTS = 3

_SYNONYMS = name_synonyms()


class _Word(Struct, frozen=True, kw_only=True):
    """A word of the asked name, prepared for comparison."""

    text: str
    stem: str
    consonants: str
    max_edits: int


def nearest(asked: str, names: Iterable[str], *, limit: int = 8) -> list[str]:
    """Return those of `names` that are nearest to `asked`, best first.

    Common words count by how rare they are among all names, and words that differ by a letter or
    two count for most of their weight: `RETRY_TIMES` is near `MAX_SERVERLESS_RETRY_TIMES`, and
    `LOG_LEVL` near `LOG_LEVEL`.
    """
    split = {name: _words_of(name) for name in names}
    wanted = tuple(dict.fromkeys(name_words(asked)))
    if not wanted or not split:
        return []
    known = Counter(word for words in split.values() for word in set(words))
    weight = {word: log(1 + len(split) / (1 + count)) for word, count in known.items()}
    matches = {word: _similar_words(word, known) for word in wanted}
    total = _total_weight(matches, weight)
    near = {word for found in matches.values() for word in found}
    scored = []
    for name, words in split.items():
        if near.isdisjoint(words):
            continue  # most names: skipping them is what makes this fast
        shared = _shared_weight(words, matches, weight)
        if shared <= 0 or shared / total < _MIN_SHARE:
            continue
        own = max(sum(weight[word] for word in words), 1e-9)
        style = _SAME_STYLE if _style(name) == _style(asked) else 0.0
        score = shared / total + _OWN_SHARE * shared / own + _order(wanted, words) + style
        scored.append((-score, len(name), name))
    by_fold: dict[str, str] = {}
    for _, _, name in sorted(scored):
        by_fold.setdefault(fold_key(name), name)
    return list(by_fold.values())[:limit]


@lru_cache(maxsize=_MAX_KEPT)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(name_words(name))


_Matches = Mapping[str, Mapping[str, float]]
"""For each word of the asked name the words like it, with their likeness."""


def _total_weight(matches: _Matches, weight: Mapping[str, float]) -> float:
    """Return the weight that a name with all words would have in common; unknown words are rare."""
    heaviest = max(weight.values())
    total = 0.0
    for found in matches.values():
        best = max((weight[word] * likeness for word, likeness in found.items()), default=0.0)
        total += best or heaviest
    return total


def _shared_weight(words: Sequence[str], matches: _Matches, weight: Mapping[str, float]) -> float:
    """Return the weight of what a name has in common with the asked one."""
    shared = 0.0
    for found in matches.values():
        shared += max((found.get(word, 0.0) * weight[word] for word in words), default=0.0)
    return shared


def _style(name: str) -> str:
    if "." in name:
        return "path"
    return "variable" if name.isupper() else "key"


def _order(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return a bonus for words in the same places of both names."""
    pairs = set(pairwise(wanted))
    shared = sum(pair in pairs for pair in pairwise(words))
    bonus = _SAME_PAIRS * shared / max(1, len(wanted) - 1)
    if words[:1] == wanted[:1]:
        bonus += _SAME_FIRST
    if len(wanted) > 1 and words[-1:] == wanted[-1:]:
        bonus += _SAME_LAST
    return bonus


def _similar_words(text: str, known: Iterable[str]) -> dict[str, float]:
    """Return those of the `known` words that are near a word, and how near."""
    word = _Word(
        text=text, stem=stem(text), consonants=_consonants(text), max_edits=_max_edits(text)
    )
    likeness = {other: _likeness(word, other) for other in known}
    return {other: value for other, value in likeness.items() if value}


def _max_edits(text: str) -> int:
    """Return how many edits count as a typo: a short word with one edit is another word."""
    if len(text) < 4:
        return 0
    return 1 if len(text) < 7 else 2


def _likeness(word: _Word, other: str) -> float:
    """Return how near `other` is to a word: 1 for itself, 0 if it is not near."""
    if other == word.text:
        return 1.0
    if other in _SYNONYMS.get(word.text, ()):
        return _SYNONYM
    by_form = _likeness_of_forms(word, other) if word.max_edits else 0.0
    if by_form:
        return by_form
    return _MISSPELLED if _is_abbreviated(word, other) else 0.0


def _likeness_of_forms(word: _Word, other: str) -> float:
    if len(other) >= _MIN_EXTENDED_CHARS and _is_extended(word.text, other):
        return _EXTENDED
    if other[0] == word.text[0] and stem(other) == word.stem:
        return _INFLECTED
    if _share_their_start(word.text, other):
        return _SHARED_START
    is_slip = edits(word.text, other, word.max_edits) <= word.max_edits
    return _MISSPELLED if is_slip else 0.0


def _is_extended(left: str, right: str) -> bool:
    return left.startswith(right) or right.startswith(left)


def _share_their_start(left: str, right: str) -> bool:
    """Return whether more than half of the longer word is the start of both."""
    if left[:_MIN_START_CHARS] != right[:_MIN_START_CHARS]:
        return False
    return 2 * _shared_start(left, right) > max(len(left), len(right))


def _is_abbreviated(word: _Word, other: str) -> bool:
    """Return whether two words have the same consonants: `lvl` and `level`."""
    if len(word.consonants) < _MIN_CONSONANTS or other[0] != word.text[0]:
        return False
    return _consonants(other) == word.consonants


def _consonants(word: str) -> str:
    """Return the consonants of a word, each run of one letter once: `msg` for `message`."""
    kept = [letter for letter in word if letter not in "aeiou"]
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


def _shared_start(left: str, right: str) -> int:
    """Return how many letters two words have in common at the start."""
    shorter = min(len(left), len(right))
    return next((i for i in range(shorter) if left[i] != right[i]), shorter)
