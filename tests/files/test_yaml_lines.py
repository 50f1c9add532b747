"""The line reader must see what a real parser sees; ruamel is that parser here, and only here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ctxkit.files.yaml_lines import MAX_DEPTH, read_documents, split_lines
from ctxkit.files.yaml_tree import leaves, shown, walk
from ctxkit.files.yaml_types import plain
from tests.pace import at_most

Leaf = tuple[str, int, str | None]


def ours(text: str) -> list[Leaf]:
    return [
        (path, node.line, {"mapping": "{}", "sequence": "[]"}.get(node.kind, shown(node)))
        for root in read_documents(split_lines(text.encode()))
        for path, node in leaves(root)
    ]


def _below(node: MappingNode, prefix: str) -> Iterator[Leaf]:
    for key, value in node.value:
        path, line = prefix + key.value, key.start_mark.line + 1
        if isinstance(value, MappingNode) and value.value:
            yield from _below(value, path + ".")
        elif isinstance(value, ScalarNode):
            empty = value.value == "" and value.style is None
            yield (
                path,
                line,
                None if empty else value.value.replace("\a", ""),
            )  # a mark of ruamel's own where it folds
        else:
            yield path, line, "[]" if isinstance(value, SequenceNode) else "{}"


def theirs(text: str) -> list[Leaf]:
    document: Node = YAML().compose(text)
    return list(_below(document, "")) if isinstance(document, MappingNode) else []


# Neither "?" nor a colon in front: ruamel writes those so that it reads them as something else
# itself.
words = st.text("abcxyz 0189_-./:#'\"\\,[]{}&*!|>%@`=~$\t\n\u00e9\u4e2d", max_size=12).map(
    lambda word: word.lstrip(":")
)
keys = st.one_of(
    st.text("abcdefg_-0123456789", min_size=1, max_size=8),
    words.filter(lambda w: w and "\n" not in w),
)
scalars = st.one_of(words, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=20,
)


@settings(max_examples=120, deadline=None)
@given(
    tree=st.dictionaries(keys, trees, min_size=1, max_size=4),
    flow=st.booleans(),
    dash=st.sampled_from([0, 2]),
)
@example(tree={"a": {"b": "x\n\n y\n"}, "c": [[["d"]], {"e": []}]}, flow=False, dash=0)
@pytest.mark.no_cover
def test_leaves_and_lines_are_those_of_a_real_parser(
    tree: dict[str, Any], flow: bool, dash: int
) -> None:
    yaml = YAML()
    yaml.default_flow_style = flow
    yaml.indent(mapping=2, sequence=dash + 2, offset=dash)
    yaml.width = 60
    stream = io.StringIO()
    yaml.dump(tree, stream)
    text = stream.getvalue()
    assume(
        not any(line.lstrip(" -").startswith("? ") for line in text.split("\n"))
    )  # complex keys are not read
    try:
        expected = theirs(text)
    except YAMLError:  # ruamel writes some keys that it cannot read
        reject()
    assert ours(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\r\nb:\r\n  c: |\r\n    x\r\n\r\n    y\r\nd: e\r\n",
        "\ufeffa: 1\n",
        "a: one\n  two\n\n  three # no more\nb: 'it''s\n  two'\nc: \"x\\\n  y\\tz\"\n",
        "a: |+\n  x\n\n\nb: >-\n  one\n  two\n\n  three\n    four\n  five\nc: |2-\n    x\n",
        "a: &x 1\nb: *x\nc: !!str 5\nd: !tag &y {e: f}\n",
        (
            "a: [b, {c: d, \"e\": f}, 'g, h'] # i\n"
            'j: {\n  k: l, # m\n  n: [o,\n    p]\n  }\nq: {"r":1}\n'
        ),
        "list:\n- a: 1\n  b: 2\n-\n  - c\n- - d\n  - e\nafter: x\n",
        "url: http://x:80/#y\ntime: 10:30\nhash: a#b\nquoted: '#'\nempty:\n# comment\nlast: ''\n",
        '"key: one": 1\n\'two\' : 2\nthree three: 3\n"fo\\"ur": 4\n',
        "a:\n  multi\n  line\nb:\n  'quoted'\nc:\n  - x: |\n      y\n    z: w\n",
        "---\na: 1\n...\n",
        "%YAML 1.2\n---\na: b\n",
    ],
)
def test_hand_written_yaml(text: str) -> None:
    expected = [(path, line, "1" if value == "*" else value) for path, line, value in theirs(text)]
    found = [
        (path, line, "1" if value and value.startswith("*") else value)
        for path, line, value in ours(text)
    ]
    assert found == expected


def test_comments_anchors_and_extents() -> None:
    lines = [
        "# far",
        "",
        "# above",
        "## both",
        "a: &x 1 # behind",
        "  # inner",
        "b: # of b",
        "    # right of c",
        "  c: |",
        "    d",
        "",
    ]
    [root] = read_documents(lines)
    a, b = root.children
    assert (a.comment, a.trailing, a.anchor) == (("above", "both"), "behind", "x")
    assert (b.comment, b.trailing, b.line, b.end_line) == ((), "of b", 7, 10)
    assert b.children[0].comment == ()


def test_documents_are_kept_apart() -> None:
    first, second = read_documents(["a: 1", "---", "b: 2"])
    assert [(n.key, n.line) for root in (first, second) for n in root.children] == [
        ("a", 1),
        ("b", 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(" " * depth + "a:" for depth in range(900)),
        "- " * 40_000,
        "a: " + "[" * 40_000,
        "a: " + "{a: " * 6_000,
        'a: "\n' * 15_000,
        "a: '\n" * 15_000,
        " a: [\n" * 15_000,
        "a: |\n" * 15_000,
        "x:" * 40_000,
        "&a " * 6_000 + "b: c",
        "\t- a: b\n" * 6_000,
        "? a\n: b\n" * 6_000,
        "a: b\n   c\n" * 6_000,
        'a: "' + "\\" * 40_001,
        "<<: *a\n" * 6_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_files_take_linear_time_and_never_raise(text: str) -> None:
    with at_most(5):
        for root in read_documents(text.split("\n")):
            for _, node in leaves(root):
                shown(node)
            for _ in walk(root):
                pass


@pytest.mark.parametrize("entry", ["a:", "-"])
def test_blocks_that_are_nested_deeply_are_cut(entry: str) -> None:
    lines = [" " * depth + entry for depth in range(1_500)]
    root = read_documents([*lines, "b: 1"])[0]
    plain(root)  # calls itself for each level
    depth, node = 0, root
    while node.children:
        depth, node = depth + 1, node.children[0]
    assert depth == MAX_DEPTH
    assert [child.key for child in root.children] == (["a", "b"] if entry == "a:" else [""])


@settings(max_examples=200, deadline=None)
@given(st.text("ab:- \n\t#'\"[]{},|>&*!?%\\0\r", max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    for root in read_documents(split_lines(text.encode())):
        lines = text.replace("\r\n", "\n").count("\n") + 1
        for node in walk(root):
            assert 1 <= node.line <= node.end_line <= lines
