"""Further versions in the index: kept as long as they are asked for, each a view of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.index.builder import building
from ctxkit.index.freshness import is_fresh
from ctxkit.index.reader import Index
from ctxkit.index.search import ensure_search, search_folders, wanted_searches
from ctxkit.index.unused import forget_trees, unused_of_index
from ctxkit.model import Checkout
from tests.index.trees import OID, add_beside, build, checkout, log

OLD, NEW = checkout("a" * 40, "1.0.0"), checkout("b" * 40, "2.0.0")
DIGEST = "d"


def commit(number: int) -> str:
    return f"{number:040x}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of 2.0.0 in which 1.0.0 can be asked."""
    build(tmp_path, {"api/a.py": [log("Sent mail", 7)]}, OLD, oid=bytes(20))
    build(tmp_path, {"api/a.py": [log("Sent mail", 10)]}, NEW, oid=OID)
    with building(tmp_path, digest=digest_of(tmp_path)) as builder:
        builder.set_view([NEW], "stamp", {"old": [OLD]})
    return tmp_path


def digest_of(folder: Path) -> str:
    with Index.open(folder) as index:
        return index.digest


def lines(folder: Path, *view: Checkout) -> list[int]:
    with Index.open(folder, checkouts=view or None) as index:
        return [fact.line for fact in index.in_file("dify", "api/a.py")]


def test_each_version_is_a_view(folder: Path) -> None:
    assert (lines(folder), lines(folder, OLD)) == ([10], [7])
    with Index.open(folder) as index:
        assert index.further() == {"old": {"dify": OLD}}
        assert (index.own_checkouts(), index.is_of_other_version) == ({"dify": NEW}, False)
        assert index.labels_of("dify", {"1.0.0"}) == ["old"]
        assert index.labels_of("dify", {"2.0.0"}) == index.labels_of("x", {"1.0.0"}) == []
    with Index.open(folder, checkouts=[OLD]) as index:
        assert index.checkouts() == {"dify": OLD}
        assert (index.own_checkouts(), index.is_of_other_version) == ({"dify": NEW}, True)
        assert index.further() == {"old": {"dify": OLD}}


def test_a_further_version_has_a_name_for_notes(folder: Path) -> None:
    with Index.open(folder) as index:
        fact = index.in_file("dify", "api/a.py")[0]
        assert index.versions_with(fact, 7) == ["1.0.0"]


def test_it_is_kept_whatever_else_is_looked_at(folder: Path) -> None:
    for number in range(1, 12):
        add_beside(
            folder,
            {"api/a.py": [log("Sent mail", number)]},
            checkout(commit(number)),
            oid=bytes([number]) * 20,
        )
    assert lines(folder, OLD) == [7]


def test_it_goes_with_the_next_view_that_does_not_name_it(folder: Path) -> None:
    with building(folder, digest=digest_of(folder)) as builder:
        builder.set_view([NEW])
    with Index.open(folder) as index:
        assert index.further() == {}
        assert index.unasked_trees() == [("dify", OLD.commit, "1.0.0")]


def test_trees_of_no_version_are_forgotten(folder: Path) -> None:
    add_beside(folder, {"api/b.py": [log("Got mail", 1)]}, checkout(commit(1)), oid=b"1" * 20)
    with Index.open(folder) as index:
        assert index.unasked_trees() == [("dify", commit(1), "")]
        assert index.unasked_share() == pytest.approx(1 / 3)
        assert len(index.unasked_trees(["old"])) == 2
        assert index.unasked_share(["old"]) == pytest.approx(2 / 3)
    with building(folder, digest=digest_of(folder)) as builder:
        builder.forget_unasked()
    with Index.open(folder) as index:
        assert index.unasked_trees() == []
    assert (lines(folder), lines(folder, OLD)) == ([10], [7])


def test_an_index_without_a_wanted_version_is_not_fresh(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = digest_of(folder)
    monkeypatch.setattr("ctxkit.index.freshness.digest", lambda: own)
    assert is_fresh(folder, [NEW])
    assert is_fresh(folder, [NEW], "stamp", {"old": [OLD]})
    assert not is_fresh(folder, [NEW], further={})
    assert not is_fresh(folder, [NEW], further={"1.0.0": [OLD]})
    assert not is_fresh(folder, [NEW], "other", {"old": [OLD]})


def test_what_nothing_needs_is_found_and_goes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = digest_of(folder)
    monkeypatch.setattr("ctxkit.index.unused.digest", lambda: own)
    for view in (None, [OLD]):
        with Index.open(folder, checkouts=view) as index:
            ensure_search(folder, index)
    assert unused_of_index(folder) == []
    with Index.open(folder) as index:
        (old,) = wanted_searches(folder, index) - wanted_searches(folder, index, ["old"])
    found = unused_of_index(folder, ["old"])
    assert [(each.kind, each.name) for each in found] == [
        ("tree", "index of dify 1.0.0"),
        ("search", old.name),
    ]
    assert found[0].bytes > 0
    with building(folder, digest=own) as builder:
        builder.set_view([NEW])
    forget_trees(folder)
    with Index.open(folder) as index:
        assert index.unasked_trees() == []
    assert len(search_folders(folder)) == 2


def test_searches_of_further_versions_are_kept(folder: Path) -> None:
    with Index.open(folder, checkouts=[OLD]) as index:
        kept = ensure_search(folder, index)
    for number in range(1, 8):
        other = checkout(commit(number))
        add_beside(folder, {"api/b.py": [log("Got mail", number)]}, other, oid=bytes([number]) * 20)
        with Index.open(folder, checkouts=[other]) as index:
            ensure_search(folder, index)
    assert kept in search_folders(folder)
    assert len(search_folders(folder)) <= 5
