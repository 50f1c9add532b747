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


def has_a_word(row: CauseRow | LibraryFailure, text: str) -> bool:
    """Return whether a text has a word of the hint, in its own case or as a pattern without case
    admits it.
    """
    if row.told.startswith("(?i)"):
        return any(word.lower() in text.lower() for word in row.hint.split("|"))
    return any(word in text for word in row.hint.split("|"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: getattr(row, "id", row.hint))
def test_each_alternative_of_a_pattern_has_a_word_of_the_hint(
    row: CauseRow | LibraryFailure,
) -> None:
    if isinstance(row, CauseRow) and row.beside:
        return  # the word may be that of what is beside it
    assert [text for text in texts_of(row.told) if not has_a_word(row, text)] == []


def test_of_each_alternative_is_a_text() -> None:
    pattern = r"(?i)a(?:b|c{2})? [de]\d|f(?!g).{0,3}"
    assert texts_of(pattern) == ["a d1", "ab d1", "acc d1", "f", "f~"]
    assert all(re.search(pattern, text) for text in texts_of(pattern))
