"""The current line of a YAML file and its offsets."""

from __future__ import annotations

import pytest

from ctxkit.files.yaml_cursor import Cursor, indentation

LINES = ["a: 1 \t", "", "  - b\r", "c: d", "e", ""]
STARTS = [0, 7, 8, 15, 20, 22]


def cursor(at: int, last: int = len(LINES)) -> Cursor:
    made = Cursor(LINES, 0, last, STARTS)
    made.move(at)
    return made


def test_the_current_line_is_given_without_trailing_blanks() -> None:
    made = cursor(0)
    assert made.move(2) == "  - b"
    assert (made.at, made.start, made.end) == (2, 8, 13)


def test_offsets_count_from_the_end_of_the_line() -> None:
    assert cursor(0).offset("1") == 3
    assert cursor(2).offset("b") == 12
    assert cursor(2).offset("") == 13
    assert cursor(0).end_of(2) == 13
    assert cursor(0).end_of(0) == 6


@pytest.mark.parametrize(
    ("at", "column", "expected"),
    [
        (0, 0, False),  # a blank line
        (1, 2, True),  # - b
        (1, 1, False),  # indented more
        (2, 0, True),  # c: d
        (3, 0, False),  # e is no entry
    ],
)
def test_whether_the_next_line_is_another_entry(at: int, column: int, expected: bool) -> None:
    assert cursor(at).next_is_another_entry(column) is expected


def test_after_the_last_line_nothing_goes_on() -> None:
    assert cursor(5).next_is_another_entry(0)
    assert cursor(1, last=2).next_is_another_entry(0)


def test_the_rest_after_the_last_line_end_is_no_line() -> None:
    assert [cursor(0).is_rest_after_text(at) for at in (1, 4, 5)] == [False, False, True]


@pytest.mark.parametrize(("line", "count"), [("a", 0), ("  a", 2), ("\t a", 2), ("   ", 3)])
def test_indentation(line: str, count: int) -> None:
    assert indentation(line) == count
