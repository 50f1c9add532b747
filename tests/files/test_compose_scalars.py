"""The text that docker compose makes of a scalar; each expected value is what it printed."""

from __future__ import annotations

import pytest

from ctxkit.files.compose_scalars import MAX_NUMBER_CHARS, printed
from ctxkit.files.yaml_lines import read_documents


def text_of(value: str) -> str | None:
    entry = read_documents([f"A: {value}"])[0].get("A")
    assert entry is not None
    return printed(entry)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("-1.0", "-1"),
        ("-0", "0"),
        ("-0.0", "-0"),
        ("+1", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("08", "8"),
        ("010", "8"),
        ("-010", "-8"),
        ("00", "0"),
        ("0o10", "8"),
        ("0O7", "7"),
        ("0o9", "0o9"),
        ("0x1F", "31"),
        ("0X1F", "31"),
        ("0x", "0x"),
        ("0b11", "3"),
        ("0b2", "0b2"),
        ("1_000", "1000"),
        ("_1", "_1"),
        ("-_1", "-1"),
        ("0888.5", "888.5"),
        ("1e5", "100000"),
        ("1e6", "1e+06"),
        ("999999.0", "999999"),
        ("1234567.5", "1.2345675e+06"),
        ("0.0001", "0.0001"),
        ("0.00001", "1e-05"),
        ("1e-400", "0"),
        ("1e400", "1e400"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("-9223372036854775809", "-9.223372036854776e+18"),
        ("1.2.3", "1.2.3"),
        ("1:30", "1:30"),
        ("--1", "--1"),
        ("1,000", "1,000"),
    ],
)
def test_a_number_is_printed_as_go_prints_it(value: str, expected: str) -> None:
    assert text_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("True", "true"),
        ("FALSE", "false"),
        ("tRUE", "tRUE"),
        ("yes", "yes"),
        ("on", "on"),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nUll", "nUll"),
        ("", None),
        (".inf", "+Inf"),
        ("-.Inf", "-Inf"),
        (".NaN", "NaN"),
        ("=", "="),
    ],
)
def test_words(value: str, expected: str | None) -> None:
    assert text_of(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'1.0'", "1.0"),
        ('"true"', "true"),
        ("''", ""),
        ("!!str 1.0", "1.0"),
        ("!!int '3'", "3"),
        ("!!float '1.0'", "1"),
        ("!!bool 'TRUE'", "true"),
        ("!!binary aGk=", "hi"),
        ("!!binary a", "a"),
        ("!foo 1.0", "1.0"),
        ("! 1.0", "1"),
    ],
)
def test_quotes_and_tags(value: str, expected: str) -> None:
    assert text_of(value) == expected


def test_a_number_of_very_many_digits_stays_text() -> None:
    assert text_of("1" * MAX_NUMBER_CHARS) == "1" * MAX_NUMBER_CHARS
    assert text_of("1" * 300) == "1.1111111111111112e+299"
    assert text_of(f"0.{'1' * MAX_NUMBER_CHARS}") == f"0.{'1' * MAX_NUMBER_CHARS}"
