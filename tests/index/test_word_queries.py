from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.index.reader import Index
from ctxkit.index.word_queries import MessageRow
from ctxkit.model import HOLE, Checkout, Raise
from tests.index.trees import add_beside, build, checkout, log, symbol

ERROR = Raise(name="ValueError", template="Dataset missing", line=2, end_line=3)


def test_words_are_counted_by_fact(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log(f"Dataset {HOLE} dataset latency"), ERROR]})
    with Index.open(tmp_path) as index:
        counts = index.word_totals(["dataset", "latency", "unheard"])
        assert counts == {"dataset": 2, "latency": 1}
        assert index.word_totals([]) == {}


def test_what_is_done_to_an_answer_does_not_change_the_next(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log("disk full"), log("disk gone")]})
    with Index.open(tmp_path) as index:
        first = index.with_word("disk")
        second = index.with_words(["disk", "full"], at_least=2, limit=9)
        assert (len(first), len(second)) == (2, 1)
        first.clear()
        second.clear()
        assert len(index.with_word("disk")) == 2
        assert len(index.with_words(["disk", "full"], at_least=2, limit=9)) == 1
        assert len(index.with_words(["disk", "full"], at_least=1, limit=9)) == 2
        assert len(index.with_words(["disk", "full"], at_least=1, limit=1)) == 1


def test_more_words_than_sqlite_takes_at_once_are_counted(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log(f"word{n}") for n in (0, 499, 500, 1200)]})
    with Index.open(tmp_path) as index:
        assert index.word_totals([f"word{n}" for n in range(1300)]) == {
            "word0": 1, "word499": 1, "word500": 1, "word1200": 1,
        }  # fmt: skip


def test_a_word_of_several_repositories_is_counted_in_all(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log("common word")]})
    helm = checkout("b" * 40, repo="dify-helm")
    add_beside(tmp_path, {"b.py": [log("common helm")]}, helm)
    with Index.open(tmp_path, checkouts=[checkout(), helm]) as index:
        assert index.word_totals(["common", "word", "helm"]) == {"common": 2, "word": 1, "helm": 1}


def test_the_weight_of_a_word_does_not_depend_on_other_versions(tmp_path: Path) -> None:
    new = checkout("b" * 40, "2.0.0")
    build(tmp_path, {"a.py": [log("Dataset missing")]})
    add_beside(tmp_path, {"b.py": [log("dataset one"), log("dataset two")]}, new)
    with Index.open(tmp_path) as here, Index.open(tmp_path, checkouts=[new]) as there:
        assert here.word_totals(["dataset", "two"]) == {"dataset": 1}
        assert there.word_totals(["dataset", "missing"]) == {"dataset": 2}


def test_a_file_that_two_versions_share_counts_in_both(tmp_path: Path) -> None:
    new = checkout("b" * 40, "2.0.0")
    tree = {"a.py": [log("Dataset missing")]}
    build(tmp_path, tree)
    add_beside(tmp_path, tree, new)
    with Index.open(tmp_path) as here, Index.open(tmp_path, checkouts=[new]) as there:
        assert here.word_totals(["dataset"]) == there.word_totals(["dataset"]) == {"dataset": 1}


def lines(index: Index, *words: str) -> list[int]:
    return [fact.line for fact in index.with_word(*words).values()]


def test_any_of_the_words_leads_to_a_statement(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [log("Processed dataset: latency"), ERROR, symbol("dataset", 9)]})
    add_beside(tmp_path, {"b.py": [log("dataset", 7)]}, checkout("b" * 40))
    with Index.open(tmp_path) as index:
        assert lines(index, "dataset") == [1, 2]
        assert lines(index, "latency", "unheard") == [1]
        assert lines(index, "data") == []
        assert list(index.with_word("dataset")) == [1, 2]


TEMPLATES = ("red green blue", "red green", "red blue", "red", "green blue", "white")


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    build(tmp_path, {"a.py": [log(t, line) for line, t in enumerate(TEMPLATES, 1)]})
    return tmp_path


def found(index: Index, at_least: int, limit: int) -> list[int]:
    words = ["red", "green", "blue"]
    return sorted(
        fact.line for fact in index.with_words(words, at_least=at_least, limit=limit).values()
    )


def test_statements_with_several_of_the_words(colours: Path) -> None:
    with Index.open(colours) as index:
        assert found(index, 3, 9) == [1]
        assert found(index, 2, 9) == [1, 2, 3, 5]
        assert found(index, 1, 9) == [1, 2, 3, 4, 5]


def test_those_with_the_most_words_are_kept_then_those_that_come_first(colours: Path) -> None:
    with Index.open(colours) as index:
        assert found(index, 1, 1) == [1]
        assert found(index, 1, 3) == [1, 2, 3]


def test_other_versions_do_not_use_up_the_limit(colours: Path) -> None:
    add_beside(colours, {"0.py": [log("red green blue", 77)] * 5}, checkout("b" * 40))
    with Index.open(colours) as index:
        assert found(index, 2, 2) == [1, 2]


@pytest.mark.parametrize("order", [("a.py", "b.py"), ("b.py", "a.py")])
def test_the_limit_does_not_depend_on_which_file_was_read_first(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    build(tmp_path, {path: [log("red green", ord(path[0]))] for path in order})
    with Index.open(tmp_path) as index:
        assert found(index, 2, 1) == [ord("a")]


def test_rows_of_messages(tmp_path: Path) -> None:
    helm: Checkout = checkout("b" * 40, repo="dify-helm")
    tree = {
        "x/b.py": [log("Sent", 9), ERROR, symbol("f")],
        "tests/a.py": [log("of a test")],
        "a.py": [Raise(name="E", template="", line=1, end_line=1)],
    }
    build(tmp_path, tree)
    add_beside(tmp_path, {"c.py": [log("of another view")]}, helm)
    with Index.open(tmp_path) as index:
        assert list(index.message_rows()) == [
            MessageRow("raise", "dify", "a.py", "a.py", 1, 1, "E", "", ""),
            MessageRow(
                "raise", "dify", "x/b.py", "b.py", 2, 3, "ValueError", "Dataset missing", ""
            ),
            MessageRow(
                "log_template", "dify", "x/b.py", "b.py", 9, 9, "logger.info", "Sent", "info"
            ),
        ]
