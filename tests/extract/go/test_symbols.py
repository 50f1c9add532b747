from __future__ import annotations

import pytest

from ctxkit.model import Symbol
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/a.go"


def test_definitions() -> None:
    check("go/internal/models.go", Symbol)


@pytest.mark.parametrize(
    ("code", "what", "name", "value"),
    [
        ("func f() {}", "function", "f", ""),
        ("func (r *R[T]) f() {}", "method", "R.f", ""),
        ("func (R) f() {}", "method", "R.f", ""),
        ("type A struct {}", "class", "A", ""),
        ("type A int", "class", "A", ""),
        ("const A = 3", "constant", "A", "3"),
        ("var A = f(\n 3)", "constant", "A", "f( 3)"),
        ("var (\n A = 3\n)", "constant", "A", "3"),
        ("var A = func() {}", "constant", "A", ""),
        ('var A = "' + "x" * 798 + '"', "constant", "A", '"' + "x" * 118 + "…"),
        ('var A = "' + "x" * 799 + '"', "constant", "A", ""),
    ],
)
def test_a_definition(code: str, what: str, name: str, value: str) -> None:
    [found] = facts(PATH, f"{code}\n", Symbol)
    assert (found.what, found.name, found.value) == (what, name, value)


def test_local_constants() -> None:
    code = 'func f() {\n a := 3\n b := 0.5\n c := "x"\n d, e := 1, 2\n var g = 3\n}\n'
    found = facts(PATH, code, Symbol)
    assert [(each.name, each.value) for each in found[1:]] == [("f.a", "3"), ("f.b", "0.5")]


def test_the_comment_above_is_the_documentation_of_what_has_no_value() -> None:
    code = "// a\nfunc f() {}\n// b\nconst c = 3\n"
    assert [each.doc for each in facts(PATH, code, Symbol)] == ["a", ""]
