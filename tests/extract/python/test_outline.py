from __future__ import annotations

from ctxkit.model import LogTemplate, Raise, Symbol
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/tests/test_a.py"


def test_the_outermost_definitions_of_a_test_file() -> None:
    check("python/api/tests/unit/test_mail.py", Symbol, LogTemplate, Raise)


def test_a_definition_reaches_to_the_next() -> None:
    code = "import x\nclass A:\n    def b(): 1\n\n\nasync def c(): 1\ndef d():\n    1\n"
    found = facts(PATH, code, Symbol, test=True)
    assert [(each.what, each.name, each.line, each.end_line) for each in found] == [
        ("class", "A", 2, 5),
        ("function", "c", 6, 6),
        ("function", "d", 7, 9),
    ]


def test_a_definition_on_the_first_line() -> None:
    [found] = facts(PATH, "def a(): 1", Symbol, test=True)
    assert (found.name, found.line, found.end_line) == ("a", 1, 1)


def test_a_file_without_definitions() -> None:
    assert facts(PATH, "x = 1\n", Symbol, test=True) == []
