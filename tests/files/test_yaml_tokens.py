"""The tokens of a line of YAML."""

from __future__ import annotations

import pytest

from ctxkit.files.yaml_tokens import (
    inside_end,
    is_marked,
    key_end,
    key_text,
    plain_scalar_of,
    properties,
)


@pytest.mark.parametrize(
    ("content", "mark", "expected"),
    [
        ("- a", "-", True),
        ("-", "-", True),
        ("-\ta", "-", True),
        ("-a", "-", False),
        ("? a", "-", False),
        ("? a", "?", True),
    ],
)
def test_marks(content: str, mark: str, expected: bool) -> None:
    assert is_marked(content, mark) is expected


@pytest.mark.parametrize(
    ("content", "end"),
    [
        ("a: 1", 1),
        ("a:", 1),
        ("a:\t1", 1),
        ("a b: 1", 3),
        ("a:b: 1", 3),
        ("http://x", None),
        ("a", None),
        (": a", None),
        ("a #: b", None),
        ("a#: b", 2),
        ("'a: b': 1", 6),
        ("'a''b' : 1", 7),
        ('"a\\"b": 1', 6),
        ("'a'b: 1", None),
        ("'a: 1", None),
        ("'a':1", None),
        ("[a]: 1", None),
        ("{a: 1}", None),
        ("|: 1", None),
        ("@a: 1", None),
        ("`a: 1", None),
        ("%a: 1", None),
        ("&x a: 1", 4),
        ("<<: *a", 2),
    ],
)
def test_where_a_key_ends(content: str, end: int | None) -> None:
    assert key_end(content) == end


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a", "a"),
        (" a b ", "a b"),
        ("'it''s'", "it's"),
        ('"a\\tb"', "a\tb"),
        ("&x a", "a"),
        ("!!str 'a'", "a"),
        ("&x !y a", "a"),
    ],
)
def test_the_text_of_a_key(raw: str, text: str) -> None:
    assert key_text(raw) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ("", "", "a")),
        ("&x a", ("x", "", "a")),
        ("!!str a", ("", "!!str", "a")),
        ("!t &x a", ("x", "!t", "a")),
        ("&x", ("x", "", "")),
        ("! a", ("", "!", "a")),
        ("a &x", ("", "", "a &x")),
        ("", ("", "", "")),
    ],
)
def test_anchors_and_tags(text: str, expected: tuple[str, str, str]) -> None:
    assert properties(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ("a", None)),
        ("a  ", ("a", None)),
        ("a # b # c", ("a", "b # c")),
        ("a\t# b", ("a", "b")),
        ("a#b", ("a#b", None)),
        ("a  ## b ", ("a", "b")),
        ("a #", ("a", "")),
    ],
)
def test_a_plain_scalar_and_its_comment(text: str, expected: tuple[str, str | None]) -> None:
    assert plain_scalar_of(text) == expected


@pytest.mark.parametrize(
    ("quote", "text", "end"),
    [
        ('"', '"ab" c', 3),
        ('"', '"a\\"b" c', 5),
        ('"', '"a\\\\" c', 4),
        ('"', '"ab', 3),
        ("'", "'a''b' c", 5),
        ("'", "'a\\' c", 3),
    ],
)
def test_where_the_text_inside_quotes_ends(quote: str, text: str, end: int) -> None:
    assert inside_end(quote, text, 1) == end
