from __future__ import annotations

import pytest

from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import Symbol
from tests.extract.annotated import check


def found(code: str) -> list[tuple[str, str, int, int, str]]:
    return [
        (each.what, each.name, each.line, each.end_line, each.value)
        for each in Definitions(code.encode()).all
    ]


def test_definitions_of_a_component() -> None:
    check("typescript/web/app/page.tsx", Symbol)


@pytest.mark.parametrize(
    ("line", "what", "name", "value"),
    [
        ("function f() {}", "function", "f", ""),
        ("export default async function f() {}", "function", "f", ""),
        ("export abstract class A {}", "class", "A", ""),
        ("declare class A {}", "class", "A", ""),
        ("export enum A {}", "class", "A", ""),
        ("const a = (x) => x", "function", "a", ""),
        ("const a = async x => x", "function", "a", ""),
        ("const a = async (x) => x", "function", "a", ""),
        ("const a = function () {}", "function", "a", ""),
        ("const a = <T>(x: T) => x", "function", "a", ""),
        ("const a: F = (x) => x", "function", "a", ""),
        ("const A = memo(B)", "function", "A", ""),
        ("const A = React.forwardRef(B)", "function", "A", ""),
        ("const A = lazy(B)", "function", "A", ""),
        ("const a = useThing(b)", "function", "a", ""),
        ("const a = createThing(b)", "function", "a", ""),
        ("const a = withThing(b)", "function", "a", ""),
        ("const a = used(b)", "constant", "a", ""),
        ("const A = 3", "constant", "A", "3"),
        ("let A = -1.5;", "constant", "A", "-1.5"),
        ("var A = 60 * 1_000 // ms", "constant", "A", "60 * 1_000"),
        ("const A: string = 'x'", "constant", "A", "x"),
        ('const A = "x" as const', "constant", "A", "x"),
        ("const A = true", "constant", "A", "true"),
        ("const A = x", "constant", "A", ""),
        ("const A = '" + "x" * 80 + "'", "constant", "A", "x" * 80),
        ("const A = '" + "x" * 81 + "'", "constant", "A", ""),
    ],
)
def test_a_definition(line: str, what: str, name: str, value: str) -> None:
    assert found(f"x\n{line}\ny\n") == [(what, name, 2, 2, value)]


@pytest.mark.parametrize("line", ["  function f() {}", "type A = B", "interface A {}", "f()"])
def test_other_lines_define_nothing(line: str) -> None:
    assert found(f"{line}\n") == []


@pytest.mark.parametrize(
    ("code", "end_line"),
    [
        ("function f() {\n  a\n}\nb", 3),
        ("const f = (\n  a,\n) => {\n  b\n}\nc", 5),
        ("const f = () => [\n  a,\n].map(\n  b\n)\nc", 5),
        ("const f = x\n  .y()\n\nz", 2),
        ("const f = x\n| y\n& z\n\nw", 3),
        ("const f = `\n<a>\n`\nb", 3),
        ("const f = `\n<iframe>\n  a\n</iframe>`\n\nfunction g() {}", 4),
        ("const f = g({\n  a\n},\n  b,\n)\nc", 5),
        ("const f = [\n  a\n](\n  b,\n)\nc", 5),
        ("const f = {\n  a\n}[\n  b\n]\nc", 5),
        ("const f = a\n? b\n: c\nd", 3),
        ("function f() {\n  a", 2),
        ("const f = a", 1),
        ("const f = a\n\n\n", 1),
        ("const f = (\n  a\n) =>\n{\n}\n", 3),
        ("function f() {\n}" + " " * 300 + "{\n}\nx", 2),
    ],
)
def test_where_a_definition_ends(code: str, end_line: int) -> None:
    assert found(code)[0][3] == end_line


def test_methods_of_a_class() -> None:
    code = """\
class A extends B {
  x = 3
  constructor(a) {
    if (a) {
    }
  }
  private static async get b(): C {
  }
  c<T>(
  ) {
  }
  if (x) {
  }
  super(x) {
  }
  last(x) {
}
"""
    assert [(name, line, end) for what, name, line, end, _ in found(code) if what == "method"] == [
        ("A.constructor", 3, 6),
        ("A.b", 7, 8),
        ("A.last", 16, 16),
    ]


@pytest.mark.parametrize(
    "word", ["if", "for", "while", "switch", "catch", "return", "function", "super", "await"]
)
def test_statements_are_not_methods(word: str) -> None:
    assert len(found(f"class A {{\n  {word} (x) {{\n  }}\n  b(x) {{\n  }}\n}}\n")) == 2


def test_what_is_around_a_line() -> None:
    definitions = Definitions(b"class A {\n  b() {\n    x\n  }\n  y\n}\nz\nconst C = [\n  1\n]\n")
    assert [definitions.at(line) for line in range(1, 11)] == [
        "A", "A.b", "A.b", "A.b", "A", "A", "", "C", "C", "C",
    ]  # fmt: skip
    assert [definitions.constant_at(line) for line in (0, 1, 3, 7, 8, 10, 11)] == [
        "", "", "", "", "C", "C", "",
    ]  # fmt: skip


def test_constants_are_facts_if_their_value_is_known() -> None:
    definitions = Definitions(b"const A = 3\nconst B = x\nfunction c() {}\n")
    assert [symbol.name for symbol in definitions.symbols()] == ["A", "c"]
    assert [symbol.name for symbol in definitions.symbols(constants=False)] == ["c"]
