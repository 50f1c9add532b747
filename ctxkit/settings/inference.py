"""Infer the variables that a chart's value most likely sets, by its words alone, if the templates
are not available.

An inference, never a claim: WEAVIATE_API_KEY is made of words in
`vectorDB.externalWeaviate.apiKey`. Not here: names that do not exist at all (`suggest.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ctxkit.text.synonyms import chart_synonyms
from ctxkit.text.words import name_words, stem

_MIN_SHARED = 2  # words that a variable shares with a path
_MAX_JOINED = 3  # words of a path that together are one of a variable: Open, Search
_MAX_KEPT = 4_096  # variables with their words: all programs together declare a thousand
_ALIKE_CHARS = 6
"""Letters at the beginning that make two words of about one length alike: execute, execution."""

_GENERAL = frozenset({"external", "credentials", "global", "dify", "api", "worker", "beat", "web"})
"""Words of a path that say where a value is rather than what it is."""

_SWITCHES = frozenset({"enabled", "enable"})
_OPTIONAL = frozenset({"max", "default", "dify"})
"""Words of a variable that a path may omit."""

_SAME = chart_synonyms()


class _Fit(NamedTuple):
    """How well a variable fits a path; the smallest fits best."""

    added_words: int
    shared_words: int  # negative: more are better
    length: int


_Parts = Sequence[Sequence[str]]
"""The words of each part of a dotted path."""


def inferred(path: str, names: Iterable[str]) -> list[str]:
    """Return those of `names` that the dotted `path` may feed, likeliest first.

    Every word of such a name is in the path, and every word of the path's last part is in the
    name; if that is a single word, the part before it must be in the name, too.
    """
    parts = [part_words for part in path.split(".") if (part_words := name_words(part))]
    if len(parts) < _MIN_SHARED:
        return []
    stems = {stem(word) for words in parts for word in words}
    found: dict[str, _Fit] = {}
    for name in names:
        if not name.isupper() or "_" not in name:
            continue
        words, own = _words_of(name)
        if stems.isdisjoint(own):
            continue
        fit = _best_fit(words, parts)
        if fit is not None:
            found[name] = fit
    return sorted(found, key=lambda name: (found[name], name))


@lru_cache(maxsize=_MAX_KEPT)
def _words_of(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the words of a variable, and their stems."""
    words = tuple(name_words(name))
    return words, frozenset(stem(word) for word in words)


def _best_fit(name: Sequence[str], parts: _Parts) -> _Fit | None:
    last = parts[-1]
    if len(last) > 1 or last[0] not in _SWITCHES:
        return _fit(name, parts, [])
    # `innerApi.enabled`: INNER_API_ENABLED, or INNER_API itself.
    fits = [_fit(name, parts, last), _fit(name, parts[:-1], last)]
    return min((fit for fit in fits if fit is not None), default=None)


def _fit(name: Sequence[str], parts: _Parts, switch: Sequence[str]) -> _Fit | None:
    """Return how well a variable fits a path, or None if it does not."""
    shared = _shared_words(name, [*(word for part in parts for word in part), *switch])
    if shared is None or shared < _MIN_SHARED:
        return None
    wanted = [word for word in parts[-1] if word != "external"]
    joined = [stem(join) for join in _joins(name)]
    if not all(_is_in(word, wanted, name, joined) for word in wanted):
        return None
    if len(wanted) < _MIN_SHARED and not _holds_part_before(name, parts):
        return None
    return _Fit(len(name) - shared, -shared, len(name))


def _shared_words(name: Sequence[str], words: Sequence[str]) -> int | None:
    """Return how many words of a variable are among `words`, or None if one is missing there."""
    free = list(_joins(words))
    shared = 0
    for word in name:
        match = next((each for each in free if _are_alike(word, each)), None)
        if match is not None:
            free.remove(match)
            shared += 1
        elif word not in _OPTIONAL:
            return None
    return shared


def _holds_part_before(name: Sequence[str], parts: _Parts) -> bool:
    """Return whether a variable has the part that says what the last one is about."""
    telling = [part for part in parts[:-1] if not _GENERAL.issuperset(part)]
    if not telling:
        return False
    return _holds(name, [word for word in telling[-1] if word not in _GENERAL])


def _is_in(word: str, part: Sequence[str], name: Sequence[str], joined: Sequence[str]) -> bool:
    """Return whether a word of a part of a path is in a name, by itself or within a longer word.

    Open and Search are in OPENSEARCH.
    """
    if stem(word) in joined or any(_are_alike(own, word) for own in name):
        return True
    joins = [join for join in _joins(part) if word in join]
    if any(stem(join) in joined for join in joins):
        return True
    return any(_are_alike(own, join) for join in joins for own in name)


def _holds(name: Sequence[str], part: Sequence[str]) -> bool:
    """Return whether a variable has all words of a part, or all of it as one word."""
    if stem("".join(part)) in "".join(name):
        return True
    same = {other for word in name for other in (word, *_SAME.get(word, ()))}
    return all(any(_are_alike(own, word) for own in same) for word in part)


def _are_alike(own: str, word: str) -> bool:
    """Return whether a path says `word` for `own`, a word of a variable."""
    if stem(word) in {stem(each) for each in (own, *_SAME.get(own, ()))}:
        return True
    if min(len(own), len(word)) < _ALIKE_CHARS:
        return False
    if abs(len(own) - len(word)) >= _ALIKE_CHARS // 2:
        return False
    return own[:_ALIKE_CHARS] == word[:_ALIKE_CHARS]


def _joins(words: Sequence[str]) -> Iterator[str]:
    """Yield the words, and each run of neighbours as one word."""
    for start in range(len(words)):
        for length in range(1, min(_MAX_JOINED, len(words) - start) + 1):
            yield "".join(words[start : start + length])
