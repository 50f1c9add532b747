"""Scores are those of Whoosh's own BM25F, which is slower for many words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.index.search_documents import StoredPlace, stored_places
from ctxkit.index.search_parts import Bm25, LastRead, SearchPart

WORDS = ("redis", "timeout", "retry", "size")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=12)
FILES = [("dify", "a.py")]
WHOOSH = Bm25(saturation=1.2, length=0.75)  # what it takes if it is not told


@contextmanager
def part_of(texts: list[list[str]], last: LastRead) -> Iterator[tuple[SearchPart, Any]]:
    from whoosh.fields import COLUMN, KEYWORD, Schema
    from whoosh.filedb.filestore import RamStorage

    made = RamStorage().create_index(Schema(text=KEYWORD(scorable=True), facts=COLUMN()))
    writer = made.writer()
    for text in texts:
        place = StoredPlace("setting", "dify", "a.py", 7, text[0], 3)
        writer.add_document(text=" ".join(text), facts=stored_places([place], {}).encode())
    writer.commit()
    with made.searcher() as searcher:
        yield SearchPart(searcher.reader(), "MAIN", WHOOSH, last, lambda: FILES), searcher


@given(texts=TEXTS, word=st.sampled_from(WORDS))
def test_a_word_counts_as_whoosh_says(texts: list[list[str]], word: str) -> None:
    from whoosh.query import Term

    with part_of(texts, LastRead()) as (part, searcher):
        hits = searcher.search(Term("text", word), limit=None)
        rarity = searcher.idf("text", word)
        expected = {hit.docnum: pytest.approx(hit.score) for hit in hits}
        assert {number: rarity * share for number, share in part.counted(word)} == expected
        assert part.having(word) == len(expected)
        assert part.total == len(texts)


def test_what_was_read_is_not_read_again_until_it_is_forgotten() -> None:
    last = LastRead()
    with part_of([["redis"], ["size", "redis"]], last) as (part, _):
        assert [number for number, _ in part.counted("redis")] == [0, 1]
        assert [place.name for place in part.places(1)] == ["size"]
    with part_of([["size"]], last) as (other, _):
        assert [number for number, _ in other.counted("redis")] == [0, 1]
        assert [place.name for place in other.places(1)] == ["size"]
        last.forget()
        assert list(other.counted("redis")) == []
        assert [place.line for place in other.places(0)] == [7]


def test_parts_are_kept_apart() -> None:
    last = LastRead()
    with part_of([["redis"]], last) as (own, _), part_of([["size"], ["redis"]], last) as (_, other):
        packages = SearchPart(other.reader(), "packages", WHOOSH, last, lambda: FILES)
        assert [number for number, _ in own.counted("redis")] == [0]
        assert [number for number, _ in packages.counted("redis")] == [1]
        assert own.places(0) != packages.places(0)
