"""The rows of a table, each in one line of a terminal: a name or a path that is cut in two rows
cannot be copied.

Pure. Not here: tables in Markdown (`tables.py`), colours (`terminal.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ctxkit.output.verdict.fitting import fitted_cell
from ctxkit.regex import regex
from ctxkit.text.wording import display_width, padded

GAP = 2
MIN_TEXT, FILE_PLACE, MIN_PLACE, MIN_COLUMN = 16, 36, 24, 8
"""Columns of the terminal that a column of a table keeps: while another one can still be cut (a
place with the name of its file, then less), and at last. The first is never cut.
"""

_PLACE = regex(r"[\w.]:\d+(?:-\d+)?$")


def fitted_table(rows: Sequence[Sequence[str]], width: int, code: Collection[int]) -> list[str]:
    """Return each row in one line, the cells below each other.

    Where the lines would be longer than `width`, cells are cut: of texts the end, of places the
    beginning of their paths, then names and values, which the columns `code` have.
    """
    columns = max(map(len, rows), default=0)
    full = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = [max(display_width(row[number]) for row in full) for number in range(columns)]
    _narrow(widths, _kinds(full, code), width - GAP * (columns - 1))
    return [(" " * GAP).join(map(_padded, row, widths)).rstrip() for row in full]


def _padded(text: str, room: int) -> str:
    return padded(fitted_cell(text, room), room)


def _kinds(rows: Sequence[Sequence[str]], code: Collection[int]) -> Iterator[tuple[set[int], int]]:
    """Yield the columns that may be cut, those that can spare it first, and how narrow they get."""
    others = set(range(1, len(rows[0]))) if rows else set()
    places = {number for number in others if any(_PLACE.search(row[number]) for row in rows)}
    names = others.intersection(code) - places
    yield others - places - names, MIN_TEXT
    yield places, FILE_PLACE
    yield names, MIN_TEXT
    yield places, MIN_PLACE
    yield others - places, MIN_COLUMN
    yield places, MIN_COLUMN


def _narrow(widths: list[int], kinds: Iterable[tuple[set[int], int]], most: int) -> None:
    """Make columns narrower until all together fit, if they can be, the widest of a kind first."""
    for numbers, least in kinds:
        wide = {number for number in numbers if widths[number] > least}
        while wide and sum(widths) > most:
            widest = max(wide, key=lambda number: widths[number])
            widths[widest] -= 1
            if widths[widest] == least:
                wide.remove(widest)
