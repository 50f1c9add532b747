"""How well a failure fits what the sender writes of it."""

from __future__ import annotations

from ctxkit.ask.triage.given_files import TextFile
from ctxkit.ask.triage.message_words import MAX_BITS, Symptoms


def _bits(message: str, text: str) -> float:
    return Symptoms([TextFile(path="mail.txt", text=message)]).bits(text)


def test_a_quoted_phrase_fits_the_failure_that_has_it() -> None:
    assert (
        _bits('It says "cannot open the shared folder".', "cannot open the shared folder")
        == MAX_BITS
    )


def test_dots_between_quotation_marks_are_no_phrase() -> None:
    assert _bits('The page shows "................" forever', "connection refused") == 0
