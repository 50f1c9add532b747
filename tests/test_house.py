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


def test_a_name_is_that_of_one_class() -> None:
    """Private ones aside: they are seen in one module only."""
    places: dict[str, list[str]] = {}
    for file in MODULES:
        for node in ast.walk(ast.parse(file.read_text("utf8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(named(file))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#") and "noqa" not in line and "fmt:" not in line


def _per_1000_lines(files: list[Path]) -> dict[str, float]:
    """Return how many of each there are in 1,000 lines that are not blank."""
    lines = [line for file in files for line in file.read_text("utf8").splitlines()]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf8")))]
    counts = {
        "conditional expressions": sum(isinstance(node, ast.IfExp) for node in nodes),
        "boolean operators": sum(
            len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp)
        ),
        "comments": sum(map(_is_comment, lines)),
    }
    written = sum(bool(line.strip()) for line in lines)
    return {what: 1000 * count / written for what, count in counts.items()}


def test_the_code_is_not_packed() -> None:
    """Short code that must be deciphered is not simple; half as dense reads like other projects."""
    density = _per_1000_lines(MODULES)
    assert density["conditional expressions"] <= 20
    assert density["boolean operators"] <= 45


def test_the_settings_say_why() -> None:
    """What Dify does with a setting is rarely what one expects, so the reasons are next to it."""
    settings = [file for file in MODULES if file.parent.name == "settings"]
    assert _per_1000_lines(settings)["comments"] >= 15
