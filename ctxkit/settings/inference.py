"""The variables that a chart's value most likely feeds, by its words alone, where the templates are
not at hand.

An inference, never a claim: WEAVIATE_API_KEY is made of words that
`vectorDB.externalWeaviate.apiKey` holds. Not here: names that do not exist at all (`suggest.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.text.synonyms import chart_synonyms
from ctxkit.text.words import name_words, stem

_FEWEST = 2  # words that a variable shares with a path
_LONGEST_JOIN = 3  # words of a path that together make one of a variable: Open, Search
_ALIKE = 6  # letters in common at the beginning that make two words of one length alike: execute, execution
_GENERAL = frozenset({"external", "credentials", "global", "dify", "api", "worker", "beat", "web"})
"""Words of a path that say where a value stands rather than what it is."""

_SWITCHES = frozenset({"enabled", "enable"})
_FILLING = frozenset({"max", "default", "dify"})
"""Words of a variable that a path may leave out."""

_SAME = chart_synonyms()


def inferred(path: str, names: Iterable[str]) -> list[str]:
    """Return those of `names` that the dotted `path` may feed, likeliest first.

    Every word of such a name stands in the path, and every word of the path's last part in the
    name; where that is a single word, the part before it must be in the name, too.
    """
    parts = [words for part in path.split(".") if (words := name_words(part))]
    if len(parts) < _FEWEST:
        return []
    switch = parts[-1] if len(parts[-1]) == 1 and parts[-1][0] in _SWITCHES else []
    said = {stem(word) for words in parts for word in words}
    ways = (
        [parts, parts[:-1]] if switch else [parts]
    )  # `innerApi.enabled`: INNER_API_ENABLED, or INNER_API itself
    found: dict[str, tuple[int, int, int]] = {}
    for name in names:
        if not name.isupper() or "_" not in name or said.isdisjoint(map(stem, name_words(name))):
            continue
        for way in ways:
            if fit := _fit(name_words(name), way, switch):
                found[name] = min(fit, found.get(name, fit))
    return sorted(found, key=lambda name: (found[name], name))


def _fit(name: list[str], parts: list[list[str]], switch: list[str]) -> tuple[int, int, int] | None:
    """Return how badly a variable fits a path (words it adds, words it shares, its length), or None
    if it does not.
    """
    free = list(_joins([word for part in parts for word in part] + switch))
    held = 0
    for word in name:
        match = next((each for each in free if _alike(word, each)), None)
        if match is not None:
            free.remove(match)
            held += 1
        elif word not in _FILLING:
            return None
    wanted = [word for word in parts[-1] if word != "external"]
    ends = [stem(join) for join in _joins(name)]
    if (
        held < _FEWEST
        or not all(_is_in(word, wanted, name, ends) for word in wanted)
        or not parts[-1]
    ):
        return None
    if len(wanted) < _FEWEST:
        before = next(
            (part for part in reversed(parts[:-1]) if not _GENERAL.issuperset(part)), None
        )
        if before is None or not _holds(name, [word for word in before if word not in _GENERAL]):
            return None
    return len(name) - held, -held, len(name)


def _is_in(word: str, part: list[str], name: list[str], joins: list[str]) -> bool:
    """Tell whether a word of a path's part is in a name: by itself, or as part of a longer one
    (Open of OPENSEARCH).
    """
    if any(_alike(own, word) for own in name) or stem(word) in joins:
        return True
    return any(
        stem(join) in joins or any(_alike(own, join) for own in name)
        for join in _joins(part)
        if word in join
    )


def _holds(name: list[str], part: list[str]) -> bool:
    same = {other for word in name for other in (word, *_SAME.get(word, ()))}
    return stem("".join(part)) in "".join(name) or all(
        any(_alike(own, word) for own in same) for word in part
    )


def _alike(own: str, word: str) -> bool:
    """Tell whether `own`, a word of a variable, is what a path calls `word`."""
    if stem(own) == stem(word) or any(stem(other) == stem(word) for other in _SAME.get(own, ())):
        return True
    long = min(len(own), len(word)) >= _ALIKE and abs(len(own) - len(word)) < _ALIKE // 2
    return long and own[:_ALIKE] == word[:_ALIKE]


def _joins(words: list[str]) -> Iterator[str]:
    """Yield words, and what neighbours make together."""
    for start in range(len(words)):
        for length in range(1, min(_LONGEST_JOIN, len(words) - start) + 1):
            yield "".join(words[start : start + length])
