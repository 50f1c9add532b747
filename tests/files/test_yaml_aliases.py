"""Aliases and merge keys, expanded up to a limit."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.files.yaml_aliases import MAX_DEPTH, MAX_NODES, expanded
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain


def tree(text: str) -> Node:
    whole = expanded(read_documents(text.split("\n"))[0])
    assert whole.limit == ""
    return whole.root


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x {b: 1}\nc: *x", {"a": {"b": 1}, "c": {"b": 1}}),
        ("a: &x [1, 2]\nc: [*x, 3]", {"a": [1, 2], "c": [[1, 2], 3]}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("a: &x 1\nc: *x\nb: &x 2", {"a": 1, "c": 1, "b": 2}),
        (
            "a: &x {b: 1, c: 1}\nd:\n  <<: *x\n  c: 2",
            {"a": {"b": 1, "c": 1}, "d": {"c": 2, "b": 1}},
        ),
        (
            "a: &x {b: 1}\nc: &y {b: 2, d: 2}\ne:\n  <<: [*x, *y]",
            {"a": {"b": 1}, "c": {"b": 2, "d": 2}, "e": {"b": 1, "d": 2}},
        ),
        ("e:\n  <<: {b: 1}\n  c: 2", {"e": {"c": 2, "b": 1}}),
        ("a: 1\nb: 2\na: 3", {"b": 2, "a": 3}),
        ("a: *none", {"a": "*none"}),
        ("<<: *none\na: 1", {"a": 1}),
    ],
)
def test_what_aliases_and_merge_keys_stand_for(text: str, value: dict[str, Any]) -> None:
    found = plain(tree(text))
    assert found == value
    assert list(found) == list(value)


def test_an_alias_has_its_own_place_and_the_value_of_its_anchor() -> None:
    text = "a: &x |\n  one\nb: *x # c"
    original, alias = tree(text).children
    assert (alias.value, alias.style, alias.line) == ("one\n", "|", 3)
    assert text[alias.start : alias.end] == "*x"
    assert (alias.is_alias, alias.flow, alias.is_block_text, alias.anchor) == (
        True,
        True,
        False,
        "x",
    )
    assert (original.is_alias, original.is_block_text) == (False, True)


def test_what_is_elsewhere_in_the_text_is_marked() -> None:
    base, alias, merging, other = tree(
        "base: &x\n  b: {c: 1}\nalias: *x\nmerging:\n  <<: *x\n  own: 1\nother: {d: [1]}"
    ).children
    assert [base.aliased, alias.aliased, merging.aliased, other.aliased] == [False] * 4
    assert [base.shared, alias.shared, merging.shared, other.shared] == [True, True, True, False]
    assert alias.children[0].aliased
    assert alias.children[0].children[0].aliased
    assert not base.children[0].shared
    own, merged = merging.children
    assert (own.key, own.aliased, own.shared) == ("own", False, False)
    assert (merged.key, merged.aliased, merged.shared) == ("b", True, True)


def test_a_tag_or_anchor_inside_makes_a_value_shared() -> None:
    assert [node.shared for node in tree("a: [!!str 1]\nb: {c: &x 1}\nd: [1]").children] == [
        True,
        True,
        False,
    ]


def nested(depth: int) -> str:
    return "a: " + "[" * depth + "]" * depth


def test_the_depth_of_a_tree_is_limited() -> None:
    assert tree(nested(MAX_DEPTH))
    found = expanded(read_documents([f"x: 1\n{nested(MAX_DEPTH + 1)}"][0].split("\n"))[0])
    assert (found.limit, found.line) == (f"nested more than {MAX_DEPTH} levels deep", 2)


def test_an_alias_of_itself_is_limited() -> None:
    found = expanded(read_documents(["a: &a", "  b: *a"])[0])
    assert found.limit == f"nested more than {MAX_DEPTH} levels deep"


@pytest.mark.no_cover
def test_the_number_of_nodes_is_limited() -> None:
    bomb = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    bomb += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    found = expanded(read_documents(bomb)[0])
    assert found.limit == f"more than {MAX_NODES:,} values, aliases repeated"
    assert tree("a: [" + "1, " * 1000 + "]")
