"""A file is rejected if the strict parser rejects it, or reads it differently."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from ctxkit.errors import UsageError
from ctxkit.files.yaml_confirmed import confirm
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node

TEXT = (
    "a: &x\n  b: 'one'\n  c: [1, {d: e}]\n  f: |\n    text\n"
    "g: *x\nh:\n  <<: *x\n  i: plain # c\nj:\nk: !!str 5\n"
)


def tree(text: str) -> Node:
    return read_documents(text.split("\n"))[0]


def test_a_file_that_both_read_alike_is_accepted() -> None:
    confirm("v.yaml", TEXT, tree(TEXT))
    confirm("v.yaml", "", tree(""))
    confirm("v.yaml", "# only\n", tree("# only\n"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("- a\n", "v.yaml:1: the file must be a mapping", "is it a values.yaml?"),
        ("a: 1\na: 2\n", "v.yaml:2: duplicate key 'a' (first defined on line 1)", "remove one"),
        ("a:\n  b: 1\n  b: 2\n", "v.yaml:3: duplicate key 'b' (first defined on line 2)", "remove"),
        ("[a]: 1\n", "v.yaml:1: a key must be text", "template of the chart"),
        ("a: {{ x }}\n", "v.yaml:1: a key must be text", "template of the chart"),
        ("a: 1\n<<: [1]\n", "v.yaml:2: only mappings can be merged", "<< needs an alias"),
        ("a: 1\n---\nb: 2\n", "v.yaml:2: invalid YAML", "Helm reads only the first"),
        ("a: 1\n\tb: 2\n", "v.yaml:2: invalid YAML", "with spaces, not with tabs"),
        ("a: \x01\n", "v.yaml:1: invalid YAML", "is it a text file?"),
        ("a: *b\n", "v.yaml:1: invalid YAML: found undefined alias", "needs its anchor"),
        ("a: 'b\n", "v.yaml:2: invalid YAML", "a quote or bracket"),
        ("a: [b\nc: d\n", "v.yaml:2: invalid YAML", "check that line"),
        ("a:\n    b: 1\n  c: 2\n", "v.yaml:3: invalid YAML", "indent the line"),
        ("a: b: c\n", "v.yaml:1: invalid YAML", "quote a value"),
        ("x: 1\na: " + "[" * 1000, "v.yaml:2: nested too deeply", "is it the right file?"),
    ],
)
def test_a_file_that_the_strict_parser_rejects(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        confirm("v.yaml", text, tree(text))
    assert raised.value.message.startswith(message)
    assert hint in raised.value.hint


def test_a_quoted_merge_key_is_rejected() -> None:
    text = 'a: &x {b: 1}\nc:\n  "<<": *x\n'
    with pytest.raises(UsageError, match=r"v.yaml:3: ctxkit cannot read this YAML reliably"):
        confirm("v.yaml", text, tree(text))


def test_merge_keys_may_be_there_twice() -> None:
    text = "a: &x {b: 1}\nc: &y {d: 1}\ne:\n  <<: *x\n  <<: *y\n"
    confirm("v.yaml", text, tree(text))


def changed(node: Node, path: str, **changes: object) -> Node:
    """Return a tree whose node at a path is another one."""
    key, _, below = path.partition(".")
    children = list(node.children)
    for number, child in enumerate(children):
        if (child.key or str(number)) == key:
            inner = changed(child, below, **changes) if below else replace(child, **changes)  # type: ignore[arg-type]
            children[number] = inner
    return replace(node, children=children)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("a.b", {"value": "two"}),
        ("a.b", {"style": '"'}),
        ("a.b", {"start": 0}),
        ("a.b", {"end": 0}),
        ("a.b", {"key_start": 0}),
        ("a.b", {"colon": 1}),
        ("a.b", {"key": "bb"}),
        ("a.b", {"kind": "sequence"}),
        ("a.b", {"anchor": "y"}),
        ("a", {"anchor": ""}),
        ("a", {"start": 0}),
        ("a.c", {"end": 0}),
        ("a.c", {"children": []}),
        ("a.c.0", {"value": "2"}),
        ("a.f", {"value": "text"}),
        ("a.f", {"style": ">"}),
        ("g", {"value": "y"}),
        ("h", {"children": []}),
        ("h.i", {"value": "plain # c"}),
        ("h.i", {"end": 0}),
        ("j", {"value": "x"}),
        ("k", {"value": "6"}),
    ],
)
def test_a_tree_that_differs_is_rejected(path: str, changes: dict[str, object]) -> None:
    with pytest.raises(
        UsageError, match=re.escape("ctxkit cannot read this YAML reliably")
    ) as raised:
        confirm("v.yaml", TEXT, changed(tree(TEXT), path, **changes))
    assert re.match(r"v\.yaml:\d+: ", raised.value.message)


def test_an_entry_that_is_missing_or_invented_is_rejected() -> None:
    root = tree(TEXT)
    for children in (root.children[:-1], [*root.children, replace(root.children[-1], key="z")]):
        with pytest.raises(UsageError, match="cannot read this YAML reliably"):
            confirm("v.yaml", TEXT, replace(root, children=children))
    with pytest.raises(UsageError, match="cannot read this YAML reliably"):
        confirm("v.yaml", "", tree("a: 1"))


def test_comments_and_lines_are_not_compared() -> None:
    # What is edited is found by offsets; these are for people.
    ignored = {"comment", "trailing", "line", "end_line", "column", "aliased", "is_alias", "shared"}
    assert ignored < set(Node.__struct_fields__)
    confirm("v.yaml", TEXT, changed(tree(TEXT), "a.b", line=9, comment=("x",), column=7))
