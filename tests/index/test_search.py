from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from ctxkit.errors import IndexMissingError
from ctxkit.files import atomic
from ctxkit.index import search as subject
from ctxkit.index.builder import building
from ctxkit.index.reader import Index
from ctxkit.index.search import ensure_search, has_search, search
from ctxkit.index.search_documents import OWN
from ctxkit.index.unpickling import only_these
from ctxkit.text.words import stem
from tests.index.trees import add_beside, build, checkout, symbol

WORDS = [[(stem("retry"), 1.0)]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(tmp_path, {"api/a.py": [symbol("retry_policy", 3, 9), symbol("policy", 11)]})
    return tmp_path


def test_a_search_finds_facts_by_their_words(folder: Path) -> None:
    with Index.open(folder) as index:
        searched = search(folder, index, WORDS, limit=5)
        (found,) = searched.found
        assert found[:5] == ("symbol", "dify", "api/a.py", 3, "retry_policy")
        assert found.score > 0
        assert (searched.counts, searched.total) == ({stem("retry"): 1}, 2)


def test_the_best_come_first_and_no_more_than_asked_for(folder: Path) -> None:
    both = [*WORDS, [(stem("policy"), 1.0)]]
    with Index.open(folder) as index:
        names = [found.name for found in search(folder, index, both, limit=5).found]
        assert names == ["retry_policy", "policy"]
        assert len(search(folder, index, both, limit=1).found) == 1


def test_the_weight_of_a_word_counts(folder: Path) -> None:
    with Index.open(folder) as index:
        light, heavy = (
            search(folder, index, [[(stem("retry"), weight)]], limit=5).found[0].score
            for weight in (0.5, 1.0)
        )
    assert heavy > light


@pytest.mark.parametrize("words", [[], [[]]])
def test_nothing_is_asked_without_words(folder: Path, words: list[list[tuple[str, float]]]) -> None:
    with Index.open(folder) as index:
        assert search(folder, index, words, limit=5) == ([], {}, 0)
        assert not has_search(folder, index)


def test_the_search_index_is_made_once_for_a_view(folder: Path) -> None:
    with Index.open(folder) as index:
        assert not has_search(folder, index)
        made = ensure_search(folder, index)
        assert has_search(folder, index)
        before = {p.name: p.stat().st_mtime_ns for p in made.iterdir()}
        assert ensure_search(folder, index) == made
        assert {p.name: p.stat().st_mtime_ns for p in made.iterdir()} == before


def test_other_versions_do_not_change_what_is_found(folder: Path) -> None:
    with Index.open(folder) as index:
        before = search(folder, index, WORDS, limit=5)
        made = ensure_search(folder, index)
    add_beside(folder, {"api/b.py": [symbol("retry_other")]}, checkout("b" * 40))
    with Index.open(folder) as index:
        assert ensure_search(folder, index) == made
        assert search(folder, index, WORDS, limit=5) == before


def test_other_commits_extractors_and_documents_have_another_search_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Index.open(folder) as index:
        made = {ensure_search(folder, index)}
        index.digest = "other extractors"
        made.add(ensure_search(folder, index))
        monkeypatch.setattr(subject, "search_digest", lambda: "other documents")
        made.add(ensure_search(folder, index))
    build(folder, {}, checkout("b" * 40))
    with Index.open(folder) as index:
        assert not has_search(folder, index)
    assert len(made) == 3


def test_a_search_index_that_cannot_be_written_is_named(folder: Path) -> None:
    with Index.open(folder) as index:
        wanted = ensure_search(folder, index)
        for file in wanted.iterdir():
            file.unlink()
        wanted.rmdir()
        wanted.with_name(f"{wanted.name}.tmp-{os.getpid()}").write_text("in the way")
        with pytest.raises(IndexMissingError, match="cannot write the search index"):
            ensure_search(folder, index)


def damage(made: Path, kept: float) -> None:
    for file in made.iterdir():
        data = file.read_bytes()
        file.write_bytes(data[: int(len(data) * kept)])


@pytest.mark.parametrize("kept", [0, 0.3, 0.9])
def test_a_search_index_that_lost_bytes_is_made_anew(folder: Path, kept: float) -> None:
    with Index.open(folder) as index:
        before = search(folder, index, WORDS, limit=5)
        damage(ensure_search(folder, index), kept)
        assert search(folder, index, WORDS, limit=5) == before
        damage(ensure_search(folder, index), kept)
        for file in ensure_search(folder, index).iterdir():
            file.unlink()
        assert search(folder, index, WORDS, limit=5) == before


def test_one_that_cannot_be_made_anew_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_it = subject._build

    def damaged(wanted: Path, index: Index) -> None:
        build_it(wanted, index)
        damage(wanted, 0)

    with Index.open(folder) as index:
        monkeypatch.setattr(subject, "_build", damaged)
        with pytest.raises(IndexMissingError, match="the search index is damaged") as raised:
            search(folder, index, WORDS, limit=5)
    assert "delete" in raised.value.hint


class Strange:
    """A pickle that runs something when it is read."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.mark}",)


@pytest.mark.parametrize("part", ["schema", "segments"])
def test_no_code_of_a_received_search_index_is_run(folder: Path, part: str) -> None:
    mark = folder / "ran"
    with Index.open(folder) as index:
        before = search(folder, index, WORDS, limit=5)
        made = FileStorage(str(ensure_search(folder, index)))
        toc = TOC.read(made, OWN)
        toc.generation += 1  # the newest counts
        strange = pickle.dumps(Strange(mark), 2)
        with pytest.MonkeyPatch.context() as patch:
            if part == "schema":
                patch.setattr(whoosh_index.pickle, "dumps", lambda *_: strange)
            else:
                toc.segments = Strange(mark)
            toc.write(made, OWN)
        files = Path(made.folder).glob("*.toc")
        assert any(str(mark).encode() in file.read_bytes() for file in files)
        assert search(folder, index, WORDS, limit=5) == before
    assert not mark.exists()


def test_what_is_admitted_is_so_in_the_block_alone() -> None:
    data = pickle.dumps(Path("x"))
    with only_these([]), pytest.raises(pickle.UnpicklingError, match="is not admitted here"):
        pickle.loads(data)
    assert pickle.loads(data) == Path("x")


def test_the_files_are_on_disk_before_the_folder_has_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr(
        atomic.os, "fsync", lambda fd: flushed.append(str(Path(f"/proc/self/fd/{fd}").readlink()))
    )
    with Index.open(folder) as index:
        made = ensure_search(folder, index)
    beside = [Path(path).name for path in flushed if ".tmp-" in Path(path).parent.name]
    assert {path.name for path in made.iterdir()} == set(beside)
    assert flushed[-2:] == [f"{made}.tmp-{os.getpid()}", str(folder)]


def test_the_last_used_search_indexes_and_builds_at_work_are_kept(folder: Path) -> None:
    now = time.time()
    for age in range(1, 6):
        old = folder / f"search-{age}"
        old.mkdir()
        os.utime(old, (now - age, now - age))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    at_work = f"search-x.tmp-{os.getpid()}"
    for name in (f"search-x.tmp-{dead.pid}", at_work):
        (folder / name).mkdir()
    (folder / "search-notes").write_text("not a folder")
    with Index.open(folder) as index:
        made = ensure_search(folder, index)
    left = {path.name for path in folder.glob("search-*")}
    assert left == {made.name, "search-1", "search-2", "search-3", at_work, "search-notes"}


def test_a_use_makes_a_search_index_young_again(folder: Path) -> None:
    with Index.open(folder) as index:
        made = ensure_search(folder, index)
        os.utime(made, (0, 0))
        ensure_search(folder, index)
        assert made.stat().st_mtime > 1_000


def test_packages_are_found_without_changing_what_else_is_found(tmp_path: Path) -> None:
    files = {"api/a.py": [symbol("retry_policy", 3, 9), symbol("policy", 11)]}
    for name in ("alone", "both"):
        (tmp_path / name).mkdir()
        build(tmp_path / name, files)
    package = checkout("c" * 40, repo="graphon")
    facts = [symbol("retry"), symbol("retry_all")]
    tree = {"src/graphon/a.py": facts, "examples/b.py": [symbol("retry_example")]}
    build(tmp_path / "both", tree, package)
    with building(tmp_path / "both", digest="d") as builder:
        builder.set_view([checkout(), package])
    with Index.open(tmp_path / "alone") as index:
        alone = search(tmp_path / "alone", index, WORDS, limit=5)
    with Index.open(tmp_path / "both") as index:
        both = search(tmp_path / "both", index, WORDS, limit=5)
    assert [found for found in both.found if found.repo == "dify"] == alone.found
    assert sorted(found.name for found in both.found if found.repo == "graphon") == [
        "retry",
        "retry_all",
    ]
    assert (both.counts, both.total) == (alone.counts, alone.total)
