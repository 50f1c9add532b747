from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.text.similarity import closest, edits, letter_share


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        ("key", "key", 0),
        ("", "", 0),
        ("level", "levl", 1),  # drop
        ("levl", "level", 1),  # insert
        ("level", "lavel", 1),  # change
        ("deamon", "daemon", 1),  # swap
        ("ab", "ba", 1),
        ("abc", "ca", 3),  # a swapped letter is not edited again
        ("timout", "timeuot", 2),
        ("abcdef", "uvwxyz", 3),
        ("a", "abcd", 3),
    ],
)
def test_edits_are_counted_up_to_the_limit(left: str, right: str, count: int) -> None:
    assert edits(left, right, 2) == count


def test_the_limit_is_the_callers() -> None:
    assert edits("kitten", "sitting", 1) == 2
    assert edits("kitten", "sitting", 3) == 3
    assert edits("kitten", "sitting", 9) == 3
    assert edits("abc", "abcd", 0) == 1
    assert edits("bb", "aaaa", 2) == 3


WORDS = st.text("abc", max_size=6)


@given(WORDS, WORDS)
def test_edits_are_the_same_in_both_directions(left: str, right: str) -> None:
    assert edits(left, right, 9) == edits(right, left, 9)
    assert (edits(left, right, 9) == 0) == (left == right)
    assert edits(left, right, 2) == min(3, edits(left, right, 9))


def test_the_share_of_letters() -> None:
    assert letter_share("abcd", "abcd") == 1
    assert letter_share("abcd", "bcde") == 0.75
    assert letter_share("abcd", "wxyz") == 0
    assert letter_share("x" * 300 + "a", "x" * 300 + "b") > 0.9  # a common letter is no junk


def test_the_closest_names() -> None:
    known = ["main", "maintenance", "release", "mains"]
    assert closest("main", known, at_least=0.5, limit=9) == ["main", "mains", "maintenance"]
    assert closest("main", known, at_least=0.5, limit=1) == ["main"]
    assert closest("main", known, at_least=0.9, limit=9) == ["main"]
    assert closest("xyzzy", known, at_least=0.5, limit=9) == []
