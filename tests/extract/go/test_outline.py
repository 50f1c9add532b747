from __future__ import annotations

from ctxkit.model import LogTemplate, Symbol
from tests.extract.annotated import check
from tests.extract.literal import facts


def test_the_functions_of_a_test_file() -> None:
    check("go/internal/models_test.go", Symbol, LogTemplate)


def test_each_is_on_its_first_line() -> None:
    code = "package a\nfunc TestA(t T) {\n}\n// func B()\nfunc (s *S) TestC() {}\n"
    found = facts("internal/a_test.go", code, Symbol, test=True)
    assert [(each.what, each.name, each.line, each.end_line) for each in found] == [
        ("function", "TestA", 2, 2),
        ("function", "TestC", 5, 5),
    ]
