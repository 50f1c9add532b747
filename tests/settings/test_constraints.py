"""Constraints in words."""

from __future__ import annotations

import pytest

from ctxkit.settings.constraints import constraint_in_words


@pytest.mark.parametrize(
    ("constraints", "words"),
    [
        ("gt=0", "must be greater than 0 (gt=0)"),
        ("ge=1", "must be at least 1 (ge=1)"),
        ("lt=5", "must be less than 5 (lt=5)"),
        ("le=5", "must be at most 5 (le=5)"),
        ("ge=0.0, le=1.0", "must be at least 0.0 and at most 1.0 (ge=0.0, le=1.0)"),
        ("min_length=3", "must be at least 3 characters long (min_length=3)"),
        ("max_length=9", "must be at most 9 characters long (max_length=9)"),
        ("multiple_of=2", "must be a multiple of 2 (multiple_of=2)"),
        ("required", "must be set (required)"),
        ("timezone", "must be a time zone (timezone)"),
        (
            "required,oneof=disable require",
            "must be set and one of disable, require (required,oneof=disable require)",
        ),
        ("['A', 'B']", "must be one of 'A', 'B'"),
        ("regex(/^a, b=c$/)", "must satisfy regex(/^a, b=c$/)"),
        ("gt=0, odd", "must satisfy gt=0, odd"),
        ("optional", ""),
        ("optional()", ""),
        ("", ""),
    ],
)
def test_constraints_in_words(constraints: str, words: str) -> None:
    assert constraint_in_words(constraints) == words
