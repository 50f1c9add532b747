"""TypeScript files as a whole."""

from __future__ import annotations

import pytest

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.extract.typescript.language import LANGUAGE
from ctxkit.model import ClientCall, ConfigUse, Fact, LogTemplate, MessageUse, Raise, Symbol
from tests.extract.literal import facts


@pytest.mark.parametrize("end", [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"])
def test_which_files_are_typescript(end: str) -> None:
    assert LANGUAGE.reads(f"web/a{end}")
    assert not LANGUAGE.reads(f"web/a{end}on")


@pytest.mark.parametrize(
    ("end", "is_assertion"), [(".ts", True), (".mts", True), (".cts", True), (".tsx", False)]
)
def test_angle_brackets_are_assertions_or_elements(end: str, is_assertion: bool) -> None:
    code = "const a = <b>c\nconsole.log('d')\n"
    assert bool(facts(f"web/a{end}", code, LogTemplate)) is is_assertion
    element = "const a = <b>{c}</b>\nconsole.log('d')\n"
    assert bool(facts("web/a.js", element, LogTemplate))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("console.log('a b')", LogTemplate),
        ("f(new Error('a b'))", Raise),
        ("f(new ApiException('a b'))", Raise),
        ("reject('a b')", Raise),
        ("f(process.env.A_B)", ConfigUse),
        ("f(env.NEXT_A)", ConfigUse),
        ("setError('a b')", Raise),
        ("throw 'a b'", Raise),
        ("throw `a b`", Raise),
        ("x.route({ path: '/a', method: 'GET' })", ClientCall),
        ("get('/a')", ClientCall),
        ("get(\n  `/a`)", ClientCall),
        ('get("/a")', ClientCall),
        ("get(`${A}/a`)", ClientCall),
        ("toast.error('a b')", Raise),
        ("toast.error(\n  `a b`)", Raise),
        ('toast.error("a b")', Raise),
        ("notify({ message: 'a b' })", Raise),
        ("throw f('a b')", Raise),
        ("newErr('a b')", Raise),
        ("setErrMsg('a b')", Raise),
        ("showErrorMessage('a b')", Raise),
        ("newFailure('a b')", Raise),
        ("fail('a b')", Raise),
        ("x.abort('a b')", Raise),
        ("die('a b')", Raise),
        ("res.json({ error: 'a b' })", Raise),
        ("JSON.stringify({ error: 'a b' })", Raise),
        ("new Response('a b')", Raise),
        ("class AError extends B { m() { super('a b') } }", Raise),
        ("io.err.write('a b')", LogTemplate),
    ],
)
def test_a_file_is_parsed_if_it_has_a_word_of_a_fact(code: str, kind: type[Fact]) -> None:
    assert facts("web/a.ts", code, kind)


def test_settings_of_a_schema_need_one_word_of_it() -> None:
    assert facts("web/a.ts", "x = { A_B: coercedNumber }", Fact)
    assert facts("web/a.ts", "createEnv({ A_B: z.string() })", Fact)
    assert facts("web/a.ts", "f(`default-src x`)", Fact)
    assert not facts("web/a.ts", "x = { A_B: z.string() }", Fact)


def test_tests_yield_definitions_only() -> None:
    code = """\
    export const LIMIT = 3
    function render() {
      t('a.b')
      throw new Error('no line of the program')
    }
    """
    found = facts("web/__tests__/a.tsx", code, Fact, test=True)
    assert [(each.kind, each.name, each.line, each.end_line) for each in found] == [
        ("symbol", "render", 2, 5)
    ]
    kinds = {each.kind for each in facts("web/a.tsx", code, Fact)}
    assert kinds == {"symbol", "raise", "message_use"}


def test_minified_files_are_left_out() -> None:
    def found(line: str, count: int) -> int:
        data = (line * count).encode()
        return len(list(extract(Source(repo="dify", path="web/public/a.js", data=data))))

    line = "f(" + "x" * 246 + ")\n"
    assert found(line, 100) == 0
    define = "function f(){" + " " * 235 + "}\n"
    assert len(define) == 250
    assert found(define, 100) == 100
    longer = "function f(){" + " " * 236 + "}\n"
    assert found(longer, 100) == 0
    assert found(longer, 79) == 79  # 19,829 bytes
    assert found(longer, 80) == 0


def test_the_facts_of_all_kinds_of_a_component() -> None:
    code = "export const A = 3\nt('b')\nconsole.log('c')\n"
    assert [fact.kind for fact in facts("web/a.tsx", code, Fact)] == [
        Symbol.kind,
        MessageUse.kind,
        LogTemplate.kind,
    ]
