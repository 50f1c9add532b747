"""The words of a topic that say something, and what leads to the same settings."""

from __future__ import annotations

import pytest

from ctxkit.ask.find.meanings import MAX_TOPIC_CHARS, meanings
from ctxkit.ask.find.translation import Term
from ctxkit.text.words import stem


def first(topic: str) -> list[str]:
    return [group[0][0] for group in meanings(topic)]


def test_the_word_itself_counts_most_and_its_synonyms_for_less() -> None:
    (group,) = meanings("mail")
    assert group == [("mail", 1.0), ("email", 0.6), ("smtp", 0.6)]


def test_words_of_asking_say_nothing() -> None:
    assert meanings("how can I change the") == []
    assert first("how do I increase the timeout") == [stem("timeout")]


def test_a_word_is_asked_for_once() -> None:
    assert first("retry retries RETRY") == [stem("retry")]


def test_a_vague_word_counts_less_beside_another() -> None:
    vague, other = (dict(group) for group in meanings("policy nginx"))
    assert (vague[stem("policy")], other["nginx"]) == (0.25, 1.0)
    (alone,) = meanings("policy")
    assert dict(alone)[stem("policy")] == 1.0


def test_a_synonym_that_is_asked_for_itself_does_not_count_twice() -> None:
    queue, celery = meanings("queue celery")
    assert dict(queue).keys().isdisjoint({"celer"})
    assert dict(celery).keys().isdisjoint({stem("queue")})


def test_what_is_written_by_its_initials_is_found_by_its_words() -> None:
    groups = [dict(group) for group in meanings("content security policy")]
    assert all("csp" in group for group in groups)
    assert not any("cs" in group for group in groups)


@pytest.mark.parametrize(
    ("topic", "stems"), [("nginx 504", {"nginx", "prox", "timeout"}), ("port 5040", {"port"})]
)
def test_a_status_of_http_stands_for_what_decides_about_it(topic: str, stems: set[str]) -> None:
    assert {group[0][0] for group in meanings(topic)} == stems


def test_four_words_have_initials_too_and_five_have_none_of_their_own() -> None:
    groups = [dict(group) for group in meanings("alpha beta gamma delta")]
    assert all("abgd" in group for group in groups)
    assert ["abg" in group for group in groups] == [True, True, True, False]
    assert groups[0]["abgd"] == 0.6
    assert not any("abgde" in dict(g) for g in meanings("alpha beta gamma delta epsilon"))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("408", ["timeout"]),
        ("413", ["body", "size"]),
        ("429", ["rate", "limit"]),
        ("502", ["proxy"]),
        ("504", ["proxy", "timeout"]),
        ("500", []),
    ],
)
def test_each_status(status: str, words: list[str]) -> None:
    assert first(status) == [stem(word) for word in words]


def test_words_of_other_languages_are_asked_by_their_terms() -> None:
    known, unknown = Term("上传", (("upload",), ("a", "b"))), Term("甲乙丙", (), unknown=True)
    groups = meanings("上传 x甲乙丙", [known, unknown])
    assert [group[0][0] for group in groups] == ["upload", "a", "甲乙"]
    assert dict(groups[1])["b"] == 1.0
    assert dict(groups[2]) == {"甲乙": 1.0, "乙丙": 1.0}


def test_words_keep_their_order_over_languages() -> None:
    terms = [Term("端口", (("port",),)), Term("端口", (("port",),)), Term("证书", (("cert",),))]
    groups = meanings("nginx端口 和 redis端口 tls证书 x", terms)
    assert [group[0][0] for group in groups] == ["nginx", "port", "redi", "tls", "cert"]


@pytest.mark.parametrize("topic", ["ベクトルDB", "ベクトル DB"])
def test_a_phrase_may_be_said_in_two_languages(topic: str) -> None:
    groups = meanings(topic, [Term("ベクトル", (("vector",),))])
    assert [group[0][0] for group in groups] == [stem("vector"), stem("store")]


def test_a_topic_ends_somewhere() -> None:
    assert first("x" * MAX_TOPIC_CHARS + " timeout") == first("x" * MAX_TOPIC_CHARS)
    assert first("ab " * 133 + " timeout") == ["ab"]


@pytest.mark.parametrize("topic", ["vector db", "vector database", "vector stores"])
def test_a_vector_database_is_no_database_of_the_api(topic: str) -> None:
    assert first(topic) == [stem("vector"), stem("store")]


def test_a_database_alone_is_one() -> None:
    assert first("db of redis") == ["db", stem("redis")]
