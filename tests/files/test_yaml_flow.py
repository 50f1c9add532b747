"""YAML collections in brackets."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.files.yaml_flow import MAX_DEPTH
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain


def only(text: str) -> Node:
    return read_documents(text.split("\n"))[0].children[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[]", []),
        ("{}", {}),
        ("[a, b]", ["a", "b"]),
        ("[a, b,]", ["a", "b"]),
        ("[ a b , 'c, d' ]", ["a b", "c, d"]),
        ("[1, '1', yes]", [1, "1", True]),
        ("[a, # b, c\n  d]", ["a", "d"]),
        ("[a\n  b, c]", ["a b", "c"]),
        ("['a\n  b']", ["a b"]),
        ("[a#b]", ["a#b"]),
        ("[[a], [b, [c]]]", [["a"], ["b", ["c"]]]),
        ("{a: 1, b: 2}", {"a": 1, "b": 2}),
        ("{a: 1,\n  b: {c: [d]}}", {"a": 1, "b": {"c": ["d"]}}),
        ("{a: , b}", {"a": None, "b": None}),
        ("{\"a\":1, 'b': 2}", {"a": 1, "b": 2}),
        ("{a:1}", {"a:1": None}),
        ("{a: http://x:1/y}", {"a": "http://x:1/y"}),
        ("{? a : b}", {"a": "b"}),
        ("[a: 1, b]", [{"a": 1}, "b"]),
        ('["a":1]', [{"a": 1}]),
        ("[a: [b: 1]]", [{"a": [{"b": 1}]}]),
        ("[a:1]", ["a:1"]),
        ("[!!str 1, &x 2]", ["1", 2]),
        ("{a: !!str 1}", {"a": "1"}),
        ("[!!str '1', &x [2]]", ["1", [2]]),
        ("[\n  a,\n]", ["a"]),
        ("[\na,\nb]", ["a", "b"]),
    ],
)
def test_values(text: str, value: Any) -> None:
    node = only(f"k: {text}\nlast: 1")
    assert plain(node) == value
    assert node.flow


@pytest.mark.parametrize(
    "text", ["[a, b] # c", "{a: [b],\n  c: d}", "[\n  a,\n]", "&x {a: 1}", "!t [a]"]
)
def test_the_span_of_a_collection(text: str) -> None:
    whole = f"k: {text}\nlast: 1"
    node = only(whole)
    assert whole[node.start : node.end] == text.removesuffix(" # c")


def test_the_spans_inside() -> None:
    text = "k: {a: 'x', b: &y z w, c: [1, two], d: , e}"
    spans = {
        node.key: (text[node.key_start], node.colon, text[node.start : node.end])
        for node in only(text).children
    }
    assert spans == {
        "a": ("a", 6, "'x'"),
        "b": ("b", 14, "&y z w"),
        "c": ("c", 25, "[1, two]"),
        "d": ("d", 38, ""),
        "e": ("e", 42, ""),
    }
    assert [text[item.start : item.end] for item in only(text).children[2].children] == ["1", "two"]


def test_anchors_tags_and_aliases_inside() -> None:
    a, b, c = only("k: [&x a, !!str b, *x]").children
    assert (a.anchor, b.tag, c.kind, c.value) == ("x", "!!str", "alias", "x")
    assert [node.shared for node in (a, b, c)] == [True, True, True]
    assert only("k: {a: &x , b: 1}").children[0].anchor == "x"
    assert only("k: ['*x']").children[0].kind == "scalar"


def test_lines_of_entries() -> None:
    node = only("k: [a,\n  b,\n  [c,\n   d]]\nlast: 1")
    assert [(child.line, child.end_line) for child in node.children] == [(1, 1), (2, 2), (3, 4)]
    assert (node.line, node.end_line) == (1, 4)


@pytest.mark.parametrize("text", ["k: [a,\nlast: 1", "k: {a: 1\nlast: 1", "k: [[a\nlast: 1"])
def test_an_unterminated_collection_ends_before_the_next_entry(text: str) -> None:
    root = read_documents(text.split("\n"))[0]
    assert [child.key for child in root.children] == ["k", "last"]


def test_brackets_that_are_too_deep_are_skipped() -> None:
    deep = "[" * (MAX_DEPTH + 5) + "x" + "]" * (MAX_DEPTH + 5)
    root = read_documents([f"k: {deep}", "last: 1"])[0]
    assert [child.key for child in root.children] == ["k", "last"]
    depth, node = 0, root.children[0]
    while node.children:
        depth, node = depth + 1, node.children[0]
    assert depth == MAX_DEPTH - 1
