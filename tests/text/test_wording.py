from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.model import HOLE, KeyAnswer, LogTemplate, Raise, Symbol
from ctxkit.text.wording import (
    columns,
    display_width,
    match_words,
    pieces,
    prefixed,
    public_kind,
    service_list,
    short,
    shown_template,
    symbol_of,
    with_unit,
)


def test_a_text_is_cut_on_one_line() -> None:
    assert short(" a\n b\t") == "a b"
    assert short("x" * 160) == "x" * 160
    assert short("x" * 161) == "x" * 159 + "…"
    assert short("abcdef", 5) == "abcd…"
    assert short("abcde", 5) == "abcde"


def test_a_text_of_much_space_is_not_read_to_its_end() -> None:
    assert short(" " * 20 + "end", 5) == ""
    assert short(" " * 19 + "end", 5) == "e"


def test_a_prefix_needs_a_text() -> None:
    assert (prefixed(" in ", "f"), prefixed(" in ", "")) == (" in f", "")


def test_a_template_is_shown_with_braces() -> None:
    assert shown_template(f"{HOLE} of {HOLE}") == "{} of {}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("52428800", "52428800 (50 MiB)"),
        ("1048576", "1048576 (1 MiB)"),
        ("1048575", "1048575"),
        ("1048577", "1048577"),
        ("0", "0"),
        ("-1048576", "-1048576"),
        ("", ""),
        ("15M", "15M"),
        ("１０４８５７６", "１０４８５７６"),
        ("104857600000000", "104857600000000 (100000000 MiB)"),
        ("1048576000000000", "1048576000000000"),  # an id or a time
    ],
)
def test_a_number_of_bytes_has_its_size(value: str, shown: str) -> None:
    assert with_unit(value) == shown


def test_the_kind_of_a_fact_in_json() -> None:
    assert public_kind(LogTemplate(name="l", template="", line=1, end_line=1)) == "log"
    assert public_kind(Raise(name="E", template="", line=1, end_line=1)) == "raise"


def test_how_a_version_was_found_in_words() -> None:
    assert match_words("as-of") == "by date"
    assert match_words("exact") == "exact"


def test_the_definition_that_a_fact_lies_in() -> None:
    symbol = Symbol(name="f", what="function", symbol="Outer", line=1, end_line=1)
    assert symbol_of(symbol) == "f"
    assert symbol_of(Raise(name="E", template="", symbol="g", line=1, end_line=1)) == "g"


@pytest.mark.parametrize(
    ("services", "idle", "text"),
    [
        (("api", "worker"), (), "api, worker"),
        (("web",), ("web",), "web, where it is unused"),
        (("api", "web"), ("web",), "api (also to web, where it is unused)"),
        (("api", "web", "db"), ("web", "db"), "api (also to web, db, where it is unused)"),
    ],
)
def test_the_services_of_a_setting(
    services: tuple[str, ...], idle: tuple[str, ...], text: str
) -> None:
    key = KeyAnswer(name="X", services=services, idle_services=idle)
    assert service_list(key) == text


def test_columns() -> None:
    assert columns([("a", "b"), ("long", "")]) == "a     b\nlong\n"


def test_columns_of_wide_characters_stay_below_each_other() -> None:
    assert columns([("日本", "x"), ("abcde", "y")]) == "日本   x\nabcde  y\n"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("日本語", 6),
        ("한글", 4),
        ("ＡＢ", 4),  # full width
        ("ｱｲ", 2),  # half width
        ("é", 1),
        ("e\u0301", 1),  # a letter and its accent
        ("a\u200bb", 2),  # a blank of no width
        ("…", 1),
    ],
)
def test_the_width_of_a_text_in_a_terminal(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (" a  (b c)\n", [("", "a"), (" ", "(b"), (" ", "c)")]),
        (
            "設定、A_B (既定)。",
            [("", "設"), ("", "定、"), ("", "A_B"), (" ", "(既"), ("", "定)。")],
        ),
        ("「値」は 3", [("", "「値」"), ("", "は"), (" ", "3")]),
        ("ワークッ", [("", "ワー"), ("", "クッ")]),
        ("", []),
    ],
)
def test_what_a_row_may_begin_with(text: str, parts: list[tuple[str, str]]) -> None:
    assert list(pieces(text)) == parts


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_words_of_ascii_are_whole(text: str) -> None:
    assert [piece for _, piece in pieces(text)] == text.split()


def test_nothing_is_lost_between_pieces() -> None:
    text = "值为 80，见（docker/.env）的“A B”。"
    assert "".join(gap + piece for gap, piece in pieces(text)) == text
    assert len(list(pieces(" " * 50_000 + "（" * 50_000))) == 1
