from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.index.builder import building
from ctxkit.index.file_queries import FileEntry
from ctxkit.index.reader import Index
from tests.index.trees import OID, add_beside, build, checkout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(tmp_path, {"api/b.py": [], "api/a.py": [], "tests/a.py": []})
    add_beside(tmp_path, {"api/old.py": [], "gone/a.py": []}, checkout("b" * 40))
    return tmp_path


def paths(files: list[FileEntry]) -> list[str]:
    return [file.path for file in files]


def test_files_of_the_view(folder: Path) -> None:
    with Index.open(folder) as index:
        assert paths(index.files()) == ["api/a.py", "api/b.py", "tests/a.py"]
        assert paths(index.files(base="a.py")) == ["api/a.py", "tests/a.py"]
        assert paths(index.files(base="old.py")) == []
        assert paths(index.files(repo="dify")) == paths(index.files())
        assert index.files(repo="dify-helm") == []
        assert index.files(base="a.py", repo="dify-helm") == []
        assert paths(index.files(base="a.py", repo="dify")) == ["api/a.py", "tests/a.py"]


def test_files_of_another_view(folder: Path) -> None:
    with Index.open(folder, checkouts=[checkout("b" * 40)]) as index:
        assert paths(index.files()) == ["api/old.py", "gone/a.py"]
        assert paths(index.files(repo="dify")) == paths(index.files())
        assert paths(index.files(base="a.py", repo="dify")) == ["gone/a.py"]


def test_a_file_has_its_blob_and_whether_it_is_a_test(folder: Path) -> None:
    with Index.open(folder) as index:
        assert index.files(base="a.py") == [
            FileEntry(repo="dify", path="api/a.py", oid=OID.hex(), test=False),
            FileEntry(repo="dify", path="tests/a.py", oid=OID.hex(), test=True),
        ]


def test_files_by_a_pattern(folder: Path) -> None:
    with Index.open(folder) as index:
        assert paths(index.files_like("%a.py")) == ["api/a.py", "tests/a.py"]
        assert paths(index.files_like("api/%")) == ["api/a.py", "api/b.py"]
        assert index.files_like("gone/%") == []


def test_one_file(folder: Path) -> None:
    with Index.open(folder) as index:
        found = index.file("dify", "api/a.py")
        assert found is not None
        assert found.path == "api/a.py"
        assert index.file("dify", "a.py") is None
        assert index.file("dify-helm", "api/a.py") is None
        assert index.file("dify", "api/old.py") is None


def test_base_names(folder: Path) -> None:
    with Index.open(folder) as index:
        assert index.bases() == {"a.py", "b.py"}


def test_files_that_could_not_be_read(folder: Path) -> None:
    with building(folder, digest="d") as builder:
        builder.add_facts(1, (), "too deep")
        builder.add_facts(4, (), "of another version")
    with Index.open(folder) as index:
        assert index.broken_files() == [("dify", "api/b.py", "too deep")]


def test_a_folder(folder: Path) -> None:
    with Index.open(folder) as index:
        assert index.has_folder("dify", "api")
        assert not index.has_folder("dify", "ap")
        assert not index.has_folder("dify", "gone")
        assert not index.has_folder("dify-helm", "api")
