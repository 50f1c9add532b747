"""Who may take which word for which: every pair is in a reviewed file, and the kinds stay apart."""

from __future__ import annotations

import pytest

from ctxkit.text.synonyms import MEANINGS, chart_synonyms, name_synonyms, topic_meanings
from tests.conftest import assert_golden

OPPOSITES = [("enable", "disable"), ("allow", "disable")]


def test_the_pairs_are_those_that_were_reviewed() -> None:
    lines = [f"topic  {' '.join(sorted(group))}" for group in topic_meanings()]
    lines += [
        f"name   {word}: {' '.join(sorted(o))}" for word, o in sorted(name_synonyms().items())
    ]
    lines += [f"chart  {word}: {' '.join(o)}" for word, o in sorted(chart_synonyms().items())]
    assert_golden("synonyms.txt", "\n".join(lines) + "\n")


def test_a_meaning_has_a_word_to_compare_with() -> None:
    for meaning in MEANINGS:
        both, topic, opposite, name, chart = map(len, meaning)
        assert chart or both > 1 or topic > 1 or name > 1 or (both and topic + opposite + name)
        words = [*meaning.words, *meaning.topic, *meaning.opposite, *meaning.name]
        assert len(set(words)) == len(words), meaning
        assert all(word == word.lower() for word in words)


@pytest.mark.parametrize(("word", "other"), OPPOSITES)
def test_opposites_lead_a_topic_to_the_same_setting_and_are_equal_nowhere_else(
    word: str, other: str
) -> None:
    assert any({word, other} <= group for group in topic_meanings())
    assert other not in name_synonyms().get(word, ())
    assert word not in name_synonyms().get(other, ())
    assert other not in chart_synonyms().get(word, ())


def test_what_is_refused_is_not_what_is_allowed() -> None:
    assert not any("deny" in group for group in topic_meanings())


def test_a_mirror_is_no_index() -> None:
    assert not any({"mirror", "index"} <= group for group in topic_meanings())


def test_what_only_a_topic_may_equate() -> None:
    names, chart = name_synonyms(), chart_synonyms()
    assert any({"code", "sandbox"} <= group for group in topic_meanings())
    assert "code" not in names
    assert "code" not in chart
    assert any({"limit", "quota", "max"} <= group for group in topic_meanings())
    assert names["limit"] == {"max", "maximum"}


def test_what_only_a_name_may_equate() -> None:
    assert "username" in name_synonyms()["user"]
    assert not any("username" in group for group in topic_meanings())


def test_a_word_of_two_meanings_has_the_synonyms_of_both() -> None:
    assert {"gunicorn", "host"} <= name_synonyms()["server"]
    assert "host" not in name_synonyms()["gunicorn"]


def test_an_inference_goes_from_the_variable_to_the_chart() -> None:
    assert chart_synonyms()["ssl"] == ["tls"]
    assert "tls" not in chart_synonyms()
    assert chart_synonyms()["db"] == ["postgres", "postgresql", "mysql"]
