"""Whose words a line has: every sign counts, and similar words of somebody else do not."""

from __future__ import annotations

import pytest

from ctxkit.dify.third_party_packages import PACKAGES
from ctxkit.dify.third_party_platform import PLATFORM
from ctxkit.dify.third_party_row import OwnerByText, owner_by_text

TEXTS = (*PACKAGES, *PLATFORM)


def owner(name: str, *signs: str, pattern: str = "") -> OwnerByText:
    return OwnerByText(
        owner=name,
        signs=signs,
        pattern=pattern,
        near_miss="-",
        since="1.8.1",
        reference="https://example.org/a",
        sample="-",
    )


@pytest.mark.parametrize(
    ("text", "wrote"),
    [
        ("the mill is grinding", True),
        ("a wheel turns", True),
        ("The Mill is grinding", False),
        ("nothing of it", False),
        ("", False),
    ],
)
def test_one_sign_is_enough(text: str, wrote: bool) -> None:
    assert owner("the mill", "mill is", "wheel").wrote(text) is wrote


@pytest.mark.parametrize(
    ("text", "wrote"),
    [
        ("[mill] is grinding", True),
        ("[mill]", True),
        ("x [mill]", False),
        ("mill", False),
        ("wind", False),
    ],
)
def test_a_pattern_must_match_besides_the_sign(text: str, wrote: bool) -> None:
    assert owner("the mill", "[mill]", pattern=r"^\[mill\]|^wind").wrote(text) is wrote


def test_the_first_row_of_a_table_decides() -> None:
    mill, wind = owner("the mill", "mill"), owner("the wind", "mill", "wind")
    assert owner_by_text([mill, wind], "windmill") is mill
    assert owner_by_text([wind, mill], "windmill") is wind
    assert owner_by_text([mill, wind], "wind") is wind
    assert owner_by_text([mill, wind], "water") is None


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row.owner)
def test_each_sign_has_a_line_in_the_sample(row: OwnerByText) -> None:
    lines = row.sample.splitlines()
    assert [sign for sign in row.signs if not any(sign in line for line in lines)] == []


@pytest.mark.parametrize("row", TEXTS, ids=lambda row: row.owner)
def test_nobody_is_named_for_similar_words(row: OwnerByText) -> None:
    assert row.near_miss
    assert owner_by_text(TEXTS, row.near_miss) is None
