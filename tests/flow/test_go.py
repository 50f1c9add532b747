"""The flow of Go functions."""

from __future__ import annotations

import pytest

from ctxkit.model.flow import FlowStatement
from tests.flow.shown import calls, flow_of, function, outline, refs, spans


def _statements(body: str) -> tuple[FlowStatement, ...]:
    return function(f"package p\nfunc f() {{\n{body}\n}}\n", "a.go", "f").statements


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if a > 1 { b() }", ["if a > 1", "  expression b()"]),
        (
            "if err := f(); err != nil { return err } else if a { return nil } else { g() }",
            [
                "err = f()",
                "if err != nil",
                "  return err",
                "if a !err != nil",
                "  return nil",
                "else !err != nil !a",
                "  expression g()",
            ],
        ),
        ("for { break }", ["loop", "  jump"]),
        ("for a < 3 { continue }", ["loop a < 3", "  jump"]),
        ("for i := 0; i < 3; i++ { f(i) }", ["i = 0", "loop i < 3", "  expression f(i)"]),
        ("for k, v := range m {}", ["loop k, v: m"]),
        ("for range 3 {}", ["loop 3"]),
        (
            "switch y := f(); y {\ncase 1, 2:\n g()\ndefault:\n h()\n}",
            ["y = f()", "case y 1, 2", "  expression g()", "else !y 1, 2", "  expression h()"],
        ),
        ("switch {\ncase a > 1:\n f()\n}", ["case a > 1", "  expression f()"]),
        (
            "switch v := x.(type) {\ncase *T:\n f(v)\n}",
            ["case v: x *T", "  expression f(v)"],
        ),
        (
            "select {\ncase <-ctx.Done():\n return\ncase v, ok := <-in:\n f(v)\ndefault:\n}",
            [
                "case <-ctx.Done()",
                "  return",
                "case v, ok: <-in !<-ctx.Done()",
                "  expression f(v)",
                "else !<-ctx.Done() !<-in",
            ],
        ),
        ("go f(a)\ndefer b.Close()", ["expression f(a)", "expression b.Close()"]),
        ('panic("lost")', ['raise "lost"']),
        ('log.Panic("lost")', ['expression log.Panic("lost")']),
        ("return 0, err", ["return 0, err"]),
        ("return", ["return"]),
        ("a, b := 1, 2", ["a = 1", "b = 2"]),
        ("a, err = f()", ["a, err = f()"]),
        ('var a, b string = "x", `y`', ['a = "x"', "b = `y`"]),
        ("var (\n a = 1\n b T\n)", ["a = 1", "b = "]),
        ("const a = 1", ["a = 1"]),
        ("p.a[3] = x", ["p.a = x"]),
        ("*p = 3", ["p = 3"]),
        ("i++", ["i = i++"]),
        ("again:\nfor { goto again }", ["loop", "  jump"]),
        ("{ f() }", ["expression f()"]),
        ("out <- v", ["expression out <- v"]),
        ("type local struct{}", []),
        (
            "run(func() error { return nil })",
            ["expression run(func() error { return nil })", "  return nil"],
        ),
        (
            "go func(a int) { f(a) }(3)",
            ["a = 3", "expression func(a int) { f(a) }(3)", "  expression f(a)"],
        ),
    ],
)
def test_statements(body: str, expected: list[str]) -> None:
    assert outline(_statements(body)) == expected


@pytest.mark.parametrize(
    ("expression", "names", "called"),
    [
        ("config.App.Key", ["config.App.Key"], []),
        ("a[i].b", ["a.b", "a", "i"], []),
        ("x.(*T)", ["x"], []),
        ("&oss.Local{Path: root}", ["root"], ["oss.Local{Path=root}"]),
        ("[]int{a}", ["a"], ["[]int{a}"]),
        ('map[string]T{"a": {B: b}}', ["b"], ["map[string]T{a={B: b}}", "{B=b}"]),
        ("Foo[T](x)", ["x"], ["Foo(x)"]),
        ("pkg.Foo[T, U](x, y)", ["pkg", "x", "y"], ["pkg.Foo(x, y)"]),
        ("[]byte(s)", ["s"], ["[]byte(s)"]),
        ("make([]int, n)", ["n"], ["make([]int, n)"]),
        ("a.b().c(d...)", ["a", "d"], ["a.b().c(d...)", "a.b()"]),
        ("static.Get().Max", ["static.Get().Max", "static"], ["static.Get()"]),
    ],
)
def test_names_and_calls(expression: str, names: list[str], called: list[str]) -> None:
    (statement,) = _statements(f"v := {expression}")
    assert refs(statement) == names
    assert calls(statement) == called


def test_lines_of_statements() -> None:
    body = "if a &&\n b {\n f(\n  1)\n}\nswitch a {\ncase 1:\n g()\ncase 2:\n}"
    assert spans(_statements(body)) == [
        ("if", 3, 4, 7),
        ("expression", 5, 6, 6),
        ("case", 9, 9, 10),
        ("expression", 10, 10, 10),
        ("case", 11, 11, 11),
    ]


def test_functions_and_methods() -> None:
    flow = flow_of(
        """
        package p

        import (
            db "example.com/store/database"
            "example.com/queue/v2"
            _ "example.com/driver"
        )

        var limit, _ = 3, f()

        func (p *Pool[T]) Start(ctx context.Context, a, b int) error {
            return nil
        }

        func start() {}
        """,
        "a.go",
    )
    (start, plain) = flow.named("Start"), flow.named("start")
    method = next(start)
    assert (method.name, method.owner, method.receiver) == ("Pool.Start", "Pool", "p")
    assert [(each.name, each.type) for each in method.parameters] == [
        ("ctx", "context.Context"),
        ("a", "int"),
        ("b", "int"),
    ]
    assert next(plain).owner == ""
    assert flow.function_at(12) == method
    assert outline(flow.module.statements)[0] == "limit = 3"
    assert flow.imports == {
        "db": "example.com/store/database",
        "queue": "example.com/queue/v2",
    }
