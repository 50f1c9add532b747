from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.extract.lines import MAX_JOINED_LINES, LineCounter, LineIndex, joined_lines


@pytest.mark.parametrize(
    ("position", "line"), [(0, 1), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (9, 4)]
)
def test_a_newline_belongs_to_the_line_that_it_ends(position: int, line: int) -> None:
    assert LineIndex("a\n\nb\nc").line_at(position) == line
    assert LineIndex(b"a\n\nb\nc").line_at(position) == line
    assert LineCounter(b"a\n\nb\nc").line_at(position) == line


@given(st.binary(max_size=50), st.lists(st.integers(0, 50), max_size=8))
def test_any_order_of_questions_has_the_same_answers(data: bytes, positions: list[int]) -> None:
    index, counter = LineIndex(data), LineCounter(data)
    for position in positions:
        expected = data.count(b"\n", 0, position) + 1
        assert (index.line_at(position), counter.line_at(position)) == (expected, expected)


def test_backslashes_join_lines() -> None:
    lines = ["a \\", "b", "c \\", "d \\"]
    assert list(joined_lines(iter(enumerate(lines, 1)))) == [(1, 2, "a \nb"), (3, 4, "c \nd \\")]


def test_no_more_lines_are_joined_than_the_limit() -> None:
    lines = ["x\\"] * (MAX_JOINED_LINES + 3)
    (_, first, _), (_, second, _) = joined_lines(iter(enumerate(lines, 1)))
    assert (first, second) == (MAX_JOINED_LINES + 1, MAX_JOINED_LINES + 3)


def test_lines_may_be_taken_in_between() -> None:
    unread = iter(enumerate(["a", "body", "b"], 1))
    joined = joined_lines(unread)
    assert next(joined) == (1, 1, "a")
    assert next(unread) == (2, "body")
    assert next(joined) == (3, 3, "b")
