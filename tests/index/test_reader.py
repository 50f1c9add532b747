from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.errors import IndexMissingError
from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import DATABASE, Index
from ctxkit.index.rows import FactRow, decode, encode, fold_key
from ctxkit.model import (
    HOLE,
    KINDS,
    Checkout,
    ConfigKey,
    ConfigUse,
    Fact,
    LogTemplate,
    Raise,
    Symbol,
)

OID = bytes(range(20))


def checkout(commit: str = "a" * 40, version: str = "1.0.0") -> Checkout:
    return Checkout(repo="dify", version=version, commit=commit, match="tag")


def build(
    folder: Path, files: dict[str, list[Fact]], *, commit: str = "a" * 40, oid: bytes = OID
) -> None:
    """Index one tree of the repository dify: facts by path, every file with the same blob id."""
    with building(folder, digest="d") as builder:
        new = builder.add_tree(
            "dify", commit, [SourceFile(path, oid, path.startswith("tests/")) for path in files]
        )
        for number, file in new:
            builder.add_facts(number, [encode(fact) for fact in files[file.path]])
        builder.set_view([checkout(commit)])


def symbol(name: str, line: int = 1) -> Symbol:
    return Symbol(name=name, what="function", line=line, end_line=line)


def test_another_view_is_for_one_reader_alone(tmp_path: Path) -> None:
    old, new = checkout("a" * 40, "1.0.0"), checkout("b" * 40, "2.0.0")
    build(tmp_path, {"a.py": [symbol("f")], "b.py": [symbol("g")]}, commit=old.commit)
    with building(tmp_path, digest="d") as builder:
        assert [
            f.path
            for _, f in builder.add_tree("dify", new.commit, [SourceFile("b.py", OID, False)])
        ] == []
        builder.keep([new])
    with Index.open(tmp_path) as here, Index.open(tmp_path, checkouts=[new]) as there:
        assert [f.name for f in here.all(Symbol)] == ["f", "g"]
        assert [f.name for f in there.all(Symbol)] == ["g"]
        assert [f.path for f in there.files()] == ["b.py"]
        assert (here.checkouts(), there.checkouts()) == ({"dify": old}, {"dify": new})
        assert here.has_trees([old, new])
        assert not here.has_trees([checkout("c" * 40)])
    with pytest.raises(IndexMissingError, match="does not hold dify at cccccccccc"):
        Index.open(tmp_path, checkouts=[checkout("c" * 40)])


def test_trees_beside_the_view_never_push_it_out(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("f")]})
    for number in range(1, 15):
        with building(tmp_path, digest="d") as builder:
            other = checkout(f"{number:040x}")
            builder.add_tree(
                "dify", other.commit, [SourceFile("a.py", bytes([number] * 20), False)]
            )
            builder.keep([other])
    with Index.open(tmp_path) as index:
        assert [f.name for f in index.all(Symbol)] == ["f"]
        assert index.has_trees([checkout(), other])
        assert not index.has_trees([checkout(f"{1:040x}")])


def test_a_fact_comes_back_with_its_file(tmp_path: Path) -> None:
    build(tmp_path, {"tests/a.py": [symbol("f")]})
    with Index.open(tmp_path, digest="d") as index:
        assert index.all(Symbol) == [
            replace(symbol("f"), repo="dify", path="tests/a.py", test=True)
        ]
        assert index.named(Symbol, "g") == []
        assert [f.path for f in index.files(base="a.py")] == ["tests/a.py"]
        assert index.files(base="b.py") == []


TEXTS = st.text(max_size=8)
FIELDS = {
    "str": TEXTS,
    "int": st.integers(1, 9),
    "int | None": st.none() | st.integers(1, 9),
    "str | None": st.none() | TEXTS,
    "bool": st.booleans(),
    "tuple[str, ...]": st.lists(TEXTS, max_size=3).map(tuple),
}


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_every_kind_survives_storage(data: st.DataObject, name: str) -> None:
    kind = KINDS[name]
    values = {
        field: data.draw(FIELDS.get(str(f.type), TEXTS))
        for field, f in kind.__dataclass_fields__.items()
        if field not in ("repo", "path", "test", "kind")
    }
    fact = kind(**values)
    row = encode(fact)
    assert isinstance(row, FactRow)
    assert decode((*row[:6], "", "", 0)) == fact


