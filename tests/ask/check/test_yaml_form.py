"""The form of values and compose files."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.yaml_form import check_form
from ctxkit.files.user_files import CustomerFile


def form(text: str, *, compose: bool = False) -> tuple[bool, list[tuple[str, int, str]]]:
    reporter = Reporter()
    file = CustomerFile(path="x.yaml", data=text.encode())
    readable = check_form(file, reporter, compose=compose)
    return readable, [(each.id, each.line, each.severity) for each in reporter.problems([])]


@pytest.mark.parametrize(
    ("text", "readable", "found"),
    [
        ("a: 1\n", True, []),
        ("a: [\n", False, [("invalid-yaml", 2, "error")]),
        ("a:\n\tb: 1\n", False, [("invalid-yaml", 2, "error")]),
        ("a: 1\na: 2\n", True, [("duplicate-yaml-key", 1, "warning")]),
        ("a: 1\n---\nb: 1\n", True, [("extra-document", 2, "warning")]),
    ],
)
def test_a_values_file(text: str, readable: bool, found: list[tuple[str, int, str]]) -> None:
    assert form(text) == (readable, found)


@pytest.mark.parametrize(
    ("text", "readable", "found"),
    [
        ("a: 1\n", True, []),
        ("a: [\n", False, [("invalid-yaml", 2, "error")]),
        ("a: 1\na: 2\n", True, [("duplicate-yaml-key", 1, "error")]),
        ("a: 1\n---\nb: 1\n", True, []),
    ],
)
def test_a_compose_file(text: str, readable: bool, found: list[tuple[str, int, str]]) -> None:
    assert form(text, compose=True) == (readable, found)


def test_a_flaw_before_a_broken_line_does_not_make_the_file_readable() -> None:
    assert form("a: 1\na: 2\nb: [\n")[0] is False
