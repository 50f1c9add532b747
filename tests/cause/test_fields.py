from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.cause.fields import is_written


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("size = 3", True),
        ("self.size=3", True),
        ('"size": 3,', True),
        ("Pool(oversize=1, size=3)", True),
        ("if size == 3:", False),
        ("oversize = 3", False),
        ("size_of = 3", False),
        ("return size", False),
    ],
)
def test_where_a_field_is_written(line: str, expected: bool) -> None:
    assert is_written(line, "size") is expected


@given(line=st.text("ab_=:'\" .", max_size=14), name=st.sampled_from(["a", "ab", "aa", "b_"]))
def test_a_field_is_written_where_its_pattern_is_found(line: str, name: str) -> None:
    pattern = rf"(?<!\w){re.escape(name)}[\"']?\s{{0,3}}(?:=(?!=)|:)"
    assert is_written(line, name) is (re.search(pattern, line) is not None)
