"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

import ctxkit

PACKAGE = Path(ctxkit.__file__).parent
_MODULE_NAME = re.compile(r"`([a-z_]+(?:/[a-z_]+)*\.py)`")
_FOLDER_NAME = re.compile(r"`([a-z_]+(?:/[a-z_]+)*)/`")


class Module(NamedTuple):
    """What the rules look at in a module, parsed once."""

    name: str
    file: Path
    text: str
    nested: list[int]
    """Lines of conditional expressions in others."""
    classes: list[str]
    """Private ones aside: they are seen in one module only."""
    conditional_expressions: int
    boolean_operators: int

    @property
    def comments(self) -> int:
        return sum(map(_is_comment, self.text.splitlines()))

    @property
    def written(self) -> int:
        return sum(bool(line.strip()) for line in self.text.splitlines())


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#") and "noqa" not in line and "fmt:" not in line


def _read(file: Path) -> Module:
    text = file.read_text("utf8")
    nodes = list(ast.walk(ast.parse(text)))
    expressions = [node for node in nodes if isinstance(node, ast.IfExp)]
    inside = (inner for outer in expressions for inner in ast.walk(outer) if inner is not outer)
    classes = (node.name for node in nodes if isinstance(node, ast.ClassDef))
    return Module(
        name=file.relative_to(PACKAGE).as_posix(),
        file=file,
        text=text,
        nested=[inner.lineno for inner in inside if isinstance(inner, ast.IfExp)],
        classes=[name for name in classes if not name.startswith("_")],
        conditional_expressions=len(expressions),
        boolean_operators=sum(
            len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp)
        ),
    )


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    files = sorted(p for p in PACKAGE.rglob("*.py") if "upstreams" not in p.parts)
    assert len(files) > 500
    return [_read(file) for file in files]


def test_a_module_that_a_docstring_names_exists(modules: list[Module]) -> None:
    assert [
        (module.name, name)
        for module in modules
        for pattern in (_MODULE_NAME, _FOLDER_NAME)
        for name in pattern.findall(module.text)
        if not ((PACKAGE / name).exists() or (module.file.parent / name).exists())
    ] == []


def test_a_module_says_what_it_is(modules: list[Module]) -> None:
    assert [m.name for m in modules if not m.text.startswith('"""')] == []


def test_no_conditional_expression_holds_another(modules: list[Module]) -> None:
    assert {m.name: m.nested for m in modules if m.nested} == {}


def test_a_module_has_at_most_400_lines(modules: list[Module]) -> None:
    lengths = {m.name: len(m.text.splitlines()) for m in modules}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_a_name_is_that_of_one_class(modules: list[Module]) -> None:
    places: dict[str, list[str]] = {}
    for module in modules:
        for name in module.classes:
            places.setdefault(name, []).append(module.name)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def _per_1000_lines(modules: list[Module], counts: Iterable[int]) -> float:
    """Return how many there are in 1,000 lines that are not blank."""
    return 1000 * sum(counts) / sum(module.written for module in modules)


def test_the_code_is_not_packed(modules: list[Module]) -> None:
    """Short code that must be deciphered is not simple; half as dense reads like other projects."""
    assert _per_1000_lines(modules, (m.conditional_expressions for m in modules)) <= 20
    assert _per_1000_lines(modules, (m.boolean_operators for m in modules)) <= 45


def test_the_settings_say_why(modules: list[Module]) -> None:
    """What Dify does with a setting is rarely what one expects, so the reasons are next to it."""
    settings = [module for module in modules if module.file.parent.name == "settings"]
    assert _per_1000_lines(settings, (module.comments for module in settings)) >= 15
