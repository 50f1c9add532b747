"""Topics in Chinese, Japanese or Korean -> the English words that the source writes for them,
without a network.

A glossary knows the words of operations; those of the product are learned from the console's
catalogs, which say everything in each language: what stands in the entries that speak of `分段` and
seldom elsewhere is `chunk`. Not here: what English words have in common (`meanings.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ctxkit.ask.find.glossary import GLOSSARY, LONGEST
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.text.catalogs import BASE_LOCALE, Entry, catalog_of, entries
from ctxkit.text.words import stem, text_words

_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_HIRAGANA = re.compile("[\u3041-\u309f]+")
_WORD = 8  # characters of the longest word that is looked for in the catalogs
_FEWEST = 2  # entries that must speak of a word, so that what they have in common is what it means
_ALIKE = 0.33  # share (Dice) of entries in which two words occur together, from which on one means the other
_AS_WELL = 0.75  # of the best word's share, for another that it may mean, too
_MOST_WORDS = 3
_SURE = 1.05  # worth of a word of the glossary against one learned: a little more than the best of these
_LEARNED = 0.95


class Term(NamedTuple):
    """A word of a topic and the English stems that it stands for, one group for each that must be
    there.

    `unknown`: nothing tells what it means. A term without groups that is known says nothing about
    the topic.
    """

    text: str
    groups: tuple[tuple[str, ...], ...]
    unknown: bool = False


class _Catalog:
    """The texts of one locale, laid end to end, and the stems of the English ones."""

    def __init__(self, texts: Sequence[str], english: Sequence[frozenset[str]]) -> None:
        self._all = "\n".join(texts)
        self._starts = [0]
        for text in texts[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._english = english
        self._totals = Counter(word for words in english for word in words)

    def means(self, term: str) -> tuple[float, tuple[str, ...]]:
        """Return how surely `term` is told by the catalog, and the stems of what it means,
        likeliest first.
        """
        holders = self._holders(term)
        if len(holders) < _FEWEST:
            return 0.0, ()
        together = Counter(word for holder in holders for word in self._english[holder])
        shares = {
            word: 2 * n / (self._totals[word] + len(holders))
            for word, n in together.items()
            if n >= _FEWEST
        }
        ranked = sorted(shares, key=lambda word: (-shares[word], word))
        if not ranked or shares[ranked[0]] < _ALIKE:
            return 0.0, ()
        best = shares[ranked[0]]
        return best, tuple(word for word in ranked[:_MOST_WORDS] if shares[word] >= _AS_WELL * best)

    def _holders(self, term: str) -> set[int]:
        found: set[int] = set()
        at = self._all.find(term)
        while at >= 0:
            found.add(bisect_right(self._starts, at) - 1)
            at = self._all.find(term, at + 1)
        return found


def terms_of(topic: str, index: Index, sources: Sources) -> list[Term]:
    """Return the words of `topic` that are written in Chinese, Japanese or Korean, in their order."""
    runs: list[str] = _RUN.findall(topic)
    if not runs:
        return []
    best = [term for run in runs for term in _cut(run, lambda _: (0.0, ()))]
    for locale in _locales(topic):
        if not any(term.unknown for term in best):
            break
        catalog = _catalog(locale, index, sources)
        found = [term for run in runs for term in _cut(run, catalog.means)] if catalog else best
        if _unknown(found) < _unknown(best):
            best = found
    return best


def _unknown(terms: Sequence[Term]) -> int:
    return sum(len(term.text) for term in terms if term.unknown)


def _locales(topic: str) -> tuple[str, ...]:
    if re.search("[\uac00-\ud7af]", topic):
        return ("ko-KR",)
    return ("ja-JP",) if re.search("[\u3040-\u30ff]", topic) else ("zh-Hans", "zh-Hant", "ja-JP")


def _cut(run: str, means: Callable[[str], tuple[float, tuple[str, ...]]]) -> Iterator[Term]:
    """Cut a run of characters into the words that cover it best; what no word covers is unknown."""
    learned = cache(means)
    worth, ways = [0.0], [Term("", ())]
    for end in range(1, len(run) + 1):
        choices = [(worth[end - 1], Term(run[end - 1], (), unknown=True))]
        for start in range(max(0, end - max(LONGEST, _WORD)), end):
            piece = run[start:end]
            if piece in GLOSSARY:
                groups = tuple(tuple(stem(word) for word in words) for words in GLOSSARY[piece])
                choices.append((worth[start] + _SURE * len(piece), Term(piece, groups)))
            elif _is_word(piece):
                sure, words = learned(piece)
                if words:
                    choices.append(
                        (worth[start] + _LEARNED * sure * len(piece), Term(piece, (words,)))
                    )
        best = max(choices, key=lambda choice: (choice[0], len(choice[1].text)))
        worth.append(best[0])
        ways.append(best[1])
    return _joined(ways)


def _is_word(piece: str) -> bool:
    """Tell whether `piece` may be a word; hiragana at an end are most often endings or particles."""
    return (
        2 <= len(piece) <= _WORD
        and not _HIRAGANA.match(piece[0])
        and not _HIRAGANA.match(piece[-1])
    )


def _joined(ways: Sequence[Term]) -> Iterator[Term]:
    """Yield the terms of the best way to the end, unknown neighbours as one, particles left out."""
    path: list[Term] = []
    at = len(ways) - 1
    while at > 0:
        path.append(ways[at])
        at -= len(ways[at].text)
    unknown = ""
    for term in (*reversed(path), Term("", ())):
        if term.unknown and not _HIRAGANA.fullmatch(term.text):
            unknown += term.text
            continue
        if unknown:
            yield Term(unknown, (), unknown=True)
            unknown = ""
        if term.text and not term.unknown:
            yield term


def _catalog(locale: str, index: Index, sources: Sources) -> _Catalog | None:
    """Return the texts of a locale with the English ones of the same keys, or None where there are
    none.
    """
    english: dict[tuple[str, str, str], frozenset[str]] = {}
    texts: list[str] = []
    words: list[frozenset[str]] = []
    for repo, namespace, entry in _entries(BASE_LOCALE, index, sources):
        english[repo, namespace, entry.key] = frozenset(
            stem(word) for word in text_words(entry.text)
        )
    for repo, namespace, entry in _entries(locale, index, sources):
        if said := english.get((repo, namespace, entry.key)):
            texts.append(entry.text.replace("\n", " "))
            words.append(said)
    return _Catalog(texts, words) if texts else None


def _entries(locale: str, index: Index, sources: Sources) -> Iterator[tuple[str, str, Entry]]:
    for file in index.files_like(f"%/i18n/{locale}/%"):
        place = catalog_of(file.path)
        if place is not None and not file.test:
            for entry in entries("\n".join(sources.lines(file.repo, file.path))):
                yield file.repo, place.namespace, entry
