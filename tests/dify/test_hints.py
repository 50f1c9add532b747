"""A row is tried only on a text that has one of the words of its hint: each alternative of its
pattern must have one, or it never tells anything."""

from __future__ import annotations

import re

import pytest

from ctxkit.dify.cause_row import CauseRow
from ctxkit.dify.causes import all_causes
from ctxkit.dify.library_failures import LIBRARY_FAILURES, LibraryFailure
from tests.dify.pattern_texts import texts_of

ROWS = [*all_causes(), *LIBRARY_FAILURES]


def texts_without_a_word(hint: str, pattern: str) -> list[str]:
    """Return the texts of a pattern that have no word of the hint, in its own case or as a pattern
    without case admits it.
    """
    fold = str.lower if pattern.startswith("(?i)") else str
    words = [fold(word) for word in hint.split("|")]
    return [text for text in texts_of(pattern) if not any(word in fold(text) for word in words)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: getattr(row, "id", row.hint))
def test_each_alternative_of_a_pattern_has_a_word_of_the_hint(
    row: CauseRow | LibraryFailure,
) -> None:
    missed = texts_without_a_word(row.hint, row.told)
    if isinstance(row, CauseRow) and row.beside and missed:
        # The word is that of what is beside it.
        missed = texts_without_a_word(row.hint, row.beside)
    assert missed == []


def test_of_each_alternative_is_a_text() -> None:
    pattern = r"(?i)a(?:b|c{2})? [de]\d|f(?!g).{0,3}"
    assert texts_of(pattern) == ["a d1", "ab d1", "acc d1", "f", "f~"]
    assert all(re.search(pattern, text) for text in texts_of(pattern))
