"""Words of the product in other languages, learned from the texts of the web console.

The catalogs have every text in each language: a word that is in the English texts of the entries
with `分段`, and seldom in others, is what `分段` means. Not here: which words are looked up
(`translation.py`), the format of the catalogs (`text/catalogs.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.text.catalogs import BASE_LOCALE, CatalogEntry, catalog_of, entries
from ctxkit.text.words import stem, text_words

_MIN_ENTRIES = 2  # with a word, so that what they have in common is what it means
_MIN_SHARE = 0.33  # share (Dice) of entries with both words, from which on one means the other
_NEARLY_BEST = 0.75  # of the best word's share, for another that it may mean, too
_MAX_STEMS = 3


class Learned(NamedTuple):
    """The English stems for a word, likeliest first, and the confidence in them, 0 to 1."""

    confidence: float
    stems: tuple[str, ...]


UNKNOWN = Learned(0.0, ())


class Catalog:
    """The texts of one locale, laid end to end, and the stems of the English ones."""

    def __init__(self, texts: Sequence[str], english: Sequence[tuple[str, ...]]) -> None:
        # One string, so that a word is looked for once and not in each text.
        self._all = "\n".join(texts)
        self._starts = [0]
        for text in texts[:-1]:
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._english = english
        self._totals = Counter(word for words in english for word in words)

    def learn(self, term: str) -> Learned:
        """Return what `term` means."""
        holders = self._entries_with(term)
        if len(holders) < _MIN_ENTRIES:
            return UNKNOWN
        together = Counter(word for holder in holders for word in self._english[holder])
        shares = {
            word: 2 * count / (self._totals[word] + len(holders))
            for word, count in together.items()
            if count >= _MIN_ENTRIES
        }
        ranked = sorted(shares, key=lambda word: (-shares[word], word))
        if not ranked or shares[ranked[0]] < _MIN_SHARE:
            return UNKNOWN
        best = shares[ranked[0]]
        stems = [word for word in ranked[:_MAX_STEMS] if shares[word] >= _NEARLY_BEST * best]
        return Learned(best, tuple(stems))

    def _entries_with(self, term: str) -> set[int]:
        found: set[int] = set()
        at = self._all.find(term)
        while at >= 0:
            found.add(bisect_right(self._starts, at) - 1)
            at = self._all.find(term, at + 1)
        return found


_READ: WeakKeyDictionary[Index, dict[str, Catalog | None]] = WeakKeyDictionary()


def catalog_of_locale(locale: str, index: Index, sources: Sources) -> Catalog | None:
    """Return the texts of a locale with the English ones of the same keys, or None where there are
    none; those of an open index are read once.
    """
    read = _READ.setdefault(index, {})
    if locale not in read:
        read[locale] = _catalog(locale, index, sources)
    return read[locale]


def _catalog(locale: str, index: Index, sources: Sources) -> Catalog | None:
    english = {
        (repo, namespace, entry.key): tuple({stem(word) for word in text_words(entry.text)})
        for repo, namespace, entry in _entries(BASE_LOCALE, index, sources)
    }
    texts: list[str] = []
    stems: list[tuple[str, ...]] = []
    for repo, namespace, entry in _entries(locale, index, sources):
        original = english.get((repo, namespace, entry.key))
        if original:
            texts.append(entry.text.replace("\n", " "))
            stems.append(original)
    return Catalog(texts, stems) if texts else None


def _entries(
    locale: str, index: Index, sources: Sources
) -> Iterator[tuple[str, str, CatalogEntry]]:
    """Yield repository, namespace and entry of each text of a locale."""
    for file in index.files_like(f"%/i18n/{locale}/%"):
        place = catalog_of(file.path)
        if place is not None and not file.test:
            for entry in entries("\n".join(sources.lines(file.repo, file.path))):
                yield file.repo, place.namespace, entry
