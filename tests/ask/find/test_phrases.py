from __future__ import annotations

import pytest

from ctxkit.ask.find.phrases import PHRASES, SILENT, phrases_of
from ctxkit.ask.find.translation import Term
from ctxkit.text.words import stem
from tests.conftest import assert_golden


def said(sentence: str) -> list[str]:
    return [phrase.text for phrase in phrases_of(sentence.split())]


def test_the_phrases_are_those_that_were_reviewed() -> None:
    lines = [
        f"{' '.join(words)}: {' '.join('/'.join(group) for group in groups)}"
        for words, groups in sorted(PHRASES.items())
    ]
    assert_golden("phrases.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("how do i stop people from signing up", ["stop", "signing up"]),
        ("users must log in again every hour", ["log in again", "hour"]),
        ("log in with github", ["log in with", "github"]),
        ("why is it so", []),
        ("signing", ["signing"]),
    ],
)
def test_words_are_taken_together_where_they_are_a_phrase(sentence: str, texts: list[str]) -> None:
    assert said(sentence) == texts


def test_a_phrase_is_searched_by_what_it_means() -> None:
    (phrase,) = phrases_of(["sign", "up"])
    assert phrase.groups == ((stem("register"), stem("signup")),)


HTTP_NODE = PHRASES[("http", "node")]


@pytest.mark.parametrize(
    ("words", "groups"),
    [
        (["http", Term("节点", (("nod",),))], HTTP_NODE),
        (["http", Term("请求", (("request",),)), Term("节点", (("nod",),))], HTTP_NODE),
        (["vector", Term("库", (("db", "stor"),))], PHRASES[("vector", "db")]),
        (["db", Term("向量", (("vector",),))], ((stem("db"),), (stem("vector"),))),
        (["http", Term("的", ()), Term("节点", (("nod",),))], (("http",), ("nod",))),
        # What a word means besides is no part of a phrase.
        ([Term("次数", (("count", "tim"),)), Term("上限", (("limit",),))], None),
        (["vector", Term("数据库", (("db",), ("stor",)))], (("vector",), ("db",), ("stor",))),
        ([Term("甲乙丙", (), unknown=True)], (("甲乙", "乙丙"),)),
    ],
)
def test_words_of_other_languages_are_a_phrase_where_they_mean_its_words(
    words: list[str | Term], groups: tuple[tuple[str, ...], ...] | None
) -> None:
    found = tuple(group for phrase in phrases_of(words) for group in phrase.groups)
    assert found == (groups or tuple(term.groups[0] for term in words if isinstance(term, Term)))


def test_no_silent_word_is_part_of_a_name_of_one_word() -> None:
    assert SILENT.isdisjoint(
        {"timeout", "limit", "max", "size", "retry", "proxy", "worker", "port"}
    )
    assert all(words == tuple(word.lower() for word in words) for words in PHRASES)
