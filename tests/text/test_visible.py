"""What a terminal would obey is written out."""

from __future__ import annotations

import json

import pytest

from ctxkit.text.visible import visible, visible_line, well_formed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc\r\nd é 中 😀", "a\tb\nc\r\nd é 中 😀"),
        ("\x1b[31mred\x1b]52;c;QQ==\x07", "\\u001b[31mred\\u001b]52;c;QQ==\\u0007"),
        ("\x9b2J\x7f\x00\x0b\x0c", "\\u009b2J\\u007f\\u0000\\u000b\\u000c"),
        ("safe\rspoofed", "safe\\u000dspoofed"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("a\u200bb\ufeffc\xadd", "a\\u200bb\\ufeffc\\u00add"),
        ("run\U000e0041", "run\\udb40\\udc41"),
        ("a\u2028b", "a\\u2028b"),
        ("half \udcff", "half \\udcff"),
        ("⚠\ufe0f !\ufe0f\ufe0f\ufe00", "⚠\ufe0f !\ufe0f\\ufe0f\\ufe00"),
    ],
)
def test_what_is_obeyed_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_json_means_the_same() -> None:
    data = {"a": "\x1b\x7f\x9b\u202e\r\n\U000e0041\u2028\udcff"}
    text = json.dumps(data, ensure_ascii=False)
    assert json.loads(visible(text)) == data
    assert "\x9b" not in visible(text)


def test_a_line_has_no_line_end() -> None:
    assert visible_line("a\nb\r\nc\u2028d") == "a\\u000ab\\u000d\\u000ac\\u2028d"


@pytest.mark.parametrize(
    ("text", "whole"),
    [("a é 😀", "a é 😀"), ("a\udcff\ud83d", "a\ufffd\ufffd"), ("\ud83d\ude00", "😀")],
)
def test_halves_of_characters_are_replaced(text: str, whole: str) -> None:
    assert well_formed(text) == whole
