from __future__ import annotations

import pytest

from ctxkit.extract.helm.evaluate import Evaluator
from ctxkit.extract.helm.scope import DictLiteral, Meaning, Scope, value_path
from tests.extract.helm.parsing import TOP, meaning, pipeline


def paths(found: Meaning) -> list[str]:
    return [value_path(use.path) + ("?" if use.fallback else "") for use in found.all_uses()]


@pytest.mark.parametrize(
    ("expression", "main", "uses", "default"),
    [
        (".Values.a", "a", ["a"], None),
        ("$.Values.a.b", "a.b", ["a.b"], None),
        ('index .Values "a" "b"', "a.b", ["a.b"], None),
        ('get .Values "a"', "a", ["a"], None),
        ("index .Values.a 0", "a", ["a"], None),
        ('index (or .Values.a .Values.c) "b"', "a.b", ["a.b", "c?"], ".Values.c"),
        ("index .Values.a .Values.b", "a", ["a", "b"], None),
        ('(index .Values "a").b', "a.b", ["a.b"], None),
        ("default 3 .Values.a", "a", ["a"], "3"),
        (".Values.a | default .Values.b", "a", ["a", "b?"], ".Values.b"),
        (".Values.a | default true", "a", ["a"], "true"),
        ('coalesce .Values.a .Values.b "c"', "a", ["a", "b?"], ".Values.b"),
        ("or .Values.a (f .Values.b) nil", "a", ["a", "b?"], "nil"),
        ("or .Values.a", "a", ["a"], None),
        ("or .Values.a (f 3)", "a", ["a"], None),
        ("and .Values.a .Values.b", "", ["a", "b"], None),
        ("quote (default 3 .Values.a)", "a", ["a"], "3"),
        ("trunc .Values.b .Values.a", "a", ["a", "b"], None),
        ("omit .Values.a .Values.b", "a", ["a", "b"], None),
        ('printf "%s:%v" .Values.a .Values.b', "", ["a", "b"], None),
        ("true", "", [], None),
        ("3", "", [], None),
        ("now", "", [], None),
        ("", "", [], None),
    ],
)
def test_expressions(expression: str, main: str, uses: list[str], default: str | None) -> None:
    found = meaning(expression)
    assert value_path(found.main) == main
    assert (paths(found), found.default) == (uses, default)


@pytest.mark.parametrize(
    ("expression", "text"),
    [('"a"', "a"), ("3", "3"), ("true", "true"), ("false", "false"), ("nil", "nil"), ("x", None)],
)
def test_texts(expression: str, text: str | None) -> None:
    assert meaning(expression).text == text
    assert meaning(f"default {expression} .Values.a").default == text


CHANGING_LAST = [
    "atoi",
    "b64dec",
    "b64enc",
    "compact",
    "first",
    "float64",
    "fromJson",
    "fromYaml",
    "indent",
    "int",
    "int64",
    "join",
    "keys",
    "last",
    "lower",
    "mustToJson",
    "nindent",
    "quote",
    "replace",
    "required",
    "rest",
    "reverse",
    "sortAlpha",
    "squote",
    "title",
    "toJson",
    "toPrettyJson",
    "toRawJson",
    "toString",
    "toStrings",
    "toYaml",
    "trim",
    "trimAll",
    "trimPrefix",
    "trimSuffix",
    "trunc",
    "uniq",
    "upper",
    "values",
    "without",
]
CHANGING_FIRST = [
    "append",
    "deepCopy",
    "merge",
    "mergeOverwrite",
    "mustMerge",
    "omit",
    "pick",
    "tpl",
]


@pytest.mark.parametrize("function", CHANGING_LAST)
def test_functions_that_pass_on_their_last_argument(function: str) -> None:
    found = meaning(f"{function} .Values.b .Values.a")
    assert (value_path(found.main), paths(found)) == ("a", ["a", "b"])


@pytest.mark.parametrize("function", CHANGING_FIRST)
def test_functions_that_pass_on_their_first_argument(function: str) -> None:
    found = meaning(f"{function} .Values.a .Values.b")
    assert (value_path(found.main), paths(found)) == ("a", ["a", "b"])


@pytest.mark.parametrize("function", ["index", "default", "or", "dict", "quote", "printf", "f"])
def test_a_function_without_arguments_has_no_meaning(function: str) -> None:
    assert meaning(function) == Meaning()


def test_a_dictionary_by_its_literal_keys() -> None:
    found = meaning('dict "a" .Values.a .Values.k .Values.b "c" "text" "d"')
    assert found.main == DictLiteral((("a", ("Values", "a")),))
    assert paths(found) == ["a"]
    scope = Scope(dot=found.main, root=())
    assert value_path(meaning(".a.b", scope).main) == "a.b"
    assert meaning(".c", scope).main is None
    assert found.start == meaning('dict "a" .Values.a').start == 12


def test_a_dictionary_has_a_limit() -> None:
    many = "dict " + " ".join(f'"k{n}" .Values.v{n}' for n in range(50))
    found = meaning(many).main
    assert isinstance(found, DictLiteral)
    assert len(found.entries) == 40


def test_the_uses_of_a_variable_are_where_it_is_used() -> None:
    scope = TOP.inside()
    scope.variables["$x"] = meaning("or .Values.a .Values.b")
    found = meaning("quote $x.c", scope)
    assert paths(found) == ["a.c", "b?"]
    assert {use.start for use in found.all_uses()} == {9}
    assert meaning("$y", scope).all_uses() == ()


def collected(expression: str) -> Evaluator:
    evaluator = Evaluator()
    evaluator.pipeline(pipeline(expression), TOP)
    return evaluator


@pytest.mark.parametrize(
    ("expression", "includes"),
    [
        ('include "x" .', [("x", "")]),
        ('template "x" .Values.a', [("x", "a")]),
        ('include "x"', [("x", "")]),
        ('include "x" . | quote', [("x", "")]),
        ("include .Values.a .", []),
        ('quote (include "x" .Values.a)', [("x", "a")]),
        ('define "x" .', []),
    ],
)
def test_templates_that_are_included(expression: str, includes: list[tuple[str, str]]) -> None:
    found = collected(expression).includes
    assert [(each.name, value_path(each.context)) for each in found] == includes


@pytest.mark.parametrize(
    ("expression", "failures"),
    [
        ('fail "a b"', [("fail", "a b", 3)]),
        ('required "a b" .Values.x', [("required", "a b", 3)]),
        ('fail (printf "a %s" .Values.x)', [("fail", "a %s", 3)]),
        ('.Values.x | required "a"', [("required", "a", 15)]),
        ("fail .Values.x", []),
        ('fail ""', []),
        ("fail", []),
        ('failed "a"', []),
    ],
)
def test_failures(expression: str, failures: list[tuple[str, str, int]]) -> None:
    assert [tuple(each) for each in collected(expression).failures] == failures
