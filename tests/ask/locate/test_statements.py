"""Statements are looked up by the rarest words of a message, and by the file of its prefix."""

from __future__ import annotations

from pathlib import Path

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.statement_score import ScoredStatement
from ctxkit.ask.locate.statements import find_reworded, find_statements
from ctxkit.index.reader import Index
from ctxkit.model import HOLE, Fact, LogTemplate
from tests.ask.literal import literal_index


def index_of(folder: Path, *templates: str, path: str = "api/a.py") -> Index:
    facts: list[Fact] = [
        LogTemplate(name="logger.info", template=text.replace("{}", HOLE), line=line, end_line=line)
        for line, text in enumerate(templates, 1)
    ]
    return literal_index(folder, {"dify": {path: ("\n" * len(templates), facts)}}).index


def lines(found: list[ScoredStatement]) -> list[int]:
    return [statement.fact.line for statement in found]


def test_the_best_statement_comes_first(tmp_path: Path) -> None:
    index = index_of(tmp_path, "quota of {} exhausted", "quota of {} exhausted again", "no stamps")
    assert lines(find_statements(index, "quota of x exhausted again", LineContext())) == [2, 1]
    assert lines(find_statements(index, "quota of x exhausted", LineContext())) == [1, 2]
    assert find_statements(index, "nothing of that", LineContext()) == []


def test_equals_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    index = index_of(tmp_path, *["quota of {} exhausted"] * 3)
    assert lines(find_statements(index, "quota of x exhausted", LineContext())) == [1, 2, 3]


def test_white_space_is_folded(tmp_path: Path) -> None:
    index = index_of(tmp_path, "quota of {} exhausted")
    assert lines(find_statements(index, "  quota\n of \t x exhausted ", LineContext())) == [1]


def test_statements_of_the_named_file_are_found_without_their_words(tmp_path: Path) -> None:
    index = index_of(tmp_path, "{}", "quota of {} exhausted")
    named = LineContext(base="a.py", base_known=True, line=1)
    assert lines(find_statements(index, "whatever", named)) == [1]
    assert find_statements(index, "whatever", LineContext(base="a.py", line=1)) == []


def test_a_statement_of_common_words_is_known_by_several_of_them(tmp_path: Path) -> None:
    common = [f"failed to load page of model {n}" for n in range(320)]
    index = index_of(tmp_path, "failed to load model page", *common, "quota exhausted")
    found = find_statements(index, "failed to load model page: quota exhausted", LineContext())
    assert 1 in lines(found)
    assert 322 in lines(found)


def test_only_rare_words_are_looked_up_where_there_are_too_many(tmp_path: Path) -> None:
    common = [f"failed item{n}" for n in range(301)]
    index = index_of(tmp_path, *common, "quota exhausted")
    text = "failed item7 quota exhausted"
    assert lines(find_statements(index, text, LineContext())) == [8, 302]


def test_a_message_in_other_words_is_a_hint(tmp_path: Path) -> None:
    index = index_of(tmp_path, "quota of tenant exhausted", "no stamps are left")
    found = find_reworded(index, "of tenant the quota is exhausted", LineContext())
    assert lines(found) == [1]
    assert find_reworded(index, "of whom the quota is used up", LineContext()) == []


def test_hints_of_test_code_are_left_out(tmp_path: Path) -> None:
    index = index_of(tmp_path, "quota of tenant exhausted", path="api/tests/test_a.py")
    assert find_reworded(index, "of tenant the quota is exhausted", LineContext()) == []


def test_a_hint_that_everything_else_speaks_against_is_none(tmp_path: Path) -> None:
    index = index_of(tmp_path, "quota of tenant exhausted")
    text = "of tenant the quota is exhausted"
    against = LineContext(base="b.py", base_known=True, language="go", service="web")
    assert lines(find_reworded(index, text, against)) == [1]
    fields = tuple((f"name{n}", "x") for n in range(20))
    assert find_reworded(index, text, against._replace(fields=fields)) == []