def test_all_spellings_of_a_key_fold_alike(tmp_path: Path) -> None:
    declared = ConfigKey(
        name="LOG_LEVEL",
        attribute="LogLevel",
        aliases=("LEVEL",),
        origin="pydantic",
        line=3,
        end_line=3,
    )
    renamed = ConfigUse(
        name="API_LOG", target="LOG_LEVEL", role="renames", via="compose", line=9, end_line=9
    )
    build(tmp_path, {"api/configs/a.py": [declared, renamed]})
    with Index.open(tmp_path) as index:
        for spelling in ("LOG_LEVEL", "log-level", "logLevel", "LogLevel"):
            assert [f.name for f in index.keyed(spelling)] == ["LOG_LEVEL", "API_LOG"]
        assert [f.name for f in index.keyed("level")] == ["LOG_LEVEL"]
        assert index.keyed("LOG") == []
        assert index.key_folds() == ["apilog", "level", "loglevel"]


def test_fold_key() -> None:
    assert fold_key("api.logLevel") == "apiloglevel"


def test_words_lead_to_statements_of_the_view_only(tmp_path: Path) -> None:
    log = LogTemplate(
        name="logger.info", template=f"Processed dataset: {HOLE} latency", line=1, end_line=1
    )
    error = Raise(name="ValueError", template="Dataset missing", line=2, end_line=2)
    build(tmp_path, {"api/a.py": [log, error]})
    with Index.open(tmp_path) as index:
        assert index.word_counts(["dataset", "latency", "unheard"]) == {"dataset": 2, "latency": 1}
        assert [f.line for f in index.with_word("dataset").values()] == [1, 2]
        assert [f.line for f in index.with_word("latency", "unheard").values()] == [1]
    build(tmp_path, {"api/b.py": []}, commit="b" * 40)
    with Index.open(tmp_path) as index:
        assert index.word_counts(["dataset"]) == {}
        assert index.with_word("dataset") == {}


def test_a_blob_known_from_another_version_is_not_read_again(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("old")]})
    with building(tmp_path, digest="d") as builder:
        files = [SourceFile("api/a.py", OID, False), SourceFile("api/b.py", OID, False)]
        new = builder.add_tree("dify", "b" * 40, files)
        assert [file.path for _, file in new] == ["api/b.py"]
        builder.set_view([checkout("b" * 40)])
    with Index.open(tmp_path) as index:
        assert [f.name for f in index.all(Symbol)] == ["old"]
        assert index.checkouts()["dify"].commit == "b" * 40


def test_versions_long_unused_are_forgotten(tmp_path: Path) -> None:
    for number in range(8):
        build(
            tmp_path,
            {"api/a.py": [symbol(f"f{number}")]},
            commit=f"{number}" * 40,
            oid=bytes([number]) * 20,
        )
    with building(tmp_path, digest="d") as builder:
        assert not builder.has_tree("dify", "1" * 40)
        assert builder.has_tree("dify", "2" * 40)
        builder.set_view([checkout("7" * 40)])
    db = sqlite3.connect(tmp_path / DATABASE)
    assert db.execute("SELECT count(*) FROM fact").fetchone() == (6,)
    db.close()


def test_a_failed_build_leaves_the_old_index(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("f")]})
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(RuntimeError, match="half way"), building(tmp_path, digest="d") as builder:
        builder.add_tree("dify", "b" * 40, [])
        raise RuntimeError("half way")
    assert (tmp_path / DATABASE).read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [DATABASE]


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    build(tmp_path, {"api/a.py": [symbol("old")]})
    with Index.open(tmp_path) as index:
        build(tmp_path, {"api/a.py": [symbol("new")]}, commit="b" * 40, oid=bytes(20))
        assert [f.name for f in index.all(Symbol)] == ["old"]


def test_an_index_of_other_extractors_is_refused(tmp_path: Path) -> None:
    build(tmp_path, {})
    with pytest.raises(IndexMissingError, match="another version of ctxkit"):
        Index.open(tmp_path, digest="other")


def test_a_damaged_index_is_refused_and_rebuilt(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database" * 1000)
    with pytest.raises(IndexMissingError, match="damaged"):
        Index.open(tmp_path)
    build(tmp_path, {"api/a.py": [symbol("f")]})
    with Index.open(tmp_path) as index:
        assert len(index.all(Symbol)) == 1


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError) as caught:
        Index.open(tmp_path)
    assert caught.value.hint == "run: ctxkit index"
