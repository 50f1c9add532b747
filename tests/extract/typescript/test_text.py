from __future__ import annotations

import pytest
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from ctxkit.extract.typescript.text import message_of, plain_value
from tests.extract.literal import shown


def expression(code: str) -> Node:
    language = Language(tree_sitter_typescript.language_typescript())
    statement = Parser(language).parse(code.encode()).root_node.named_children[0]
    return statement.named_children[0]


@pytest.mark.parametrize(
    ("code", "template", "args"),
    [
        ("'a\\tb'", "a\tb", ()),
        ('"a"', "a", ()),
        ("`a`", "a", ()),
        ("`a ${b} c ${d.e}`", "a <> c <>", ("b", "d.e")),
        ("`${a}${b}`", "<><>", ("a", "b")),
        ("`é ${a} é`", "é <> é", ("a",)),
        ("`a\\n${'b'}`", "a\nb", ()),
        ("'a' + b", "a<>", ("b",)),
        ("a + b", "<>", ("a + b",)),
        ("'a' - b", "<>", ("'a' - b",)),
        ("('a')", "a", ()),
        ("('a' as string)", "a", ()),
        ("'a'!", "a", ()),
        ("a", "<>", ("a",)),
        ("t('a')", "<>", ("t('a')",)),
    ],
)
def test_messages(code: str, template: str, args: tuple[str, ...]) -> None:
    message = message_of(expression(code))
    assert (shown(message.text), message.args) == (template, args)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (" 'a\\n' ", "a\n"),
        ('"a"', "a"),
        ("`a`", "a"),
        ("5", "5"),
        (" a +\n b ", "a + b"),
        ("x" * 121, "x" * 119 + "…"),
    ],
)
def test_plain_values(source: str, value: str) -> None:
    assert plain_value(source) == value
