from __future__ import annotations

import pytest

from ctxkit.model import Directive
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "web/proxy.ts"


def test_the_content_security_policy() -> None:
    check("typescript/web/proxy.ts", Directive)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("script-src 'self' ${a};", ("script-src", "'self' ${a}")),
        ("base-uri", ("base-uri", "")),
        ("Script-Src 'self'", None),
        ("script 'self'", None),
        ("a-b-c-d x", None),
        ("default-src 'self'; img-src x", None),
        ("img-src " + "x" * 400, ("img-src", "x" * 400)),
        ("img-src " + "x" * 401, None),
    ],
)
def test_directives(line: str, found: tuple[str, str] | None) -> None:
    code = f"f(`\n  default-src 'none'\n  {line}\n`)\n"
    directives = facts(PATH, code, Directive)
    expected = [("default-src", "'none'", 2), *([(*found, 3)] if found else [])]
    assert [(each.name, each.value, each.line) for each in directives] == expected


def test_other_templates_are_not_a_policy() -> None:
    assert facts(PATH, "f(`\n  img-src x\n`)\n", Directive) == []
