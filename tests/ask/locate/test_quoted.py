"""Messages that a sentence quotes."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.quoted import quoted_pieces
from ctxkit.logline import parse_events


def pieces(text: str) -> list[str]:
    return quoted_pieces(parse_events(text)[0])


@pytest.mark.parametrize("quotes", ["“{}”", "「{}」", "『{}』", "`{}`", '"{}"', "'{}'"])
def test_each_kind_of_quotes(quotes: str) -> None:
    assert pieces(f"it only says {quotes.format('no stamps left')} here") == ["no stamps left"]


@pytest.mark.parametrize(
    "text",
    [
        'it says "stamps" here',
        'it says "12 34" here',
        "it says “ab c” 'a b' here"[:0] + "it says 'a b cd' here",
        '"no stamps left"',
        'x "no stamps left"',
        '{"message": "no stamps left"} here',
        '["no stamps left", "or letters left"]',
        "2026-05-22 13:11:43 it says “no stamps left” here",
        'a="no stamps left":',
        "don't say that it can't be found",
    ],
)
def test_what_is_no_quotation(text: str) -> None:
    assert pieces(text) == []


def test_chinese_needs_no_blanks() -> None:
    assert pieces("会提示“邮筒正在刷漆”，怎么办") == ["邮筒正在刷漆"]
    assert pieces("会提示“邮筒”和别的，怎么办呢") == []
    assert pieces("会提示“邮筒刷漆”，怎么办") == ["邮筒刷漆"]


def test_each_piece_once_and_no_more_than_four() -> None:
    text = " and ".join(f'"no stamps {n}"' for n in (1, 1, 2, 3, 4, 5))
    assert pieces(text) == [f"no stamps {n}" for n in (1, 2, 3, 4)]


def test_a_stack_quotes_nothing() -> None:
    frame = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\n    x'
    assert pieces(f"{frame}\nValueError: “no stamps left” is what it says") == []
