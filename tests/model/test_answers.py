"""Answers are data; their words that scripts read do not change."""

from __future__ import annotations

from typing import get_args

from ctxkit.model import STATUS_WORDS, Confidence, Severity, Status


def test_every_status_has_words_for_people() -> None:
    assert set(STATUS_WORDS) == set(get_args(Status))
    assert STATUS_WORDS["undelivered"] == "not passed to the container"
    assert {status: words for status, words in STATUS_WORDS.items() if status != words} == {
        "undelivered": "not passed to the container"
    }


def test_words_that_scripts_read() -> None:
    assert get_args(Status) == ("live", "unread", "undelivered", "computed", "dead")
    assert get_args(Confidence) == ("high", "medium", "low", "none")
    assert get_args(Severity) == ("error", "warning", "note")
