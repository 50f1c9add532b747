from __future__ import annotations

import pytest
import tree_sitter_go
from tree_sitter import Language, Node, Parser

from ctxkit.extract.go.text import (
    arguments_of,
    dotted,
    is_string,
    readers,
    string_or_empty,
    string_value,
)
from ctxkit.extract.literals import build, literal
from ctxkit.extract.treesitter import fields, text
from tests.extract.literal import shown


def expression(code: str) -> Node:
    root = Parser(Language(tree_sitter_go.language())).parse(f"x = {code}\n".encode()).root_node
    right = fields(root.named_children[0], "right")
    assert right
    return right[0].named_children[0]


@pytest.mark.parametrize(
    ("code", "template", "args"),
    [
        ('"a\\tb"', "a\tb", ()),
        ("`a\\tb`", "a\\tb", ()),
        ('"a" + b', "a<>", ("b",)),
        ('("a")', "a", ()),
        ("format", "failed: %s", ()),
        ("other", "<>", ("other",)),
        ('fmt.Sprintf("%s of %d", a, b)', "<> of <>", ("a", "b")),
        ("fmt.Sprintf(format, a)", "failed: <>", ("a",)),
        ('fmt.Errorf("a: %w", err)', "a: <>", ("err",)),
        ('errors.Errorf("a %v", b)', "a <>", ("b",)),
        ('fmt.Sprint("a", b)', "a<>", ("b",)),
        ('fmt.Sprintln("a", b)', "a <>", ("b",)),
        ('errors.Join(err, errors.New("a"))', "<>\na", ("err",)),
        ('errors.New("a")', "a", ()),
        ("errors.New(a)", "<>", ("errors.New(a)",)),
        ('string("a")', "a", ()),
        ("fmt.Sprintf()", "<>", ("fmt.Sprintf()",)),
        ('strings.Join("a", b)', "<>", ('strings.Join("a", b)',)),
    ],
)
def test_messages(code: str, template: str, args: tuple[str, ...]) -> None:
    message = build(expression(code), readers({"format": literal("failed: %s")}))
    assert (shown(message.text), message.args) == (template, args)


def test_strings() -> None:
    assert string_value(expression('"a\\n"')) == "a\n"
    assert string_value(expression("`a\\n`")) == "a\\n"
    assert [is_string(expression(code)) for code in ('"a"', "`a`", "a")] == [True, True, False]
    assert string_or_empty(expression('"a"')) == "a"
    assert string_or_empty(expression("a")) == ""
    assert string_or_empty(None) == ""


def test_arguments_without_comments() -> None:
    arguments = fields(expression("f(a, /* why */ b)"), "arguments")
    assert arguments
    assert [text(each) for each in arguments_of(arguments[0])] == ["a", "b"]


@pytest.mark.parametrize(
    ("names", "name"), [(("a", "b"), "a.b"), (("", "b"), "b"), (("a", ""), "a"), ((), "")]
)
def test_dotted_names(names: tuple[str, ...], name: str) -> None:
    assert dotted(*names) == name
