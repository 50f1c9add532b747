"""Patterns that are compiled when first used behave like those of `re`."""

from __future__ import annotations

import ast
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import ctxkit
from ctxkit.index.digest import FACT_SOURCES, decisive_files
from ctxkit.regex import regex

PACKAGE = Path(ctxkit.__file__).parent
_OF_THE_INDEX = {str(file) for file in decisive_files(FACT_SOURCES)}
"""Modules that run for each file of a repository use each of their patterns."""


def test_regex_behaves_like_compile() -> None:
    pattern = regex(r"(?P<key>\w+)=(\d+)", re.ASCII)
    found = pattern.match("port=5432 user=1")
    assert found is not None
    assert found["key"] == "port"
    assert pattern.sub(r"\2", "port=5432") == "5432"
    assert pattern.findall("a=1 b=2") == [("a", "1"), ("b", "2")]
    assert pattern.match("é=1") is None  # the flags are kept
    assert pattern.groups == 2
    assert regex(rb"a+").fullmatch(b"aaa") is not None


def test_regex_compiles_when_first_used() -> None:
    broken = regex("(")
    with pytest.raises(re.error):
        broken.match("x")


def test_every_pattern_compiles() -> None:
    compiled = 0
    for module in pkgutil.walk_packages(ctxkit.__path__, "ctxkit."):
        if ".demo.upstreams" not in module.name:
            for what in vars(import_module(module.name)).values():
                if type(what) is type(regex("")):
                    assert what.groups >= 0
                    compiled += 1
    assert compiled > 400


def _compiled_at_import(node: ast.AST) -> list[int]:
    lines = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call) and ast.unparse(child.func) == "re.compile":
            lines.append(child.lineno)
        lines += _compiled_at_import(child)
    return lines


def test_no_module_of_a_question_compiles_a_pattern_when_it_is_imported() -> None:
    wrong = [
        f"{name}:{line}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if (name := file.relative_to(PACKAGE).as_posix()) not in _OF_THE_INDEX
        and not name.startswith(("extract/", "demo/upstreams/"))
        for line in _compiled_at_import(ast.parse(file.read_text("utf8")))
    ]
    assert wrong == [], "use `regex` of ctxkit/regex.py"
