from __future__ import annotations

import pytest

from ctxkit.model import LogTemplate
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "web/a.ts"


@pytest.mark.parametrize("fixture", ["web/app/page.tsx", "cli/src/run.ts"])
def test_log_statements(fixture: str) -> None:
    check(f"typescript/{fixture}", LogTemplate)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("process.stdout.write('a b')", ["a b"]),
        ("out.write('a b')", ["a b"]),
        ("about.write('a b')", []),
        ("err.send('a b'); .write(", []),
        ("err.write(a)", []),
        ("err.write(`${a}`)", []),
    ],
)
def test_what_is_written_to_a_terminal(code: str, found: list[str]) -> None:
    assert [each.template for each in facts(PATH, code, LogTemplate)] == found


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
