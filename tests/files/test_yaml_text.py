"""YAML scalars of one line and of several."""

from __future__ import annotations

import pytest

from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node


def entries(text: str) -> dict[str, tuple[str, str]]:
    """Return value and span of each entry of a mapping."""
    root = read_documents(text.split("\n"))[0]
    return {node.key: (node.value, text[node.start : node.end]) for node in root.children}


def only(text: str) -> Node:
    return read_documents(text.split("\n"))[0].children[0]


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("a: 'x y' # c", "x y", "'x y'"),
        ('a: "x\\"y"', 'x"y', '"x\\"y"'),
        ("a: 'x\n\n  y' # c\nb: 1", "x\ny", "'x\n\n  y'"),
        ('a: "x\\\n  y"\nb: 1', "xy", '"x\\\n  y"'),
        ("a:\n  'x'\nb: 1", "x", "'x'"),
        ("a: 'x\ny'\nb: 1", "x y", "'x\ny'"),
        ("a: 'x\nb: 1", "x", "'x"),
        ("a: 'x\n- b", "x", "'x"),
        ("a: 'x", "x", "'x"),
    ],
)
def test_quoted_scalars(text: str, value: str, span: str) -> None:
    assert entries(text)["a"] == (value, span)


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("a: x  # c\nb: 1", "x", "x"),
        ("a: x#y\nb: 1", "x#y", "x#y"),
        ("a: x\n  y\n\n  z # c\n  w\nb: 1", "x y\nz", "x\n  y\n\n  z"),
        ("a: x\n  b: 1", "x", "x"),
        ("a: x\n  # c\n  y\nb: 1", "x", "x"),
        ("a: x\ny", "x", "x"),
        ("a: x # c\n  y\nb: 1", "x", "x"),
        ("a:\n  x\n   y\nb: 1", "x y", "x\n   y"),
        ("a: x\u00a0\nb: 1", "x\u00a0", "x\u00a0"),
        ("a: http://x:1/y\nb: 1", "http://x:1/y", "http://x:1/y"),
    ],
)
def test_plain_scalars(text: str, value: str, span: str) -> None:
    assert entries(text)["a"] == (value, span)


@pytest.mark.parametrize(
    ("text", "value", "span"),
    [
        ("a: |\n  x\n   y\n\n\nb: 1", "x\n y\n", "|\n  x\n   y"),
        ("a: |-  # c\n  x\nb: 1", "x", "|-  # c\n  x"),
        ("a: |+\n  x\n\n\nb: 1", "x\n\n\n", "|+\n  x\n\n"),
        ("a: >\n  x\n  y  \nb: 1", "x y  \n", ">\n  x\n  y  "),
        ("a: |2\n    x\n  y\nb: 1", "  x\ny\n", "|2\n    x\n  y"),
        ("a: |\n\n  x\nb: 1", "\nx\n", "|\n\n  x"),
        ("a: |\nb: 1", "", "|"),
        ("a: | # c\nb: 1", "", "| # c"),
        ("a: |\n  x", "x", "|\n  x"),
        ("a: |\n  x\n", "x\n", "|\n  x"),
        ("a: |+\n  x\n\n", "x\n\n", "|+\n  x\n"),
        ("a: |\n  x\n y: 1", "x\n", "|\n  x"),
        ("a: |\n  # x\nb: 1", "# x\n", "|\n  # x"),
    ],
)
def test_block_scalars(text: str, value: str, span: str) -> None:
    assert entries(text)["a"] == (value, span)


def test_what_follows_a_block_scalar_is_read() -> None:
    assert list(entries("a: |\n  x\n\nb: 1")) == ["a", "b"]
    assert list(entries("a: x\n  y\nb: 1")) == ["a", "b"]
    assert list(entries("a: 'x\n  y'\nb: 1")) == ["a", "b"]


@pytest.mark.parametrize("text", ["a: |x", "a: |-x", "a: |123"])
def test_what_is_no_header_of_a_block_is_plain(text: str) -> None:
    assert only(text).value == text.removeprefix("a: ")


def test_the_trailing_comment_is_kept() -> None:
    assert [only(text).trailing for text in ("a: x # c", "a: 'x' # c", "a: 'x'", "a: [x] # c")] == [
        "c",
        "c",
        "",
        "c",
    ]
