"""A verdict in the rows and columns of a terminal."""

from __future__ import annotations

from ctxkit.output.verdict.fitting import FittedLine, fitted_lines, label_width, wrap
from ctxkit.output.verdict.lines import MAY, MUST, VerdictLine


def line(text: str, label: str = "A", **more: object) -> VerdictLine:
    return VerdictLine(label=label, text=text, **more)


def rows(*lines: VerdictLine, width: int = 40, most: int = 12) -> list[FittedLine]:
    return fitted_lines(lines, width=width, most_rows=most)


def test_a_text_is_broken_at_blanks() -> None:
    assert list(wrap("one two three", 7)) == ["one two", "three"]
    assert list(wrap("", 7)) == []


def test_a_path_that_is_too_long_loses_its_first_folders() -> None:
    assert list(wrap("in some/long/folder/file.py:12", 20)) == ["in", "…/folder/file.py:12"]


def test_another_word_that_is_too_long_loses_its_middle() -> None:
    assert list(wrap("a" * 10 + "b" * 10, 9)) == ["aaaa…bbbb"]


def test_wide_characters_count_twice() -> None:
    assert list(wrap("日本 日本", 6)) == ["日本", "日本"]


def test_a_text_without_blanks_is_broken_between_its_characters() -> None:
    assert list(wrap("値を A_B に変え、再起動する。", 10)) == [
        "値を A_B",
        "に変え、再",
        "起動する。",
    ]


def test_a_label_is_shown_once_for_all_its_lines() -> None:
    assert [each.label for each in rows(line("x"), line("y"), line("z", "B"))] == ["A", "", "B"]


def test_a_fact_takes_two_rows_at_most() -> None:
    (only,) = rows(line("word " * 40))
    assert len(only.rows) == 2
    assert only.rows[1].endswith("word …")


def test_what_is_needed_least_is_left_out_first_and_of_equals_the_last() -> None:
    lines = (line("may", need=MAY), line("one"), line("must", need=MUST), line("two"))
    assert [each.rows for each in rows(*lines, most=3)] == [("one",), ("must",), ("two",)]
    assert [each.rows for each in rows(*lines, most=2)] == [("one",), ("must",)]


def test_all_lines_that_must_be_seen_are_cut_before_one_of_them_is_left_out() -> None:
    long, short = line("word " * 14, need=MUST), line("where", "B", need=MUST)
    shown = rows(long, long, short, most=3)
    assert [(each.label, len(each.rows)) for each in shown] == [("A", 1), ("", 1), ("B", 1)]


def test_a_line_that_must_be_seen_is_cut_before_it_is_left_out() -> None:
    long = line("word " * 14, need=MUST)
    assert [len(each.rows) for each in rows(long, long, most=3)] == [2, 1]
    assert [len(each.rows) for each in rows(long, long, most=2)] == [1, 1]


def test_of_a_list_one_row_is_shown_and_the_rest_counted() -> None:
    items = VerdictLine(label="A", items=("one", "two", "three"))
    assert rows(items)[0].rows == ("one, two, three",)
    assert rows(items, width=25)[0].rows == ("one, two, three",)
    assert rows(VerdictLine(label="A", items=("one" * 5, "two" * 5)), width=30)[0].rows == (
        f"{'one' * 5} (+1)",
    )


def test_labels_are_as_wide_as_the_longest() -> None:
    assert label_width((line("x", "ABC"), line("x", "A"))) == 3
    assert label_width(()) == 0


def test_a_text_takes_no_more_rows_than_it_may() -> None:
    (found,) = rows(line("several words that need more than a row", rows=1), width=30)
    assert found.rows == ("several words that need …",)


def test_a_row_before_a_long_word_ends_within_it() -> None:
    (found,) = rows(line(f"if {'x' * 60}:", rows=1), width=30)
    assert found.rows[0].startswith("if xxxx")
    assert found.rows[0].endswith(" …")
    assert len(found.rows[0]) <= 25


def test_a_command_is_in_one_row_if_its_path_can_be_shortened() -> None:
    command = "ctxkit show dify api/core/helper/proxy.py:12"
    (found,) = rows(line(command, is_command=True), width=45)
    assert found.rows == ("ctxkit show dify …/helper/proxy.py:12",)
    (found,) = rows(line(command, is_command=True), width=30)
    assert len(found.rows) == 2
    (found,) = rows(line(command, is_command=True), width=80)
    assert found.rows == (command,)
