"""The estimate of tokens: known figures, and that parts add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.text.tokens import count_tokens, tokens_of, units, units_within


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 400, 110),  # a token is 4 characters, and a tenth is added
        ("日本語" * 14 * 10, 330),  # or 1.4 of them in Chinese, Japanese, Korean
        ("a" * 400 + "日" * 140, 220),
        ("é" * 400, 110),
    ],
)
def test_known_figures(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(st.text(), st.text())
def test_the_cost_of_a_text_is_that_of_its_parts(a: str, b: str) -> None:
    assert units(a + b) == units(a) + units(b)


@given(st.integers(0, 10_000))
def test_a_budget_in_units_is_the_largest_that_fits(tokens: int) -> None:
    assert tokens_of(units_within(tokens)) <= tokens < tokens_of(units_within(tokens) + 1)
