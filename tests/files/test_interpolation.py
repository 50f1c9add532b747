"""Compose's interpolation: the variables of a value, and its text with them put in."""

from __future__ import annotations

import pytest

from ctxkit.files.interpolation import MAX_DEPTH, Room, references, resolved
from tests.pace import at_most

SET = {"A": "a", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        ("plain", [], "plain"),
        ("${A:-x}", [("A", "x")], "x"),
        ("${A-}", [("A", "")], ""),
        ("$A", [("A", None)], ""),
        ("${A}", [("A", None)], ""),
        ("${A:-${B:-y}z}", [("A", "yz"), ("B", "y")], "yz"),
        ("${A:-$B}-$C", [("A", ""), ("B", None), ("C", None)], "-"),
        ("a}${A:-{}}", [("A", "{}")], "a}{}"),
        ("${A:-http://h/{y}}/z", [("A", "http://h/{y}")], "http://h/{y}/z"),
        ("${A:-a{b} c", [("A", "a{b")], "a{b c"),
        ("$$A $${B} costs $5", [], "$A ${B} costs $5"),
        ("${A:?must be set}", [("A", None)], ""),
        ("${A:+yes}", [("A", None)], ""),
        ("${MEMLOCK:--1}", [("MEMLOCK", "-1")], "-1"),
        ("${A:-$$B}", [("A", "$B")], "$B"),
        ("${A", [], "${A"),
        ("${A:-x", [], "${A:-x"),
        ("${A:-x\n}", [], "${A:-x\n}"),
        ("${A:-x\n}${B:-y}", [("B", "y")], "${A:-x\n}y"),
        ("${A:x}", [], "${A:x}"),
        ("${1}", [], "${1}"),
        ("a$", [], "a$"),
    ],
)
def test_references_and_what_they_resolve_to(
    text: str, found: list[tuple[str, str | None]], value: str
) -> None:
    assert [(r.name, r.default) for r in references(text)] == found
    assert resolved(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$A${A}", "aa"),
        ("${A:-x}${EMPTY:-x}${NONE:-x}", "axx"),
        ("${A-x}${EMPTY-x}${NONE-x}", "ax"),
        ("${A:+x}${EMPTY:+x}${NONE:+x}", "x"),
        ("${A+x}${EMPTY+x}${NONE+x}", "xx"),
        ("${A:?x}${EMPTY:?x}${NONE?x}", "a"),
        ("${NONE:-${A:-y}z}", "az"),
        ("${A:-http://h/{y}}", "a"),
        ("${A:+${EMPTY:-e}}", "e"),
        ("$$A", "$A"),
        ("$a", ""),
    ],
)
def test_a_variable_that_is_set_counts(text: str, value: str) -> None:
    assert resolved(text, SET) == value


def test_a_reference_has_its_offset_in_the_whole_text() -> None:
    found = references("x${A:-y${B:-$C}}$D")
    assert [(r.name, r.offset) for r in found] == [("A", 1), ("B", 7), ("C", 12), ("D", 16)]


def test_substitutions_inside_each_other_end_somewhere() -> None:
    def nested(depth: int) -> str:
        return "${A:-" * depth + "x" + "}" * depth

    assert resolved(nested(MAX_DEPTH)) == "x"
    assert resolved(nested(MAX_DEPTH + 1)) == "${A:-x}"


@pytest.mark.parametrize(
    "text",
    [
        "${A:-" * 30_000,
        "${A:-}" * 30_000,
        "${A:-{}" * 30_000 + "}",
        "${A:-}{" * 30_000 + "}",
        "$" * 60_000,
        "${" * 30_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_values_take_linear_time(text: str) -> None:
    with at_most(5):
        references(text)


def test_what_would_become_too_long_stays_as_it_is() -> None:
    room = Room(10)
    assert resolved("$A $A", {"A": "12345"}, room) == "12345 12345"
    assert resolved("$A", {"A": "1"}, room) == "$A"
    assert resolved("${B:-x}", {}, room) == "x"
