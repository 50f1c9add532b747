from __future__ import annotations

import pytest
import tree_sitter_python
from tree_sitter import Language, Node, Parser

from ctxkit.extract.literals import (
    EMPTY,
    MAX_ARG_CHARS,
    MessageText,
    Readers,
    build,
    fill_braces,
    fill_percent,
    hole,
    join,
    literal,
    read_binary,
    read_parenthesized,
    shorten,
    unescape,
)
from ctxkit.extract.treesitter import text
from tests.extract.literal import shown


@pytest.mark.parametrize(
    ("format_", "args", "template", "filled"),
    [
        ("Task %s took %.2f s", ("name", "spent"), "Task <> took <> s", ("name", "spent")),
        ("%d%% of %-8s", ("done", "x"), "<>% of <>", ("done", "x")),
        ("%+v: %[1]d %q", ("err", "n"), "<>: <> <>", ("err", "n", "%q")),
        ("%(app)s is gone", (), "<> is gone", ("app",)),
        ("%*.*f %05d %ld", ("a", "b", "c"), "<> <> <>", ("a", "b", "c")),
        ("100% sure", (), "100<>ure", ("% s",)),
        ("100%", ("a",), "100%", ()),
        ("%123456d", ("a",), "%123456d", ()),
    ],
)
def test_fill_percent(
    format_: str, args: tuple[str, ...], template: str, filled: tuple[str, ...]
) -> None:
    message = fill_percent(literal(format_), args)
    assert (shown(message.template), message.args) == (template, filled)


def test_named_verbs_are_filled_by_name() -> None:
    message = fill_percent(literal("%(a)s %(b)d %s"), ("c",), {"a": "x.a"})
    assert (shown(message.text), message.args) == ("<> <> <>", ("x.a", "b", "c"))


@pytest.mark.parametrize(
    ("format_", "args", "named", "template", "filled"),
    [
        ("{} of {}", ("a", "b"), {}, "<> of <>", ("a", "b")),
        ("{1} of {0:>8}", ("a", "b"), {}, "<> of <>", ("b", "a")),
        ("{2} {}", ("a", "b"), {}, "<> <>", ("{2}", "a")),
        ("{name!r} {{kept}}", (), {"name": "app.name"}, "<> {kept}", ("app.name",)),
        ("{a.b[0]} {}", (), {}, "<> <>", ("a.b[0]", "{}")),
        ("{a b}", (), {}, "{a b}", ()),
    ],
)
def test_fill_braces(
    format_: str,
    args: tuple[str, ...],
    named: dict[str, str],
    template: str,
    filled: tuple[str, ...],
) -> None:
    message = fill_braces(literal(format_), args, named)
    assert (shown(message.template), message.args) == (template, filled)


def test_holes_that_a_format_has_already_keep_their_expressions() -> None:
    assert fill_percent(join([hole("a"), literal(" then %s")]), ("b",)).args == ("a", "b")
    assert fill_braces(join([hole("a"), literal(" then {}")]), ("b",)).args == ("a", "b")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"a\tb\x41\u3042\U0001f600\101", "a\tbAあ\U0001f600A"),
        (r"\"\\\'\q", "\"\\'q"),
        (r"\n\r\a\b\f\v", "\n\r  "),
        ("a\\\nb\\\r\nc", "abc"),
        (r"\u{1F600}\N{BULLET}x", "\U0001f600x"),
        (r"\ud800\uE000\U00110000", "\ufffd\ue000\ufffd"),
        (r"\1234", "S4"),
        ("plain", "plain"),
    ],
)
def test_unescape(source: str, value: str) -> None:
    assert unescape(source) == value


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("a  +\n b", "a + b"),
        ("a\x1fb", "a b"),
        ("x" * MAX_ARG_CHARS, "x" * MAX_ARG_CHARS),
        ("x" * (MAX_ARG_CHARS + 1), "x" * (MAX_ARG_CHARS - 1) + "…"),
        (" " * 480 + "x", ""),
    ],
)
def test_shorten(expression: str, name: str) -> None:
    assert MAX_ARG_CHARS == 120
    assert shorten(expression) == name


def test_a_message() -> None:
    message = literal(" a\x1f\n b") + hole("x")
    assert message == MessageText(" a \n b\x1f", ("x",))
    assert message.template == "a b\x1f"
    assert (message.is_literal, literal("a").is_literal) == (False, True)
    assert (message.has_letters, hole("abc").has_letters, literal("1").has_letters) == (
        True,
        False,
        False,
    )
    assert (EMPTY.text, EMPTY.args) == ("", ())
    assert join([literal("a"), message, hole("y")], "/").args == ("x", "y")
    assert join([literal("a"), literal("b")], "/").text == "a/b"


READERS: Readers = {
    "string": lambda node, _: literal(text(node)[1:-1]),
    "binary_operator": read_binary,
    "parenthesized_expression": read_parenthesized,
}


def expression(source: str) -> Node:
    language = Language(tree_sitter_python.language())
    statement = Parser(language).parse(source.encode()).root_node.named_children[0]
    return statement.named_children[0]


@pytest.mark.parametrize(
    ("source", "template", "args"),
    [
        ("'a' + x + 'b'", "a<>b", ("x",)),
        ("x + y", "<>", ("x + y",)),
        ("'a' - x", "<>", ("'a' - x",)),
        ("'a' + (x + y)", "a<>", ("x + y",)),
        ("('a'  # why\n)", "a", ()),
        ("x", "<>", ("x",)),
        ("(" * 99 + "'a'" + ")" * 99, "a", ()),
    ],
)
def test_build(source: str, template: str, args: tuple[str, ...]) -> None:
    message = build(expression(source), READERS)
    assert (shown(message.text), message.args) == (template, args)


def test_what_is_too_deep_is_a_value() -> None:
    assert build(expression("(" * 100 + "'a'" + ")" * 100), READERS).text == "a"
    assert not build(expression("(" * 101 + "'a'" + ")" * 101), READERS).is_literal
    assert build(expression(" + ".join(["'a'"] * 500)), READERS).text == "a" * 500
