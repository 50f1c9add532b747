"""The tree of a YAML file, and the walks over it."""

from __future__ import annotations

import pytest

from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node, is_merge, leaves, merge_sources, shown, walk

TEXT = "a:\n  b: 1\n  c: {}\nd: [x, {e: f}]\ng: *h\ni:\n<<: [*j, *k]\n"


def root(text: str = TEXT) -> Node:
    return read_documents(text.split("\n"))[0]


def test_leaves_are_scalars_lists_and_empty_mappings() -> None:
    assert [path for path, _ in leaves(root())] == ["a.b", "a.c", "d", "g", "i", "<<"]
    assert list(leaves(root("- a"))) == []


def test_a_walk_is_in_the_order_of_the_file() -> None:
    assert [node.key or node.value for node in walk(root())] == [
        "", "a", "b", "c", "d", "x", "", "e", "g", "i", "<<", "j", "k",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", "1"),
        ("a: ' x '", " x "),
        ("a:", None),
        ("a: *b", "*b"),
        ("a: []", "[]"),
        ("a: {}", "{}"),
        ("a: [1, {b: c}]", "[1, {b: c}]"),
        ("a: {b: , c: [d]}", "{b: , c: [d]}"),
        ("a: [[[[[[1]]]]]]", "[[[[[...]]]]]"),
        ("a: [[[[[1]]]]]", "[[[[[1]]]]]"),
    ],
)
def test_a_value_on_one_line(text: str, value: str | None) -> None:
    assert shown(root(text).children[0]) == value


def test_the_entry_of_a_key_is_the_last_one() -> None:
    node = root("a: 1\nb: 2\na: 3").get("a")
    assert node is not None
    assert node.value == "3"
    assert root().get("none") is None


def test_merge_keys_and_what_they_merge() -> None:
    one, several = root("<<: *a\nb: 1"), root("<<: [*a, *b]")
    assert [is_merge(child) for child in one.children] == [True, False]
    assert [node.value for node in merge_sources(one.children[0])] == ["a"]
    assert [node.value for node in merge_sources(several.children[0])] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "is_leaf", "is_block_text"),
    [
        ("a: 1", True, False),
        ("a: |\n  x", True, True),
        ("a: >-\n  x", True, True),
        ("a: '|'", True, False),
        ("a: {}", True, False),
        ("a: {b: 1}", False, False),
        ("a: [b]", True, False),
    ],
)
def test_kinds_of_values(text: str, is_leaf: bool, is_block_text: bool) -> None:
    node = root(text).children[0]
    assert (node.is_leaf, node.is_block_text) == (is_leaf, is_block_text)
