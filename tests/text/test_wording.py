"""Words that every form of an answer shares."""

from __future__ import annotations

import pytest

from ctxkit.model import HOLE, KeyAnswer, LogTemplate, Symbol
from ctxkit.text.wording import (
    columns,
    prefixed,
    public_kind,
    short,
    shown_services,
    shown_status,
    shown_template,
    symbol_of,
    with_unit,
)


def test_cells_are_below_each_other() -> None:
    assert columns([("a", "b"), ("long", "")]) == "a     b\nlong\n"


@pytest.mark.parametrize(
    ("text", "longest", "cut"),
    [("a  b\n c", 9, "a b c"), ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…")],
)
def test_a_text_is_cut_to_one_line(text: str, longest: int, cut: str) -> None:
    assert short(text, longest) == cut


def test_a_prefix_needs_a_text() -> None:
    assert (prefixed(" in ", "f"), prefixed(" in ", "")) == (" in f", "")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("52428800", "52428800 (50 MiB)"),
        ("1048576", "1048576 (1 MiB)"),
        ("1048577", "1048577"),
        ("0", "0"),
        ("5MB", "5MB"),
        ("-1048576", "-1048576"),
        ("1048576" + "0" * 9, "1048576" + "0" * 9),
    ],
)
def test_bytes_have_the_size_that_people_know(value: str, shown: str) -> None:
    assert with_unit(value) == shown


@pytest.mark.parametrize(
    ("services", "idle", "text"),
    [
        ((), (), ""),
        (("api",), (), "api"),
        (("api", "web"), ("web",), "api (also to web, where it is unused)"),
        (("api", "web"), ("api", "web"), "api, web, where it is unused"),
    ],
)
def test_services_that_do_not_use_a_setting_are_named_apart(
    services: tuple[str, ...], idle: tuple[str, ...], text: str
) -> None:
    assert shown_services(KeyAnswer(name="K", services=services, idle_services=idle)) == text


def test_a_status_has_words_for_people() -> None:
    assert (shown_status("undelivered"), shown_status("live")) == ("not passed through", "live")


def test_a_template_has_braces_for_its_values() -> None:
    assert shown_template(f"a {HOLE} b {HOLE}") == "a {} b {}"


def test_a_definition_is_its_own_symbol() -> None:
    symbol = Symbol(name="Mail.send", line=1, end_line=2, symbol="Mail", what="method")
    statement = LogTemplate(name="logger.info", line=1, end_line=1, symbol="f", template="x")
    assert (symbol_of(symbol), symbol_of(statement)) == ("Mail.send", "f")
    assert (public_kind(symbol), public_kind(statement)) == ("symbol", "log")
