from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.errors import GitError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.workspace.checked_out import head_commit
from tests.ask.literal import Asked, literal_index
from tests.index.repositories import Repository

TEXT = "one\r\ntwo \fform feed\nthree\u2028same line\n"


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    files = {"dify": {"api/a.py": (TEXT, []), "api/b.py": ("two\ntwo\n", [])}}
    return literal_index(tmp_path, files)


def test_lines_are_those_of_an_editor(asked: Asked) -> None:
    lines = ["one", "two \fform feed", "three\u2028same line", ""]
    assert asked.sources.lines("dify", "api/a.py") == lines
    assert asked.sources.lines("dify", "api/missing.py") == [""]
    assert asked.sources.text("dify", "api/a.py", 1, 2) == "one\ntwo \fform feed"


def test_a_file_is_read_once(asked: Asked, tmp_path: Path) -> None:
    first = asked.sources.lines("dify", "api/b.py")
    (tmp_path / "dify/api/b.py").unlink()
    assert asked.sources.lines("dify", "api/b.py") is first


def test_lines_with_a_text(asked: Asked) -> None:
    found = asked.sources.lines_with(asked.index.files(), "two")
    assert [(file.path, line) for file, line in found] == [
        ("api/a.py", 2), ("api/b.py", 1), ("api/b.py", 2),
    ]  # fmt: skip
    assert list(asked.sources.lines_with(asked.index.files(), "four")) == []


def test_files_with_a_text(asked: Asked, tmp_path: Path) -> None:
    files = asked.index.files()
    assert [file.path for file in asked.sources.files_with(files, "three")] == ["api/a.py"]
    (tmp_path / "dify/api/a.py").unlink()
    assert list(asked.sources.files_with(files, "three")) == []


def test_files_that_were_joined_are_read_once(asked: Asked, tmp_path: Path) -> None:
    joined = asked.sources.joined(asked.index.files())
    (tmp_path / "dify/api/a.py").unlink()
    assert [file.path for file in joined.having("three")] == ["api/a.py"]
    assert [file.path for file in joined.having("two")] == ["api/a.py", "api/b.py"]
    assert list(joined.having("four")) == []
    assert list(joined.having("line\0two")) == []


def test_the_root_of_a_checkout(asked: Asked, tmp_path: Path) -> None:
    assert asked.sources.root("dify") == tmp_path / "dify"


def test_a_blob_that_the_clone_has_lost(asked: Asked, tmp_path: Path) -> None:
    file = asked.index.files(base="b.py")[0]
    assert asked.sources.blob(file) == ["two", "two", ""]
    (tmp_path / "dify/api/b.py").write_text("edited")
    assert asked.sources.blob(file) == []
    with pytest.raises(GitError):
        asked.sources.lines("dify", "api/b.py")


def test_files_of_the_commit_that_are_not_indexed(asked: Asked, tmp_path: Path) -> None:
    repository = Repository(tmp_path / "clone")
    (tmp_path / "clone" / "folder").mkdir()
    (tmp_path / "clone" / "folder" / "LICENSE").write_text("free\n")
    repository.commit(a="x = 1\n")
    (tmp_path / "clone" / "folder" / "LICENSE").write_text("edited\n")
    commit = head_commit(repository.root)
    assert commit
    sources = Sources(asked.index, {"dify": repository.root})
    assert sources.committed("dify", "folder/LICENSE", commit) == ["free", ""]
    assert sources.committed("dify", "folder", commit) is None
    assert sources.committed("dify", "missing", commit) is None
    assert sources.committed("dify", "folder/../folder/LICENSE", commit) is None
    assert sources.committed("dify", "../outside", commit) is None
    assert asked.sources.committed("dify", "api/b.py", commit) == ["two", "two", ""]


@given(
    text=st.text("ab\n\r \u2028", max_size=30), word=st.sampled_from(["a", "ab", "ba", "zz", ""])
)
def test_lines_having_a_word_are_those_of_all_lines(text: str, word: str) -> None:
    sources = _KnownSources(text)
    lines = enumerate(sources.lines("dify", "a.py"), 1)
    expected = [(number, line) for number, line in lines if word in line]
    assert list(sources.lines_having("dify", "a.py", word)) == expected


class _KnownSources(Sources):
    """One file of a text, without an index."""

    def __init__(self, text: str) -> None:
        super().__init__(cast(Index, None), {})
        self._whole.get(("dify", "a.py"), lambda: text)
