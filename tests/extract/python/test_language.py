"""Python files as a whole."""

from __future__ import annotations

import pytest

from ctxkit.extract.python.language import LANGUAGE
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import LogTemplate
from tests.extract.literal import facts


def test_which_files_are_python() -> None:
    assert LANGUAGE.reads("api/app.py")
    assert not LANGUAGE.reads("api/app.pyi")


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\x00\xff\xfe",
        b"def f(:\n  raise ValueError('x'\n",
        b"logger.info(" + b"'a' + " * 3000 + b"'b')",
        b"logger.info(" + b"(" * 3000 + b"'b'" + b")" * 3000 + b")",
        b"raise X(" + b"f(" * 2000,
        b"class A(BaseSettings):\n    X: int\n    @property\n    def",
        b"class A(BaseSettings):\n    ;\n",
        b"raise \nx = Field(\n",
    ],
)
def test_broken_sources_are_read_as_far_as_they_go(source: bytes) -> None:
    for fact in extract(Source(repo="dify", path="api/configs/x.py", data=source)):
        assert 1 <= fact.line <= fact.end_line


def test_a_long_sum_is_one_message() -> None:
    [statement] = facts("a.py", "logger.info(" + "'a' + x + " * 400 + "'b')", LogTemplate)
    assert len(statement.args) == 400


def test_a_migration_has_the_facts_of_other_files_too() -> None:
    code = "revision = 'abc'\nlogger.info('a')\n"
    assert facts("migrations/versions/a.py", code, LogTemplate)
