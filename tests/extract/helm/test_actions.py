from __future__ import annotations

import pytest

from ctxkit.extract.helm.actions import Operand, actions
from tests.extract.helm.parsing import action, operand, pipeline


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a {{ b }} c", [(2, 9)]),
        ("{{b}}{{- c -}}", [(0, 5), (5, 14)]),
        ("{{/* a }} b */}}{{c}}", [(0, 16), (16, 21)]),
        ("{{- /* a */ -}}", [(0, 15)]),
        ("{{ /* a", []),
        ("{{ /* a */", []),
        ('{{ "}}" }}', [(0, 10)]),
        ("{{ `{{ a }}` }}", [(0, 15)]),
        ("{{ a", []),
        ("{{ a }} {{ b", [(0, 7)]),
        ("}} {{ a }}", [(3, 10)]),
    ],
)
def test_actions(text: str, spans: list[tuple[int, int]]) -> None:
    assert [(each.start, each.end) for each in actions(text)] == spans


def test_a_comment_has_no_tokens() -> None:
    assert [len(each.tokens) for each in actions("{{/* a */}}{{- /* b */ -}}{{ c }}")] == [0, 0, 1]


@pytest.mark.parametrize(
    ("expression", "tokens"),
    [
        ("if and $a.b .c", ["word if", "word and", "variable $a.b", "field .c"]),
        ("$x := .y | default 3", [
            "variable $x", "mark :=", "field .y", "mark |", "word default", "word 3",
        ]),
        ("(a \"b c\" 'd' `e\nf`)", [
            "mark (", "word a", 'string "b c"', "string 'd'", "string `e\nf`", "mark )",
        ]),
        ("$ . -1.5 +2", ["variable $", "field .", "word -1.5", "word +2"]),
        ('a "b\nc d', ["word a", "word c", "word d"]),
        ("a % b", ["word a", "word b"]),
        ('"a\\"b"', ['string "a\\"b"']),
    ],
)  # fmt: skip
def test_tokens(expression: str, tokens: list[str]) -> None:
    assert [f"{each.kind} {each.text}" for each in action(expression).tokens] == tokens


def shown(operands: list[Operand]) -> str:
    parts = []
    for each in operands:
        inner = ""
        if each.inner is not None:
            inner = "(" + " | ".join(shown(command) for command in each.inner.commands) + ")"
        parts.append(f"{inner or each.text}{'.'.join(('', *each.fields)) if each.fields else ''}")
    return " ".join(parts)


@pytest.mark.parametrize(
    ("expression", "commands"),
    [
        ("a b | c d | e", ["a b", "c d", "e"]),
        ('(index .Values "a").b.c', ["(index .Values.Values a).b.c"]),
        ("(a) .b", ["(a) .b.b"]),
        ("(a | b) c", ["(a | b) c"]),
        ("a) b", ["a b"]),
        ("(a", ["(a)"]),
        ("$x.y.z", ["$x.y.z"]),
        ("a, b = c", ["a b c"]),
    ],
)
def test_expressions(expression: str, commands: list[str]) -> None:
    assert [shown(command) for command in pipeline(expression).commands] == commands


def test_parentheses_have_a_limit() -> None:
    def depth(count: int) -> int:
        found, node = 0, operand("(" * count + "a" + ")" * count + " b")
        while node.inner is not None and node.inner.commands[0]:
            found, node = found + 1, node.inner.commands[0][0]
        return found

    assert [depth(count) for count in (1, 48, 49, 50, 60)] == [1, 48, 49, 49, 49]
    assert shown(pipeline("(" * 60 + "a" + ")" * 60 + " b").commands[0]).endswith(") b")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"a\\n\\t\\r\\"\\q"', 'a\n\t\r"q'),
        ("`a\\n`", "a\\n"),
        ("'a'", "a"),
    ],
)
def test_strings(expression: str, value: str) -> None:
    found = operand(expression)
    assert (found.kind, found.text) == ("string", value)


@pytest.mark.parametrize(
    ("expression", "kind", "text", "fields"),
    [
        (".Values.a", "field", ".Values.a", ("Values", "a")),
        (".", "field", ".", ()),
        ("$", "variable", "$", ()),
        ("$.Values", "variable", "$", ("Values",)),
        ("$x", "variable", "$x", ()),
        ("quote", "word", "quote", ()),
    ],
)
def test_operands(expression: str, kind: str, text: str, fields: tuple[str, ...]) -> None:
    found = operand(expression)
    assert (found.kind, found.text, found.fields, found.start) == (kind, text, fields, 3)
