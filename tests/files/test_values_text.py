"""The text of a value, copied or generated, and the comments of a file."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.values_text import (
    Written,
    as_comment,
    as_generated,
    as_written,
    comments_of,
    quoted,
    quoted_key,
    remark_of,
)


def parsed(text: str) -> ValuesFile:
    return parse_values("v.yaml", text.encode())


def written(text: str, *keys: str) -> Written:
    file = parsed(text)
    return as_written(file, file.nodes[keys or ("a",)])


@pytest.mark.parametrize(
    ("text", "inline", "below"),
    [
        ("a: 'it''s'  # c\n", "'it''s'", ()),
        ("a: 012\n", "012", ()),
        ("a: [x,\n  y]\n", "[x,", ("  y]",)),
        ("a: |  # c\n  one\n\n    two\n", "|  # c", ("  one", "", "    two")),
        ("a:\n  b: 1\n  # c\n  d: 2  # e\n", "", ("  b: 1", "  # c", "  d: 2  # e")),
        ("a:\n- x\n-  y\n", "", ("- x", "-  y")),
        ("a:\n    - x\n", "", ("    - x",)),
        ("a:\r\n  b: 1\r\n  c: 2\r\n", "", ("  b: 1", "  c: 2")),
        ("a:\n", "", ()),
    ],
)
def test_a_value_is_copied_as_its_file_has_it(
    text: str, inline: str, below: tuple[str, ...]
) -> None:
    assert written(text) == Written(inline=inline, below=below)


def test_a_copied_value_keeps_its_indentation_relative_to_its_key() -> None:
    text = "x:\n    y:\n      a: |\n          one\n        two\n"
    with pytest.raises(Exception, match=r"v\.yaml"):
        parsed(text)
    text = "x:\n    y:\n      a: |\n          one\n            two\n      b:\n          c: 1\n"
    assert written(text, "x", "y", "a").below == ("    one", "      two")
    assert written(text, "x", "y", "b").below == ("    c: 1",)


@pytest.mark.parametrize(
    ("text", "inline", "below"),
    [
        ("a: &x [1]\n", "[1]", ()),
        ("a: !!str 1\n", '"1"', ()),
        ("x: &x {b: 1}\na: *x\n", "", ("  b: 1",)),
        ("a:\n  b: &x 1\n  c: 2\n", "", ("  b: 1", "  c: 2")),
        ("a: |+\n  one\n\n\n", '"one\\n\\n\\n"', ()),
        ("a:\n  [x, z]\n", '["x", "z"]', ()),
        ("a:\n  'x'\n", '"x"', ()),
    ],
)
def test_a_value_that_cannot_be_copied_is_generated(
    text: str, inline: str, below: tuple[str, ...]
) -> None:
    assert written(text) == Written(inline=inline, below=below)


@pytest.mark.parametrize(
    ("value", "inline", "below"),
    [
        (None, "null", ()),
        (True, "true", ()),
        (1.5, "1.5", ()),
        ("a: b", '"a: b"', ()),
        ("two\nlines", '"two\\nlines"', ()),
        ([1, {"a": "b"}], '[1, {"a": "b"}]', ()),
        ({}, "{}", ()),
        (
            {"a": {"b": 1, "c": {}}, "yes": [1]},
            "",
            ("  a:", "    b: 1", "    c: {}", '  "yes": [1]'),
        ),
    ],
)
def test_generated_values(value: Any, inline: str, below: tuple[str, ...]) -> None:
    assert as_generated(value) == Written(inline=inline, below=below)


@pytest.mark.parametrize(
    ("value", "text"),
    [("é中", '"é中"'), ("a\x85b", '"a\\U00000085b"'), ("\ud800", '"\\U0000d800"')],
)
def test_unprintable_characters_are_escaped(value: str, text: str) -> None:
    assert quoted(value) == text


@pytest.mark.parametrize("key", ["a", "a_b", "a-b", "a.b", "a/b", "A1", "yess"])
def test_keys_without_quotes(key: str) -> None:
    assert quoted_key(key) == key


@pytest.mark.parametrize(
    "key", ["", "1a", "_a", "a b", "é", "yes", "No", "NULL", "on", "y", "a:", "<<", "-a"]
)
def test_keys_with_quotes(key: str) -> None:
    assert quoted_key(key) == quoted(key)


def test_a_list_that_begins_after_the_colon_is_one_value() -> None:
    assert written("a: [x,\n  y]\n").is_one_value
    assert not written("a: [x, y]\n").is_one_value
    assert not written("a: |\n  x\n").is_one_value
    assert not written("a: >-\n  x\n").is_one_value
    assert not written("a:\n  b: 1\n").is_one_value


@pytest.mark.parametrize(
    ("text", "keys", "generate", "lines"),
    [
        ("a:\n  b: 'x'  # c\n", ("a", "b"), False, ["# a:", "#   b: 'x'"]),
        ("a:\n  b: 'x'\n", ("a", "b"), True, ["# a:", '#   b: "x"']),
        (
            "a:\n  b:\n    c: 1\n\n    d: 2\n",
            ("a",),
            False,
            ["# a:", "#   b:", "#     c: 1", "#", "#     d: 2"],
        ),
        ("yes: 1\n", ("yes",), False, ['# "yes": 1']),
    ],
)
def test_a_comment_from_which_a_setting_is_restored(
    text: str, keys: tuple[str, ...], generate: bool, lines: list[str]
) -> None:
    file = parsed(text)
    assert as_comment(file, keys, file.nodes[keys], generate=generate) == lines


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("a: 1  # c\n", "# c"),
        ("a: 1\n", ""),
        ("a: '#'\n", ""),
        ("a: [1]   # c\nb: 1 # d\n", "# c"),
        ("a:  # c\n", ""),
        ("a: |  # c\n  x\n", ""),
        ("a: 'x\n  y'  # c\n", ""),
        ("a:\n  'x'  # c\n", ""),
    ],
)
def test_the_trailing_comment_of_a_value(text: str, remark: str) -> None:
    file = parsed(text)
    assert remark_of(file, file.nodes[("a",)]) == remark


def test_the_comments_of_a_file() -> None:
    text = """\
# top
a: 1  # one
b:
  # inside
  c: |  # header
    # text
    x
  d: "#"
  e: 'x
    # text'
f: [1,  # in a list
  2]
g: &x 1  # shared
h: {i: j} # flow
"""
    assert comments_of(parsed(text)) == [
        (1, "# top"),
        (2, "# one"),
        (4, "# inside"),
        (5, "# header"),
        (14, "# flow"),
    ]
