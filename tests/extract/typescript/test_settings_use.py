from __future__ import annotations

import pytest

from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "web/a.ts"


def uses(code: str) -> list[tuple[str, str, str]]:
    return [(use.name, use.via, use.target) for use in facts(PATH, code, ConfigUse)]


def test_reads_of_a_component() -> None:
    check("typescript/web/app/page.tsx", ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("f(process.env.A_B)", [("A_B", "getenv", "")]),
        ("f(process.env['A_B'])", [("A_B", "getenv", "")]),
        ("f(env.NEXT_A)", [("NEXT_A", "env", "")]),
        ("f(env.SERVER_A)", [("SERVER_A", "env", "")]),
        ("f(env.NEXT_A, env.lower, x.env.NEXT_B)", [("NEXT_A", "env", "")]),
        ("f(process.env.A_B, process.env.A_B)", [("A_B", "getenv", "")]),
        ("f(process.env.A_B)\nf(process.env.A_B)", [("A_B", "getenv", "")] * 2),
        ("const { A_B, C_D: e } = process.env", [("A_B", "getenv", ""), ("C_D", "getenv", "")]),
        ("const { A_B } = process.environ", []),
        ("f(window.env.A_B, process.env)", []),
    ],
)
def test_reads(code: str, found: list[tuple[str, str, str]]) -> None:
    assert uses(code) == found


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ("const LIMIT = process.env.A_B", "LIMIT"),
        ("const A_B = process.env.A_B", ""),
        ("const limit = process.env.A_B", "limit"[:0]),
        ("f({ [Attr.LIMIT]: process.env.A_B })", "LIMIT"),
        ("f({ [LIMIT]: process.env.A_B })", "LIMIT"),
        ("f({ 'data-limit': process.env.A_B })", "data-limit"),
        ("f({ limit: isServer ? process.env.A_B : 3 })", "limit"),
        ("<a data-limit={process.env.A_B} />", "data-limit"),
        ("f({ limit: g(" + "x, " * 33 + "process.env.A_B) })", ""),
        ("f({ limit: g(" + "x, " * 32 + "process.env.A_B) })", ""),
        ("f({ limit: g(" + "x, " * 29 + "process.env.A_B) })", "limit"),
    ],
)
def test_the_constant_or_key_whose_value_it_is(code: str, target: str) -> None:
    [use] = facts("web/a.tsx", code, ConfigUse)
    assert use.target == target


IMPORT = "import { LIMIT, SIZE as S, lower, AB } from '@/config'\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("f(LIMIT)", ["LIMIT"]),
        ("f(LIMIT, LIMIT, SIZE)", ["LIMIT", "SIZE"]),
        ("f(x.LIMIT, LIMIT_B, MY_LIMIT)", []),
        ("f({ LIMIT: 3 })", []),
        ("f(lower, AB)", []),
    ],
)
def test_constants_that_are_imported(code: str, found: list[str]) -> None:
    assert [name for name, via, _ in uses(IMPORT + code) if via == "import"] == found
    assert uses(code) == []


@pytest.mark.parametrize(
    ("origin", "is_found"),
    [("@/config", True), ("../../config", True), ("./config", True), ("@/context", False)],
)
def test_where_constants_are_imported_from(origin: str, is_found: bool) -> None:
    code = f"import {{ LIMIT }} from '{origin}'\nfunction g() {{\n  f(LIMIT)\n}}\n"
    found = facts(PATH, code, ConfigUse)
    assert [(use.name, use.line, use.symbol) for use in found] == (
        [("LIMIT", 3, "g")] if is_found else []
    )
