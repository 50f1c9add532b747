from __future__ import annotations

import pytest

from ctxkit.extract.shell.text import COLOUR, expansions, printed_words
from tests.extract.literal import shown


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("$A ${B}", [("A", None), ("B", None)]),
        ("${A:-x} ${B-y} ${C:=z} ${D=}", [("A", "x"), ("B", "y"), ("C", "z"), ("D", "")]),
        ("${A:?x} ${B:+y} ${C%z} ${#D}", [("A", None), ("B", None), ("C", None)]),
        ("${A:-${B:-$C}}", [("A", "${B:-$C}"), ("B", "$C"), ("C", None)]),
        ("${A:-x}${B}}", [("A", "x"), ("B", None)]),
        ("${A:-{x}}", [("A", "{x")]),
        ("${A", [("A", None)]),
        ("'$A' \"'$B'\"", [("B", None)]),
        ("\"a\" '$A'", []),
        ("'$A", []),
        ("\\$A \\\\$B", [("B", None)]),
        ("$1 $? $", []),
        ("${A:-'$B'}", [("A", "'$B'"), ("B", None)]),
    ],
)
def test_expansions(line: str, found: list[tuple[str, str | None]]) -> None:
    assert [(each.name, each.fallback) for each in expansions(line)] == found


def test_fallbacks_of_fallbacks_have_an_end() -> None:
    assert len(list(expansions("${A:-" * 8 + "$B"))) == 9
    assert len(list(expansions("${A:-" * 9 + "$B"))) == 9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("a b", ["a", "b"]),
        ("a  'b c' \"d e\"", ["a", "b c", "d e"]),
        ("a'b'\"c\"", ["abc"]),
        ("$A ${B:-x} $(c d) `e` $1 $@", ["<>", "<>", "<>", "<>", "<>", "<>"]),
        ('"a $A b"', ["a <> b"]),
        ('"a \\"b\\" \\$c \\\\ \\d"', ['a "b" $c \\ \\d']),
        ("'a $A'", ["a $A"]),
        ("a\\ b", ["a b"]),
        ("a$", ["a$"]),
        ("$(a (b) c)d", ["<>d"]),
        ("a; b", ["a"]),
        ("a && b", ["a"]),
        ("a || b", ["a"]),
        ("a) b", ["a"]),
        ("a # b", ["a"]),
        ("a#b", ["a#b"]),
        ("a & b", ["a", "&", "b"]),
        ("a >&2", ["a"]),
        ("a >>/dev/stderr", ["a"]),
        ("a > /dev/stdout", ["a"]),
        ("a > /proc/1/fd/1", ["a"]),
        ("a > b", []),
        ("a >> b", []),
        ("a | b", []),
        ("'a", ["a"]),
        ('"a', ["a"]),
        ("$(a", ["<>"]),
        ("`a", ["<>"]),
        ("", []),
        ("a\\", ["a"]),
    ],
)
def test_words_that_are_printed(arguments: str, words: list[str]) -> None:
    assert [shown(word.text) for word in printed_words(arguments)] == words


@pytest.mark.parametrize(
    ("arguments", "args"),
    [
        ("$A ${B:-x} $(c d) `e` $1 $@", ("A", "B", "$(c d)", "`e`", "$1", "$@")),
        ('"$A ${B}"', ("A", "B")),
    ],
)
def test_what_fills_the_holes(arguments: str, args: tuple[str, ...]) -> None:
    assert sum((word.args for word in printed_words(arguments)), ()) == args


@pytest.mark.parametrize("text", ["\\033[0;31m", "\\33[1m", "\\e[0m", "\\x1b[m", "\x1b[31m"])
def test_colours(text: str) -> None:
    assert COLOUR.fullmatch(text)
    assert not COLOUR.search(text[1:])
