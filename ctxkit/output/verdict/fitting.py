"""A verdict fitted into a terminal: wrapped at blanks with hanging indents, and cut to a number of
rows, the lines that are needed least first.

Pure. Not here: colours (`output/terminal.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ctxkit.output.verdict.lines import MUST, VerdictLine
from ctxkit.text.wording import display_width, pieces

_INDENT = 2
_GAP = 2
_MAX_LABEL = 18
_MIN_ROOM = 20
_DOTS = "…"


class FittedLine(Struct, frozen=True, kw_only=True):
    """The rows of one fact; `label` is empty where the line before has the same."""

    label: str
    rows: tuple[str, ...]


def fitted_lines(lines: Sequence[VerdictLine], *, width: int, most_rows: int) -> list[FittedLine]:
    """Return the lines that fit into `most_rows` rows of `width` columns.

    A line that must be seen is kept unless there is no room even for those alone.
    """
    indent = label_width(lines)
    room = max(_MIN_ROOM, width - _INDENT - indent - _GAP)
    wrapped = [_rows(line, room) for line in lines]
    kept = list(range(len(lines)))
    # Of equal need, the last goes first; of what must be seen all rows but one before any goes.
    for number, goes in _in_order_of_going(lines):
        if sum(len(wrapped[n]) for n in kept) <= most_rows:
            break
        if goes:
            kept.remove(number)
        elif len(wrapped[number]) > 1:
            wrapped[number] = (_ended(wrapped[number][0], room),)
    return list(_labelled(kept, lines, wrapped))


def _in_order_of_going(lines: Sequence[VerdictLine]) -> Iterator[tuple[int, bool]]:
    """Yield the numbers of lines that are to be shortened (False) or left out (True), in order."""
    last_first = range(len(lines) - 1, -1, -1)
    must = [number for number in last_first if lines[number].need == MUST]
    others = sorted(set(last_first) - set(must), key=lambda n: (-lines[n].need, -n))
    yield from ((number, True) for number in others)
    yield from ((number, False) for number in must)
    yield from ((number, True) for number in must)


def label_width(lines: Sequence[VerdictLine]) -> int:
    """Return the columns that the labels take."""
    return max((min(_MAX_LABEL, display_width(line.label)) for line in lines), default=0)


def _labelled(
    kept: Sequence[int], lines: Sequence[VerdictLine], wrapped: Sequence[tuple[str, ...]]
) -> Iterator[FittedLine]:
    last = ""
    for number in kept:
        label = lines[number].label
        yield FittedLine(label="" if label == last else label, rows=wrapped[number])
        last = label


def _rows(line: VerdictLine, room: int) -> tuple[str, ...]:
    if line.items:
        return (_listed(line.items, room),)
    if line.is_command and display_width(line.text) > room:
        row = _command(line.text, room)
        if row:
            return (row,)
    return tuple(_cut(list(wrap(line.text, room)), room, line.rows))


def _command(text: str, room: int) -> str:
    """Return a command in one row, its last word, a path, shortened; nothing if not even the file's
    name fits.
    """
    head, _, path = text.rpartition(" ")
    row = f"{head} {_fitting(path, max(1, room - display_width(head) - 1))}"
    return row if f" {_DOTS}/" in row and display_width(row) <= room else ""


def fitted_cell(text: str, room: int) -> str:
    """Return a text in one row: whole, or its last word, a path, shortened, or its beginning."""
    if display_width(text) <= room:
        return text
    return _command(text, room) or _fitting_head(text, room)


def _fitting_head(text: str, room: int) -> str:
    return f"{_head(text, room - 1).rstrip()}{_DOTS}"


def _listed(items: Sequence[str], room: int) -> str:
    """Return as many items as fit into one row, and how many do not."""
    for count in range(len(items), 0, -1):
        more = len(items) - count
        text = ", ".join(items[:count]) + (f" (+{more})" if more else "")
        if display_width(text) <= room:
            return text
    return _ended(next(wrap(items[0], room), ""), room)


def _cut(rows: list[str], room: int, most: int) -> list[str]:
    if len(rows) <= most:
        return rows
    last = rows[most - 1]
    if display_width(last) < room // 2:
        # A long word comes next: of two bad ends, half a word is better than half a row.
        return [*rows[: most - 1], f"{_head(f'{last} {rows[most]}', room - 2)} {_DOTS}"]
    return [*rows[: most - 1], _ended(last, room)]


def _ended(row: str, room: int) -> str:
    """Return a row that ends with dots, whole words before them."""
    while display_width(row) > room - 2 and " " in row:
        row = row.rpartition(" ")[0]
    return f"{_fitting(row, room - 2)} {_DOTS}"


def wrap(text: str, room: int) -> Iterator[str]:
    """Yield the rows of a text of at most `room` columns, broken at blanks and between characters
    of Chinese and Japanese.

    A path that is longer is shortened at its beginning, another word in its middle: half a word in
    one row and half in the next is neither.
    """
    row = ""
    for gap, word in pieces(text):
        piece = _fitting(word, room)
        joined = row + gap + piece if row else piece
        if display_width(joined) <= room:
            row = joined
            continue
        yield row
        row = piece
    if row:
        yield row


def _fitting(word: str, room: int) -> str:
    if display_width(word) <= room:
        return word
    rest = word
    while "/" in rest:
        rest = rest.partition("/")[2]
        if display_width(rest) <= room - 2:
            return f"{_DOTS}/{rest}"
    half = (room - 1) // 2
    return f"{_head(word, half)}{_DOTS}{_tail(word, room - half - 1)}"


def _head(text: str, room: int) -> str:
    while display_width(text) > room:
        text = text[:-1]
    return text


def _tail(text: str, room: int) -> str:
    while display_width(text) > room:
        text = text[1:]
    return text
