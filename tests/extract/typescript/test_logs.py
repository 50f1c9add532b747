from __future__ import annotations

import pytest

from ctxkit.model import LogTemplate
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "web/a.ts"


def test_log_statements_of_a_component() -> None:
    check("typescript/web/app/page.tsx", LogTemplate)


@pytest.mark.parametrize(
    ("method", "level"),
    [
        ("log", "info"),
        ("info", "info"),
        ("warn", "warn"),
        ("error", "error"),
        ("debug", "debug"),
        ("trace", "debug"),
    ],
)
def test_levels(method: str, level: str) -> None:
    [found] = facts(PATH, f"console.{method}('a')", LogTemplate)
    assert (found.name, found.level) == (f"console.{method}", level)


def test_arguments_are_joined_by_blanks() -> None:
    code = "function f() {\n  console.log('a', // why\n    b, `c ${d}`)\n}\n"
    [found] = facts(PATH, code, LogTemplate)
    assert (shown(found.template), found.args) == ("a <> c <>", ("b", "d"))
    assert (found.symbol, found.line, found.end_line) == ("f", 2, 3)


@pytest.mark.parametrize("code", ["console.table('a')", "logger.info('a')", "// console.log('a')"])
def test_other_calls_are_not_log_statements(code: str) -> None:
    assert facts(PATH, f"{code}\nconsole.x", LogTemplate) == []
