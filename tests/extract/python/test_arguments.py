from __future__ import annotations

import pytest

from ctxkit.extract.python.arguments import arguments_of, base_classes, called
from ctxkit.extract.treesitter import text
from tests.extract.python.parsing import expression


def test_arguments_by_position_and_name() -> None:
    call = called(expression("f.g(a,  # why\n b, c=d, *e, **f)"))
    assert call is not None
    function, arguments = call
    assert text(function) == "f.g"
    assert [text(node) for node in arguments.positional] == ["a", "b"]
    assert {name: text(node) for name, node in arguments.named.items()} == {"c": "d"}
    assert arguments.spread
    found = [
        arguments.get(0, "c"),
        arguments.get(2, "x", "c"),
        arguments.without_first().get(0),
    ]
    assert [text(node) for node in found if node] == ["a", "d", "b"]
    assert arguments.get(2, "x") is None
    assert arguments.without_first().named == arguments.named
    assert arguments.without_first().spread


@pytest.mark.parametrize("code", ["f", "f(x for x in y)", "a + b"])
def test_other_expressions_are_not_calls_with_arguments(code: str) -> None:
    assert called(expression(code)) is None


def test_none_is_not_a_call_and_a_call_may_have_no_arguments() -> None:
    assert called(None) is None
    call = called(expression("f()"))
    assert call is not None
    assert (call[1].positional, call[1].named, call[1].spread) == ((), {}, False)


@pytest.mark.parametrize(
    ("code", "bases"),
    [
        ("class A(B, c.D, metaclass=E): ...", ["B", "c.D"]),
        ("class A: ...", []),
        ("class A(): ...", []),
    ],
)
def test_base_classes(code: str, bases: list[str]) -> None:
    assert [text(base) for base in base_classes(expression(code))] == bases


def test_arguments_of_an_argument_list() -> None:
    lists = [node for node in expression("f(1, *a)").children if node.type == "argument_list"]
    assert [text(node) for node in arguments_of(lists[0]).positional] == ["1"]
