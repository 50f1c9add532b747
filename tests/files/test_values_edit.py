"""Edits of a values file change the value and no other character."""

from __future__ import annotations

import pytest

from ctxkit.files.values import parse_values
from ctxkit.files.values_edit import Editor
from ctxkit.files.values_text import Written

TEXT = """\
# head
a:
  b: one  # trailing

  list:
    # first
    - x
    - y
  text: |  # header
    line
  below:
    # why
    'value'
  empty:
  # after
  flow: {c: 1, d}
e: last"""
ONE_LINE = Written(inline="new")
BLOCK = Written(below=("  k: 1", "", "  l: 2"))
LITERAL = Written(inline="|-", below=("  x", "  y"))
LIST_OVER_LINES = Written(inline="[x,", below=("  y]",))


def edited(keys: tuple[str, ...], written: Written, text: str = TEXT) -> str:
    file = parse_values("v.yaml", text.encode())
    editor = Editor(file)
    editor.set(file.nodes[keys], written)
    return editor.done()


def replaced(old: str, new: str, text: str = TEXT) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("keys", "written", "old", "new"),
    [
        (("a", "b"), ONE_LINE, "b: one  #", "b: new  #"),
        (("a", "b"), BLOCK, "b: one  # trailing\n", "b:  # trailing\n    k: 1\n\n    l: 2\n"),
        (("a", "b"), LITERAL, "b: one  # trailing\n", "b: |-  # trailing\n    x\n    y\n"),
        (("a", "b"), LIST_OVER_LINES, "b: one  #", "b: [x,\n    y]  #"),
        (("a", "b"), Written(), "b: one  #", "b:  #"),
        (
            ("a", "list"),
            ONE_LINE,
            "list:\n    # first\n    - x\n    - y\n",
            "list: new\n    # first\n",
        ),
        (("a", "list"), Written(below=("- z",)), "    - x\n    - y\n", "  - z\n"),
        (("a", "list"), Written(), "    - x\n    - y\n", ""),
        (("a", "text"), ONE_LINE, "text: |  # header\n    line\n", "text: new\n"),
        (("a", "text"), LITERAL, "text: |  # header\n    line\n", "text: |-\n    x\n    y\n"),
        (("a", "below"), ONE_LINE, "below:\n    # why\n    'value'\n", "below: new\n    # why\n"),
        (
            ("a", "below"),
            BLOCK,
            "below:\n    # why\n    'value'\n",
            "below:\n    k: 1\n\n    l: 2\n    # why\n",
        ),
        (("a", "empty"), ONE_LINE, "empty:\n", "empty: new\n"),
        (("a", "empty"), BLOCK, "empty:\n", "empty:\n    k: 1\n\n    l: 2\n"),
        (("a", "flow", "c"), ONE_LINE, "{c: 1, d}", "{c: new, d}"),
        (("a", "flow", "d"), ONE_LINE, "{c: 1, d}", "{c: 1, d: new}"),
        (("a", "flow"), ONE_LINE, "flow: {c: 1, d}", "flow: new"),
        (("e",), ONE_LINE, "e: last", "e: new"),
        (("e",), BLOCK, "e: last", "e:\n  k: 1\n\n  l: 2"),
    ],
)
def test_a_value_is_replaced(
    keys: tuple[str, ...], written: Written, old: str, new: str, line_end: str
) -> None:
    expected = replaced(old, new).replace("\n", line_end)
    assert edited(keys, written, TEXT.replace("\n", line_end)) == expected


def test_several_edits_do_not_disturb_each_other() -> None:
    file = parse_values("v.yaml", TEXT.encode())
    editor = Editor(file)
    for keys in (("e",), ("a", "b"), ("a", "text")):
        editor.set(file.nodes[keys], ONE_LINE)
    text = replaced("text: |  # header\n    line\n", "text: new\n")
    assert editor.done() == replaced("b: one", "b: new", replaced("e: last", "e: new", text))


@pytest.mark.parametrize(
    ("keys", "old", "new"),
    [
        (("e",), "e: last", "e: last   # c"),
        (("a", "b"), "b: one  # trailing", "b: one  # trailing"),
        (("a", "flow"), "flow: {c: 1, d}", "flow: {c: 1, d}   # c"),
        (("a", "empty"), "empty:\n", "empty:   # c\n"),
    ],
)
def test_a_trailing_comment_is_added_unless_there_is_one(
    keys: tuple[str, ...], old: str, new: str
) -> None:
    file = parse_values("v.yaml", TEXT.encode())
    editor = Editor(file)
    editor.remark(file.nodes[keys], "# c")
    assert editor.done() == replaced(old, new)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "keys", "written", "expected"),
    [
        ("a:\n  b: 1  # c\nd: 2\n", ("a",), ONE_LINE, "a:\n  b: 1  # c\n  k: new\nd: 2\n"),
        (
            "a:\n    b: |\n      x\nd: 2",
            ("a",),
            BLOCK,
            "a:\n    b: |\n      x\n    k:\n      k: 1\n\n      l: 2\nd: 2",
        ),
        ("a: 1\n", (), ONE_LINE, "a: 1\nk: new\n"),
        ("a: 1\nb: 2", (), ONE_LINE, "a: 1\nb: 2\nk: new"),
        ("a: 1\n# end\n", (), ONE_LINE, "a: 1\nk: new\n# end\n"),
        ("", (), ONE_LINE, "k: new\n"),
        ("# only\n# more", (), BLOCK, "# only\n# more\nk:\n  k: 1\n\n  l: 2\n"),
        ("# only\n", (), ONE_LINE, "# only\nk: new\n"),
        ("{a: 1, b: [2]} # c\n", (), ONE_LINE, "{a: 1, b: [2], k: new} # c\n"),
        ("{a: {b: 1,}}", ("a",), ONE_LINE, "{a: {b: 1, k: new,}}"),
        ("a: {b: 1, # c\n  d: }\n", ("a",), ONE_LINE, "a: {b: 1, # c\n  d: , k: new }\n"),
        ("a: {b: 1 # c\n  }\n", ("a",), ONE_LINE, "a: {b: 1, k: new # c\n  }\n"),
        ("a: &b {c: 1}\nd: {<<: *b}\n", ("d",), ONE_LINE, "a: &b {c: 1}\nd: {<<: *b, k: new}\n"),
        ("# c\n{}", (), BLOCK, "# c\n\nk:\n  k: 1\n\n  l: 2\n"),
    ],
)
def test_a_key_is_added_at_the_end_of_a_mapping(
    text: str, keys: tuple[str, ...], written: Written, expected: str, line_end: str
) -> None:
    file = parse_values("v.yaml", text.replace("\n", line_end).encode())
    editor = Editor(file)
    editor.add(file.nodes[keys] if keys else file.root, "k", written)
    assert editor.done() == expected.replace("\n", line_end if text else "\n")
