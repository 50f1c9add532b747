"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import ctxkit

PACKAGE = Path(ctxkit.__file__).parent
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "upstreams" not in p.parts)
_MODULE_NAME = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.py)`")
_FOLDER_NAME = re.compile(r"`([a-z_]+(?:/[a-z_]+)*)/`")


def named(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_a_module_that_a_docstring_names_exists(file: Path) -> None:
    text = file.read_text("utf8")
    for pattern in (_MODULE_NAME, _FOLDER_NAME):
        missing = [
            name
            for name in pattern.findall(text)
            if not ((PACKAGE / name).exists() or (file.parent / name).exists())
        ]
        assert not missing, f"{named(file)} names what does not exist"


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_a_module_says_what_it_is(file: Path) -> None:
    assert file.read_text("utf8").startswith('"""')


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_no_conditional_expression_holds_another(file: Path) -> None:
    tree = ast.parse(file.read_text("utf8"))
    nested = [
        inner.lineno
        for outer in ast.walk(tree)
        if isinstance(outer, ast.IfExp)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.IfExp) and inner is not outer
    ]
    assert not nested, f"{named(file)}: lines {nested}"


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_a_module_has_at_most_400_lines(file: Path) -> None:
    assert len(file.read_text("utf8").splitlines()) <= 400
