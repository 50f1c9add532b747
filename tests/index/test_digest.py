from __future__ import annotations

import ast
import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from ctxkit.index import digest as subject
from ctxkit.index.digest import PACKAGE, decisive_files, digest, grammar_versions


def imported_by(file: Path) -> set[Path]:
    """The modules of ctxkit that a module imports, also inside functions, but not those for types
    only.
    """
    found: set[Path] = set()
    tree = ast.parse(file.read_text("utf8"))
    skipped = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in skipped:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                if name.startswith("ctxkit."):
                    path = PACKAGE.parent / name.replace(".", "/")
                    found.update(
                        p for p in (path.with_suffix(".py"), path / "__init__.py") if p.is_file()
                    )
    return found


def closure(*roots: str) -> set[Path]:
    waiting, found = [PACKAGE / root for root in roots], set()
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting += imported_by(file)
    return found


def test_all_that_the_extractors_import_is_in_the_digest() -> None:
    harmless = {PACKAGE / "errors.py", PACKAGE / "model/answers.py"}
    needed = closure("extract/registry.py", "index/rows.py", "index/builder.py")
    needed = {
        file
        for file in needed - harmless
        if file.name != "__init__.py" or len(file.read_text()) > 2_000
    }
    assert needed <= set(decisive_files())


def test_nothing_is_in_the_digest_that_no_extractor_imports() -> None:
    needed = closure("extract/registry.py", "index/rows.py", "index/builder.py")
    outside = [
        f for f in decisive_files() if f.suffix == ".py" and PACKAGE / "extract" not in f.parents
    ]
    assert set(outside) <= needed


@pytest.mark.parametrize(
    "edited", ["text/catalogs.py", "extract/queries/python/raise.scm", "files/yaml_lines.py"]
)
def test_an_edit_of_any_decisive_file_is_another_digest(
    tmp_path: Path, edited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "ctxkit"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("upstreams", "__pycache__"))
    monkeypatch.setattr(subject, "PACKAGE", copy)
    before = digest.__wrapped__()
    assert before == digest()
    (copy / edited).write_text((copy / edited).read_text("utf8") + "\n", "utf8")
    assert digest.__wrapped__() != before


def test_another_grammar_is_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest.__wrapped__()
    monkeypatch.setattr(subject, "grammar_versions", lambda: ["tree_sitter_go-0.99.0"])
    assert digest.__wrapped__() != before


def test_the_versions_are_those_of_the_installed_grammars() -> None:
    names = ("tree_sitter", "tree_sitter_go", "tree_sitter_python", "tree_sitter_typescript")
    assert grammar_versions() == sorted(f"{name}-{version(name)}" for name in names)
