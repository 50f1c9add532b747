from __future__ import annotations

import pytest

from ctxkit.extract.helm.actions import actions
from ctxkit.extract.helm.text import (
    FILL,
    Line,
    blanked,
    classify,
    directive_on,
    indent_of,
    program_of,
)
from tests.extract.helm.parsing import blank


def lines(text: str) -> list[Line]:
    return classify(blank(text), text.split("\n"))


def test_actions_are_blanked_out() -> None:
    text = "a: {{ b }}\n{{- c\n}}{{ toYaml d | nindent 2 }}{{ e | indent 2 }}x"
    expected = [
        "a: " + FILL * 7,
        FILL * 5,
        FILL * 2 + " " * 26 + " " * 18 + "x",
    ]
    assert blank(text) == expected
    silent = {actions(text)[0].start}
    assert blanked(text, actions(text), silent)[0] == "a: " + " " * 7


@pytest.mark.parametrize(
    ("text", "key", "value", "column"),
    [
        ("a: b", "a", "b", 0),
        ("  a:", "a", "", 2),
        ("  - a: b", "a", "b", 4),
        ("- - a: b", "a", "b", 4),
        ("'a': b", "a", "b", 0),
        ('"a.b/c-d":  b', "a.b/c-d", "b", 0),
        ("a:{{ b }}", "a", FILL * 7, 0),
        ("a:b", "", "", 0),
        ("- a", "", "", 0),
        ("1a: b", "", "", 0),
        ("{{ a }}: b", "", "", 0),
    ],
)
def test_a_line(text: str, key: str, value: str, column: int) -> None:
    [line] = lines(text)
    assert (line.key, line.value, line.column) == (key, value, column)


def test_comments_are_known() -> None:
    assert [line.is_comment for line in lines("# a: b\n  # c\na: b # c\n\n")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def parents(text: str) -> list[str]:
    return [line.parent for line in lines(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a:\n  b:\n    c: d\n  e: f\ng: h", ["", "a", "b", "a", ""]),
        ("a:\n- b: c\n  d: e\n- f", ["", "a", "a", "a"]),
        ("a:\n  - b:\n      c: d\n    e: f\n  - g: h", ["", "a", "b", "a", "a"]),
        ("a: b\n  c: d", ["", ""]),
        ("a: |\n  text", ["", "a"]),
        ("a: >-\n  text", ["", "a"]),
        ("a: &x\n  b: c", ["", "a"]),
        ("a:\n# c\n  b: d", ["", "", "a"]),
        ("a:\n\n  b: d", ["", "", "a"]),
        ("a:\n  {{- toYaml x | nindent 2 }}\n  b: c", ["", "a", "a"]),
        ("a:\n{{- toYaml x | nindent 2 }}", ["", "a"]),
        ("a:\n{{- toYaml x | nindent 0 }}", ["", "a"]),
        ("a:\nb: c\n{{- toYaml x | nindent 0 }}", ["", "", ""]),
        ("a:\n  b: c\n  {{- toYaml x | nindent 2 }}", ["", "a", "a"]),
        ("a:\n  b:\n    c: d\n  {{- toYaml x | nindent 2 }}", ["", "a", "b", "a"]),
        ("a:\n  b:\n  - c\n  {{- toYaml x | nindent 2 }}", ["", "a", "b", "b"]),
        ("a:\n  b:\n  # c\n  {{- toYaml x | nindent 2 }}", ["", "a", "", "b"]),
        ("{{- toYaml x | nindent 2 }}", [""]),
    ],
)
def test_the_key_above(text: str, found: list[str]) -> None:
    assert parents(text) == found


def test_keys_below_each_other_have_a_limit() -> None:
    text = "\n".join(" " * number + f"k{number}:" for number in range(102))
    assert parents(text)[-3:] == ["k98", "k99", "k99"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("env:\n- name: A\n  value: b\n- name: C\n  value: d", ["", "A", "A", "C", "C"]),
        ("- name: A\n  valueFrom:\n    key: b", ["A", "A", "A"]),
        ("- name: A\n  x:\n    value: b", ["A", "A", ""]),
        ("- name: 'A'\n  value: b\nvalue: c", ["A", "A", ""]),
        ("- secretKey: A\n  remoteRef:\n    property: b", ["A", "A", "A"]),
        ("- name:\n  value: b", ["", ""]),
        ("- other: A\n  value: b", ["", ""]),
        ("name: A\nvalue: b", ["", ""]),
        ("- name: A\n  b:\n  - c: d\n    value: e\n  value: f", ["A", "A", "A", "", "A"]),
    ],
)
def test_the_named_item_around(text: str, items: list[str]) -> None:
    assert [line.item for line in lines(text)] == items


@pytest.mark.parametrize(
    ("line", "target"),
    [
        (Line(key="value", item="A"), "A"),
        (Line(key="key", item="A"), "A"),
        (Line(key="property", item="A"), "A"),
        (Line(key="other", item="A"), "other"),
        (Line(key="value"), "value"),
        (Line(parent="p"), "p"),
    ],
)
def test_the_target(line: Line, target: str) -> None:
    assert line.target == target


@pytest.mark.parametrize(
    ("define", "program"),
    [("dify.ssrfProxy.Squid.config", "squid"), ("dify.nginx.config", "nginx"), ("dify.api", None)],
)
def test_programs(define: str, program: str | None) -> None:
    assert program_of(define) == program


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("  http_access deny all", "http_access"),
        ("gzip;", "gzip"),
        ("a b", ""),
        ("Http x", ""),
        ("http-x y", ""),
        ("", ""),
    ],
)
def test_directives(line: str, name: str) -> None:
    assert directive_on(line) == name


def test_indentation() -> None:
    assert [indent_of(line) for line in ("a", "  a", "\t a", "")] == [0, 2, 2, 0]
