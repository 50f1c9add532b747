"""The flow of TypeScript and JavaScript functions."""

from __future__ import annotations

import pytest

from ctxkit.flow.file import read_flow
from ctxkit.model.flow import FlowStatement
from tests.flow.shown import calls, flow_of, function, outline, refs, spans


def _statements(body: str, path: str = "a.ts") -> tuple[FlowStatement, ...]:
    return function(f"function f() {{\n{body}\n}}\n", path, "f").statements


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "if (a) return\nelse if (b) { throw new Error('x') }\nelse g()",
            [
                "if (a)",
                "  return",
                "if (b) !(a)",
                "  raise new Error('x')",
                "else !(a) !(b)",
                "  expression g()",
            ],
        ),
        (
            "switch (a.b) {\ncase 1:\ncase 2: f(); break\ndefault: g()\n}",
            [
                "case (a.b) 1",
                "case (a.b) 1 2",
                "  expression f()",
                "  jump",
                "else !(a.b) 1 2",
                "  expression g()",
            ],
        ),
        (
            "try { f() } catch (e) { g(e) } finally { h() }",
            ["try", "  expression f()", "except e: !-", "  expression g(e)", "expression h()"],
        ),
        ("try { f() } catch { g() }", ["try", "  expression f()", "except !-", "  expression g()"]),
        ("for (let i = 0; i < 3; i++) f(i)", ["i = 0", "loop i < 3", "  expression f(i)"]),
        ("for (const [k, v] of xs) { continue }", ["loop k, v: xs", "  jump"]),
        ("while (a) {}\ndo { f() } while (b)", ["loop (a)", "loop (b)", "  expression f()"]),
        ("const { a, b: c, ...rest } = g()", ["a, c, rest = g()"]),
        ("const [x, { y = 1 }] = g()", ["x, y = g()"]),
        ("let a = 1, b = 2, c", ["a = 1", "b = 2"]),
        ("a = b.c = 3", ["b.c = 3", "a = 3"]),
        ("({ a } = g())", ["a = g()"]),
        ("a.b[0] += c", ["a.b = c"]),
        ("i++", ["i = i++"]),
        ("'use strict'", []),
        ("outer: for (;;) { break outer }", ["loop", "  jump"]),
        ("const inner = () => { g() }\nfunction other() { g() }", []),
        ("const run = useCallback(async () => { g() }, [])", []),
        (
            "useEffect(() => { g() }, [])",
            ["expression useEffect(() => { g() }, [])", "  expression g()"],
        ),
        ("const a = b ? c() : d", ["a = b ? c() : d"]),
        ("return", ["return"]),
    ],
)
def test_statements(body: str, expected: list[str]) -> None:
    assert outline(_statements(body)) == expected
    assert outline(_statements(body, "a.js")) == expected


@pytest.mark.parametrize(
    ("expression", "names", "called"),
    [
        ("process.env.NEXT_PUBLIC_A", ["process.env.NEXT_PUBLIC_A"], []),
        ("a?.b?.(c)", ["a", "c"], ["a.b(c)"]),
        ("new Foo.Bar<T>(x)", ["Foo", "x"], ["Foo.Bar(x)"]),
        ("`${a.b}/x`", ["a.b"], []),
        ("f({ a, b: c, 'd': 1 })", ["a", "c"], ["f({ a, b: c, 'd': 1 })", "{a=a, b=c, d=1}"]),
        ("xs.map(x => g(x.id))", ["xs", "x.id"], ["xs.map(x => g(x.id))", "g(x.id)"]),
        ("await this.get(x as T, y!)", ["this", "x", "y"], ["this.get(x as T, y!)"]),
        ("sql`a ${b}`", ["b"], ["sql(`a ${b}`)"]),
    ],
)
def test_names_and_calls(expression: str, names: list[str], called: list[str]) -> None:
    (statement,) = _statements(f"v = {expression}")
    assert refs(statement) == names
    assert calls(statement) == called


def test_elements() -> None:
    source = "const Page = () => <a onClick={() => { go(x) }} b={y}>{z}</a>\n"
    assert outline(function(source, "a.tsx", "Page").statements) == [
        "return <a onClick={() => { go(x) }} b={y}>{z}</a>",
        "  expression go(x)",
    ]


def test_lines_of_statements() -> None:
    assert spans(_statements("if (a &&\n b) {\n f(\n  1)\n}\ndo {\n g()\n} while (a)")) == [
        ("if", 2, 3, 6),
        ("expression", 4, 5, 5),
        ("loop", 7, 7, 9),
        ("expression", 8, 8, 8),
    ]


def test_functions_classes_and_imports() -> None:
    flow = flow_of(
        """
        import React, { useState as us } from 'react'
        import * as path from 'node:path'
        const { join } = require('./join')
        export const get = async (url: string, { a, b }: P, n = 3) => send(url)
        export default class Client extends Base {
          private limit = 3
          handle = async (e) => { await this.get(e) }
          async get(url?: string): Promise<void> {
            const retry = () => { this.get(url) }
          }
        }
        setUp(() => { const late = () => { x() } })
        """,
        "a.ts",
    )
    get, method = flow.named("get")
    assert outline(get.statements) == ["return send(url)"]
    assert [(each.name, each.type) for each in get.parameters] == [
        ("url", "string"),
        ("{ a, b }", "P"),
        ("n", ""),
    ]
    assert get.parameters[2].default is not None
    assert (method.name, method.owner, method.receiver) == ("Client.get", "Client", "this")
    assert {each.name for each in flow.methods("Client")} == {"Client.handle", "Client.get"}
    assert outline(next(flow.class_named("Client")).statements) == ["limit = 3"]
    assert next(flow.named("retry")).name == "Client.get.retry"
    assert outline(next(flow.named("late")).statements) == ["expression x()"]
    assert flow.imports == {
        "React": "react",
        "us": "react.useState",
        "path": "node:path",
        "join": "./join.join",
    }


@pytest.mark.parametrize(
    ("source", "is_read"),
    [
        ("class A { m() {} }" * 2_000, True),
        ("class A { m() { " * 200 + "} }" * 200, True),
        ("class A { m() { " * 20_000 + "} }" * 20_000, False),
        ("[" * 5_000, True),
        ("function f() { g(" + "[" * 100_000, False),
    ],
)
def test_a_file_is_given_up_by_what_it_holds(source: str, is_read: bool) -> None:
    assert (read_flow("dify", "a.ts", source) is not None) == is_read
