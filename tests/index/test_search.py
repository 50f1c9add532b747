from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxkit.errors import IndexMissingError
from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.index.search import ensure_search, has_search, search
from ctxkit.model import Checkout, Symbol
from ctxkit.text.words import stem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    retry = Symbol(name="retry_policy", what="function", line=3, end_line=9)
    with building(tmp_path, digest="d") as builder:
        for number, _ in builder.add_tree(
            "dify", "a" * 40, [SourceFile("api/a.py", bytes(20), False)]
        ):
            builder.add_facts(number, [encode(retry)])
        builder.set_view([Checkout(repo="dify", version="1", commit="a" * 40, match="tag")])
    return tmp_path


def test_the_search_index_is_made_once_for_a_view(folder: Path) -> None:
    with Index.open(folder) as index:
        assert not has_search(folder, index)
        made = ensure_search(folder, index)
        assert has_search(folder, index)
        before = sorted(p.name for p in made.iterdir())
        assert [f.name for f in search(folder, index, [[(stem("retry"), 1.0)]], limit=5).found] == [
            "retry_policy"
        ]
        assert ensure_search(folder, index) == made
        assert sorted(p.name for p in made.iterdir()) == before


def test_a_search_index_that_cannot_be_written_is_named(folder: Path) -> None:
    with Index.open(folder) as index:
        wanted = ensure_search(folder, index)
        for file in wanted.iterdir():
            file.unlink()
        wanted.rmdir()
        wanted.with_name(f"{wanted.name}.tmp-{os.getpid()}").write_text("in the way")
        with pytest.raises(IndexMissingError, match="the search index cannot be written"):
            ensure_search(folder, index)
