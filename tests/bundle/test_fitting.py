"""Lines cut to a number of tokens: never more, and the rest is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.bundle.fitting import fit_lines, fit_pasted
from ctxkit.text.tokens import count_tokens


def rest(count: int) -> str:
    return f"{count} more"


def cost(lines: list[str]) -> int:
    return sum(count_tokens(f"{line}\n") for line in lines)


def test_lines_that_just_fit_are_kept() -> None:
    lines = ["one", "two", "three"]
    assert fit_lines(lines, cost(lines), rest) == lines


def test_one_token_less_and_the_last_line_counts_the_rest() -> None:
    lines = ["one" * 9, "two" * 9, "three"]
    assert fit_lines(lines, cost(lines) - 1, rest) == ["one" * 9, "2 more"]
    assert fit_lines(lines, cost(["one" * 9, "2 more"]), rest) == ["one" * 9, "2 more"]
    assert fit_lines(lines, cost(["one" * 9, "2 more"]) - 1, rest) == ["3 more"]


def test_after_a_line_that_does_not_fit_none_is_kept() -> None:
    lines = ["short", "long" * 50, "short"]
    assert fit_lines(lines, cost(["short", "short", "3 more"]), rest) == ["short", "2 more"]


def test_a_block_is_left_out_whole_and_the_lines_after_it_are_kept() -> None:
    block = "| a |\n" * 20
    lines = ["first", block, "last"]
    assert fit_lines(lines, cost(["first", "last", "22 more"]), rest) == [
        "first",
        "last",
        "21 more",
    ]
    assert fit_lines(lines, cost(lines), rest) == lines


def test_two_lines_are_a_block() -> None:
    lines = ["first", "long\n" + "long" * 30, "last"]
    assert fit_lines(lines, cost(["first", "last", "4 more"]), rest) == [
        "first",
        "last",
        "2 more",
    ]


def test_where_not_even_the_count_fits_there_is_nothing() -> None:
    assert fit_lines(["long" * 50], cost(["1 more"]) - 1, rest) == []
    assert fit_lines(["long" * 50], cost(["1 more"]), rest) == ["1 more"]


@given(
    lines=st.lists(st.text(alphabet="a\n日", max_size=30), max_size=15), room=st.integers(0, 100)
)
def test_no_lines_cost_more_than_their_room(lines: list[str], room: int) -> None:
    kept = fit_lines(lines, room, rest)
    assert cost(kept) <= room
    if kept != lines:
        assert kept == [] or kept[-1].endswith("more")


def test_a_count_of_more_digits_than_lines_still_fits() -> None:
    lines = ["a\n" * 40, "b" * 60]
    room = cost(["41 more"])
    assert fit_lines(lines, room, rest) in ([], ["42 more"])


def test_pasted_text_is_kept_without_its_outer_blank_lines() -> None:
    assert fit_pasted("\n\none\n\ntwo\n\n", 400) == "one\n\ntwo"


def test_pasted_text_that_does_not_fit_says_how_many_lines_are_cut() -> None:
    text = "\n".join(f"line number {n}" for n in range(100))
    shown = fit_pasted(text, 50).splitlines()
    assert shown[:2] == ["line number 0", "line number 1"]
    assert shown[-1] == f"⋮ {100 - len(shown) + 1} lines cut"
    assert len(shown) > 5


@pytest.mark.parametrize(("room", "chars"), [(334, 200), (167, 100), (20, 20), (35, 21)])
def test_a_long_line_is_cut_so_that_others_fit_as_well(room: int, chars: int) -> None:
    assert fit_pasted("x " * 500, room).splitlines()[0] in (
        f"{('x ' * 500)[:chars]} ⋮ {1000 - chars} characters cut",
        "⋮ 1 lines cut",
    )
    assert fit_pasted("x" * chars, room) == "x" * chars


def test_a_line_of_the_limit_is_whole_and_one_more_character_is_cut() -> None:
    assert fit_pasted("x" * 240, 400) == "x" * 240
    assert fit_pasted("x" * 241, 400) == f"{'x' * 240} ⋮ 1 characters cut"
