from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ctxkit.ask.find.catalog_words import UNKNOWN, Catalog, catalog_of_locale
from tests.ask.literal import literal_index


def catalog(*entries: tuple[str, str]) -> Catalog:
    return Catalog([text for text, _ in entries], [frozenset(e.split()) for _, e in entries])


def learn(term: str, *entries: tuple[str, str]) -> Sequence[str]:
    return catalog(*entries).learn(term).stems


CHUNKS = (("甲乙", "chunk"), ("丙甲", "chunk add"), ("丙", "add"))


def test_a_word_means_what_its_entries_have_in_common() -> None:
    assert learn("甲", *CHUNKS) == ("chunk",)
    assert learn("丙", *CHUNKS) == ("add",)
    assert catalog(*CHUNKS).learn("甲").confidence == 1.0


def test_one_entry_is_too_few() -> None:
    assert catalog(*CHUNKS).learn("甲乙") == UNKNOWN
    assert catalog(*CHUNKS).learn("丁") == UNKNOWN


def test_a_word_of_one_text_alone_is_not_what_two_have_in_common() -> None:
    assert learn("甲", ("甲", "one"), ("甲", "two")) == ()


def test_a_word_that_is_everywhere_means_nothing_in_particular() -> None:
    others = [("x", "common")] * 8
    assert learn("甲", ("甲", "common"), ("甲", "common"), *others) == ("common",)  # 4 / 12
    assert learn("甲", ("甲", "common"), ("甲", "common"), *others, *others) == ()


def test_words_nearly_as_sure_are_meant_too_three_at_most() -> None:
    both = [("甲", "chunk segment")] * 3
    assert learn("甲", *both) == ("chunk", "segment")
    assert learn("甲", *both, ("x", "segment"), ("x", "segment")) == ("chunk", "segment")  # 6 / 8
    assert learn("甲", *both, *[("x", "segment")] * 3) == ("chunk",)
    five = [("甲", "chunk segment")] * 5
    assert learn("甲", *five, *[("x", "segment")] * 3) == ("chunk", "segment")  # 10 / 13
    assert learn("甲", *five, *[("x", "segment")] * 4) == ("chunk",)  # 10 / 14
    assert learn("甲", ("甲", "d c b a"), ("甲", "d c b a")) == ("a", "b", "c")


def test_a_word_does_not_reach_from_one_text_into_the_next() -> None:
    assert learn("甲乙", ("甲", "x"), ("乙甲", "x"), ("乙", "x")) == ()


def test_a_text_that_has_a_word_twice_counts_once() -> None:
    assert learn("甲", ("甲甲", "chunk")) == ()


def test_texts_of_a_locale_are_joined_with_the_english_ones_by_key(tmp_path: Path) -> None:
    english = {"a": "Add chunk", "b": "Chunk", "c": "Other"}
    japanese = {"a": "甲を追加", "b": "甲", "untranslated": "甲だけ"}
    paths = {
        "web/i18n/en-US/app.json": english,
        "web/i18n/ja-JP/app.json": japanese,
        "web/i18n/ja-JP/other.json": {"c": "甲"},
        "web/__tests__/i18n/ja-JP/app.json": {"c": "甲"},
        "web/i18n/ja-JP/readme.md": {},
    }
    files = {path: (json.dumps(texts, indent=2), []) for path, texts in paths.items()}
    asked = literal_index(tmp_path, {"dify": {**files}})
    found = catalog_of_locale("ja-JP", asked.index, asked.sources)
    assert found is not None
    assert found.learn("甲").stems == ("chunk",)
    assert catalog_of_locale("ko-KR", asked.index, asked.sources) is None
