"""Tables in a terminal: a row is a line, and what is copied is whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxkit.output.fitted_table import GAP, MIN_COLUMN, fitted_table
from ctxkit.text.wording import display_width

HEAD = ("setting", "program", "why", "location")
ROW = (
    "ALIYUN_CLOUDBOX_ID",
    "dify api",
    "dify api reads it, but docker-compose.yaml does not pass it on",
    "dify api/configs/middleware/storage/aliyun_oss_storage_config.py:45-48",
)


def test_a_row_that_fits_is_whole() -> None:
    assert fitted_table([("a", "b"), ("long", "x")], 80, (0,)) == ["a     b", "long  x"]
    assert fitted_table([], 80, (0,)) == []


def test_texts_are_cut_first_and_places_at_their_beginning() -> None:
    head, row = fitted_table([HEAD, ROW], 100, (0,))
    assert row == (
        "ALIYUN_CLOUDBOX_ID  dify api  dify api reads…   "
        "dify …/storage/aliyun_oss_storage_config.py:45-48"
    )
    assert head.index("why") == row.index("dify api reads")


def test_a_name_is_cut_after_what_is_said_of_it() -> None:
    [row] = fitted_table(
        [("old.path", "possibly.a.new.path", "the same default and a similar name")], 50, (0, 1)
    )
    assert row == "old.path  possibly.a.new.path  the same default a…"


def test_a_row_may_have_more_cells_than_the_head() -> None:
    assert fitted_table([("name",), ("A", "extra")], 80, (0,)) == ["name", "A     extra"]


CELL = st.text(st.characters(codec="utf8", exclude_categories=["C", "M", "Z"]), max_size=60)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1)
    ),
    st.integers(60, 140),
)
def test_every_row_fits_and_has_its_name(rows: list[list[str]], width: int) -> None:
    least = max(display_width(row[0]) for row in rows) + (MIN_COLUMN + GAP) * (len(rows[0]) - 1)
    lines = fitted_table(rows, width, (0, 1))
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        assert line.startswith(row[0])
        assert display_width(line) <= max(width, least)
