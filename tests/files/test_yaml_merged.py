"""Aliases and merge keys, followed without a copy."""

from __future__ import annotations

import pytest

from ctxkit.errors import UsageError
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_merged import MAX_MERGES, MergedTree


def tree(text: str) -> MergedTree:
    return MergedTree(read_documents(text.split("\n"))[0])


def entries(text: str, key: str = "a") -> dict[str, str]:
    found = tree(text)
    return {
        name: found.target(entry).value
        for name, entry in found.entries(found.root.get(key)).items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: {x: 1, x: 2}", {"x": "2"}),
        ("b: &b {x: 1, y: 2}\na: {y: own, <<: *b}", {"y": "own", "x": "1"}),
        ("b: &b {x: b}\nc: &c {x: c, y: c}\na: {<<: [*c, *b]}", {"x": "c", "y": "c"}),
        ("b: &b {x: b}\nc: &c {<<: *b, y: c}\na: {<<: *c}", {"y": "c", "x": "b"}),
        ("b: &b {x: 1}\na: *b", {"x": "1"}),
        ("v: &v text\na: {x: *v}", {"x": "text"}),
        ("b: &b {x: 1}\nc: &b {x: 2}\na: *b", {"x": "2"}),
        ("a: *b\nb: &b {x: 1}", {}),
        ("a: {<<: {x: 1}, y: 2}", {"y": "2", "x": "1"}),
        ("a: {<<: text, y: 2}", {"y": "2"}),
        ("a: &a {x: 1, <<: *a}", {"x": "1"}),
        ("a: text", {}),
        ("b: 1", {}),
    ],
)
def test_the_entries_of_a_mapping(text: str, expected: dict[str, str]) -> None:
    assert entries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [x, y]", ["x", "y"]),
        ("a: x", ["x"]),
        ("v: &v x\na: [*v, {b: c}, y]", ["x", "y"]),
        ("v: &v [x, y]\na: *v", ["x", "y"]),
        ("a:", []),
        ("b: x", []),
    ],
)
def test_the_texts_of_a_list(text: str, expected: list[str]) -> None:
    found = tree(text)
    assert found.texts(found.root.get("a")) == expected


def test_merges_of_merges_are_followed_up_to_a_limit() -> None:
    lines = [f"k{n}: &k{n} {{<<: *k{n - 1}, e{n}: 1}}" for n in range(1, 3000)]
    text = "\n".join(["k0: &k0 {e0: 1}", *lines])
    assert len(entries(text, "k2999")) == MAX_MERGES + 1


def test_merges_that_double_are_linear() -> None:
    lines = [f"k{n}: &k{n} {{<<: [*k{n - 1}, *k{n - 1}]}}" for n in range(1, 50)]
    assert entries("\n".join(["k0: &k0 {e: 1}", *lines]), "k49") == {"e": "1"}


def test_a_mapping_that_is_merged_too_often_is_refused() -> None:
    many = ", ".join(f"k{n}: 1" for n in range(2_000))
    merging = "".join(f"x{n}: &x{n} {{<<: *a}}\n" for n in range(500))
    names = ", ".join(f"*x{n}" for n in range(500))
    found = tree(f"a: &a {{{many}}}\n{merging}all: {{<<: [{names}]}}\n")
    with pytest.raises(UsageError, match="line 102: merge keys repeat more than"):
        found.entries(found.root.get("all"))
