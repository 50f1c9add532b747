"""Escapes and folding of YAML scalars."""

from __future__ import annotations

import pytest

from ctxkit.files.yaml_scalars import fold_block, fold_lines, unescape


@pytest.mark.parametrize(
    ("parts", "quote", "text"),
    [
        (["it''s"], "'", "it's"),
        (["a\\nb"], "'", "a\\nb"),
        (['a\\nb\\t\\\\\\"\\/'], '"', 'a\nb\t\\"/'),
        (["\\x41\\u00e9\\U0001F600"], '"', "A\u00e9\U0001f600"),
        (["\\0\\a\\b\\e\\v\\f\\r"], '"', "\0\a\b\x1b\v\f\r"),
        (["\\N\\_\\L\\P"], '"', "\x85\xa0\u2028\u2029"),
        (["\\U00110000"], '"', "\ufffd"),
        (["\\q"], '"', "q"),
        (["a", "b"], '"', "a b"),
        (["a\\", "  b"], '"', "ab"),
        (["a\\\\", "b"], '"', "a\\ b"),
        (["a", "", "b"], "'", "a\nb"),
    ],
)
def test_quoted_text(parts: list[str], quote: str, text: str) -> None:
    assert unescape(parts, quote) == text


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["a"], "a"),
        (["a ", " b"], "a b"),
        (["a", "", "", "b"], "a\n\nb"),
        (["", "a"], " a"),
        (["a", ""], "a "),
        (["a", "", ""], "a\n"),
        ([" a", " b ", " c"], " a b c"),
    ],
)
def test_lines_of_a_flow_scalar(parts: list[str], text: str) -> None:
    assert fold_lines(parts) == text


@pytest.mark.parametrize(
    ("lines", "style", "chomping", "blank_after", "text"),
    [
        (["a", "b"], "|", "", 2, "a\nb\n"),
        (["a", "b"], "|", "-", 2, "a\nb"),
        (["a", "b"], "|", "+", 2, "a\nb\n\n\n"),
        ([], "|", "", 2, ""),
        ([], "|", "-", 2, ""),
        ([], "|", "+", 2, "\n\n"),
        (["a", "b", "", "c"], ">", "", 0, "a b\nc\n"),
        (["a", "  b", "c"], ">", "", 0, "a\n  b\nc\n"),
        (["", "a", "b"], ">", "-", 0, "\na b"),
        (["a", "", "", "b"], ">", "-", 0, "a\n\nb"),
    ],
)
def test_block_scalars(
    lines: list[str], style: str, chomping: str, blank_after: int, text: str
) -> None:
    assert fold_block(lines, style, chomping, blank_after) == text
