"""A part of the search index as it is asked: how much a document counts by a word (BM25), in how
many the word is, and what the document stores.

Whoosh's own matchers take several times as long for many words. What was read last is kept: words
and documents come back from question to question. Not here: which documents are the best
(`search.py`), what is in them (`search_documents.py`, `setting_profiles.py`).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from ctxkit.index.recent import Recent
from ctxkit.index.search_documents import StoredPlace, read_places

FIELD = "text"
FACTS = "facts"
_MAX_KEPT_WORDS = 4000  # 16 bytes for each document with it, 1 KB on the average
_MAX_KEPT_DOCUMENTS = 50_000  # some 250 bytes each; Dify with its plugins has 35,000


class Bm25(NamedTuple):
    """How much the repetition of a word counts less and less (the higher, the later), and the
    length of a document.
    """

    saturation: float
    length: float


class _Counted(NamedTuple):
    """The documents with a word, and what each counts by it where all words are as rare."""

    numbers: array[int]
    shares: array[float]


class LastRead:
    """What was read last of a search index, of all of its parts."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: the index was damaged, and may have been before it showed."""
        # By the name of a part: the lengths of its documents, and the files of its facts.
        self.lengths: dict[str, dict[int, int]] = {}
        self.files: dict[str, list[tuple[str, str]]] = {}
        self.words: Recent[tuple[str, str], _Counted] = Recent(_MAX_KEPT_WORDS)
        self.documents: Recent[tuple[str, int], tuple[StoredPlace, ...]] = Recent(
            _MAX_KEPT_DOCUMENTS
        )


class SearchPart:
    """A part of the search index called `name`, open; `read_files` reads the files of its facts."""

    def __init__(
        self,
        reader: Any,
        name: str,
        bm25: Bm25,
        last: LastRead,
        read_files: Callable[[], list[tuple[str, str]]] = list,
    ) -> None:
        self._reader = reader
        self._read_files = read_files
        self._stored: Any = None
        self._name = name
        self._bm25 = bm25
        self._last = last
        self.total: int = reader.doc_count_all()

    def having(self, word: str) -> int:
        """Return how many documents have a word."""
        found: int = self._reader.doc_frequency(FIELD, word)
        return found

    def counted(self, word: str) -> Iterator[tuple[int, float]]:
        """Yield the documents with a word, and what each counts by it where all words are as
        rare.
        """
        found = self._last.words.get((self._name, word), partial(self._count, word))
        return zip(found.numbers, found.shares, strict=True)

    def stored(self, number: int) -> str:
        """Return what a document stores."""
        if self._stored is None:
            self._stored = self._reader.column_reader(FACTS, translate=False)
        found: bytes = self._stored[number]
        return found.decode()

    def places(self, number: int) -> tuple[StoredPlace, ...]:
        """Return the places that a document stores."""
        return self._last.documents.get((self._name, number), partial(self._read_places, number))

    def _read_places(self, number: int) -> tuple[StoredPlace, ...]:
        files = self._last.files.get(self._name)
        if files is None:
            files = self._last.files[self._name] = self._read_files()
        return read_places(self.stored(number), files)

    def _count(self, word: str) -> _Counted:
        numbers, shares = array("L"), array("d")
        if (FIELD, word) not in self._reader:
            return _Counted(numbers, shares)
        saturation, weight = self._bm25
        average = self._reader.field_length(FIELD) / self.total
        lengths = self._last.lengths.setdefault(self._name, {})
        matcher = self._reader.postings(FIELD, word)
        while matcher.is_active():
            number, count = matcher.id(), matcher.weight()
            if number not in lengths:
                lengths[number] = self._reader.doc_field_length(number, FIELD)
            length = lengths[number] / average
            numbers.append(number)
            dampened = saturation * (1 - weight + weight * length)
            shares.append(count * (saturation + 1) / (count + dampened))
            matcher.next()
        return _Counted(numbers, shares)
