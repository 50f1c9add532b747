"""The types of YAML scalars as Helm reads them."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_types import MAX_NUMBER_CHARS, plain, plain_scalar, same


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        ("true True TRUE yes Yes YES on On ON y Y", True),
        ("false False FALSE no No NO off Off OFF n N", False),
        ("~ null Null NULL", None),
    ],
)
def test_words_that_are_no_text(texts: str, value: bool | None) -> None:
    assert [plain_scalar(text) for text in texts.split()] == [value] * len(texts.split())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("0", 0),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("1_000", 1000),
        ("1_", 1),
        ("0644", 420),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b101", 5),
        ("-0x10", -16),
        ("08", 8.0),
        ("1.10", 1.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1e3", -1000.0),
        ("1E-2", 0.01),
        ("1" * MAX_NUMBER_CHARS, int("1" * MAX_NUMBER_CHARS)),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    found = plain_scalar(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        "yEs", "nULL", "tRue", "0x", "0x_", "0b_", "0o", "0b12", "1e", "1.2.3", "12:30",
        "2024-01-01", ".inf", "1e999", "1,000", "--1", "1 ", "_1",
        "1" * (MAX_NUMBER_CHARS + 1), "x",
    ],
)  # fmt: skip
def test_what_looks_like_another_type_stays_text(text: str) -> None:
    assert plain_scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: yes", True),
        ("a: 'yes'", "yes"),
        ('a: "012"', "012"),
        ("a: |\n  12\n", "12\n"),
        ("a:", None),
        ("a: ''", ""),
        ("a: !!str 12", "12"),
        ("a: !!str", ""),
        ("a: !!int '12'", 12),
        ("a: !!int x", "x"),
        ("a: !!float '1.5'", 1.5),
        ("a: !!bool Yes", True),
        ("a: !!bool nope", False),
        ("a: !!null x", None),
        ("a: !own 12", "12"),
        ("a: ! 12", "12"),
        ("a: [1, '1', {b: no}]", [1, "1", {"b": False}]),
        ("a: {b: {c: 0o7}, d: }", {"b": {"c": 7}, "d": None}),
        ("a: *x", "*x"),
    ],
)
def test_the_value_of_a_node(text: str, value: Any) -> None:
    found = plain(read_documents(text.split("\n"))[0].children[0])
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, 1.0, True),
        (2, 1.0, False),
        (1, True, False),
        (0, False, False),
        (1.0, True, False),
        (True, True, True),
        (True, False, False),
        ("1", 1, False),
        ("a", "a", True),
        ("a", "b", False),
        (None, None, True),
        (None, "", False),
        (None, {}, False),
        ([], {}, False),
        ([1], [1.0], True),
        ([1], [1, 1], False),
        ([1, 2], [2, 1], False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": "1"}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False),
    ],
)
def test_values_are_equal_as_a_chart_sees_them(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal
