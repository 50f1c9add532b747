"""What decides the content of an index is in its digest: worked out from the imports."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import pytest

from ctxkit.index import digest as subject
from ctxkit.index.digest import (
    FACT_SOURCES,
    PACKAGE,
    SEARCH_SOURCES,
    decisive_files,
    decisive_sources,
    digest,
    installed,
    search_digest,
)

FACT_ROOTS = ("extract/registry.py", "index/rows.py", "index/builder.py")


def imported_by(file: Path) -> set[Path]:
    """Return the modules of ctxkit that a module imports, also inside functions, but not those for
    types only.
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
    """Return the modules that `roots` import, directly or not, without packages that only gather
    names, without what decides nothing and what that imports.
    """
    harmless = {
        PACKAGE / name
        for name in (
            "errors.py",
            "model/answers.py",
            "model/plans.py",
            "model/cause.py",
            "model/maps.py",
            "model/tables.py",
        )
    }
    waiting, found = [PACKAGE / root for root in roots], set()
    while waiting:
        file = waiting.pop()
        if file not in found | harmless:
            found.add(file)
            waiting += imported_by(file)
    found.discard(PACKAGE / "model/__init__.py")
    return {file for file in found if file.name != "__init__.py" or len(file.read_text()) > 2_000}


def decisive_paths(sources: Iterable[str]) -> set[Path]:
    return {PACKAGE / name for name in decisive_files(sources)}


def test_all_that_the_extractors_import_is_in_the_digest() -> None:
    assert closure(*FACT_ROOTS) <= decisive_paths(FACT_SOURCES)


def test_nothing_is_in_the_digest_that_no_extractor_imports() -> None:
    outside = [
        file
        for file in decisive_paths(FACT_SOURCES)
        if file.suffix == ".py" and PACKAGE / "extract" not in file.parents
    ]
    assert set(outside) <= closure(*FACT_ROOTS)


def test_the_digests_cover_all_that_makes_the_search_index() -> None:
    decisive = decisive_paths(FACT_SOURCES) | decisive_paths(SEARCH_SOURCES)
    made = closure("index/search_documents.py", "index/setting_profiles.py")
    assert made <= decisive
    assert decisive_paths(SEARCH_SOURCES) <= made


@pytest.fixture(autouse=True)
def _remembered() -> None:
    """What this process remembers is of the package as it is, whichever test comes first."""
    digest()
    search_digest()


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that may be edited, and of which the digests are made."""
    copy = tmp_path / "ctxkit"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("upstreams", "__pycache__"))
    monkeypatch.setattr(subject, "PACKAGE", copy)
    return copy


def edit(file: Path) -> None:
    file.write_text(file.read_text("utf8") + "\n", "utf8")


@pytest.mark.parametrize(
    "edited",
    [
        "text/catalogs.py",
        "extract/queries/python/raise.scm",
        "files/yaml_lines.py",
        "index/rows.py",
        "index/schema.py",
        "model/facts.py",
    ],
)
def test_an_edit_of_any_decisive_file_is_another_digest(copy: Path, edited: str) -> None:
    assert digest.__wrapped__() == digest()
    edit(copy / edited)
    assert digest.__wrapped__() != digest()


@pytest.mark.parametrize(
    "edited", ["text/words.py", "index/search_documents.py", "index/setting_profiles.py"]
)
def test_an_edit_of_what_makes_documents_is_another_search_index(copy: Path, edited: str) -> None:
    assert search_digest.__wrapped__() == search_digest()
    edit(copy / edited)
    assert search_digest.__wrapped__() != search_digest()
    # The extractors cut names into words, too.
    assert (digest.__wrapped__() != digest()) is (edited == "text/words.py")


def test_an_edit_of_a_query_decides_nothing(copy: Path) -> None:
    for name in ("index/reader.py", "index/word_queries.py", "ask/locate/locate.py"):
        edit(copy / name)
    assert (digest.__wrapped__(), search_digest.__wrapped__()) == (digest(), search_digest())


def test_a_folder_stands_for_the_modules_and_queries_below_it(copy: Path) -> None:
    for name in ("a.py", "b/c.scm", "b/d.pyc", "b/e.txt", "b.py"):
        (copy / "made" / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / "made" / name).write_text(name)
    sources = ["text/words.py", "made"]
    names = ["made/a.py", "made/b.py", "made/b/c.scm", "text/words.py"]
    assert decisive_files(sources) == names
    contents = dict(decisive_sources(sources))
    assert list(contents) == names
    assert contents["made/b/c.scm"] == b"b/c.scm"


def test_the_same_text_in_another_file_is_another_digest(copy: Path) -> None:
    moved = copy / "extract/queries/python/raise.scm"
    moved.rename(moved.with_name("raise_.scm"))
    assert digest.__wrapped__() != digest()


def test_another_grammar_or_search_library_is_another_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subject, "installed", lambda package: [f"{package}-0.99.0"])
    assert digest.__wrapped__() != digest()
    assert search_digest.__wrapped__() != search_digest()


def test_the_versions_are_those_of_the_installed_libraries() -> None:
    names = ("tree_sitter", "tree_sitter_go", "tree_sitter_python", "tree_sitter_typescript")
    assert installed("tree_sitter") == sorted(f"{name}-{version(name)}" for name in names)
    assert installed("whoosh") == [f"whoosh3-{version('whoosh3')}"]
    assert installed("no_such_library") == []
