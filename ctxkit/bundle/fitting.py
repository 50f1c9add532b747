"""Lines of text cut to a number of units, with a last line that says how many are not shown.

Pure. Not here: source (`packing.py`), what a unit is (`text/tokens.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxkit.text.tokens import units

_MIN_LINE_CHARS = 20
_UNITS_PER_CHAR = 40  # of room, for each character of one line: it takes at most about a sixth


def fit_lines(lines: Sequence[str], room: int, rest: Callable[[int], str]) -> list[str]:
    """Return as many of `lines` as fit into `room` units; if some do not, `rest` of their number
    is the last line.

    A block (a table or diagram of several lines) is kept whole or left out, and the lines after it
    are still tried. After a single line that does not fit, nothing is.
    """
    costs = [units(line) + units("\n") for line in lines]
    if sum(costs) <= room:
        return list(lines)
    # With all hidden the last line is longest: no smaller number has more digits.
    room -= units(rest(sum(map(_height, lines)))) + units("\n")
    if room < 0:
        return []
    kept: list[str] = []
    hidden = 0
    for number, (line, cost) in enumerate(zip(lines, costs, strict=True)):
        if cost <= room:
            kept.append(line)
            room -= cost
        elif _height(line) > 1:
            hidden += _height(line)
        else:
            hidden += sum(map(_height, lines[number:]))
            break
    return [*kept, rest(hidden)]


def _height(line: str) -> int:
    return line.count("\n") + 1


def fit_pasted(text: str, room: int) -> str:
    """Return as much of a pasted text as fits into `room` units, long lines cut."""
    max_chars = max(_MIN_LINE_CHARS, room // _UNITS_PER_CHAR)
    lines = [_cut(line, max_chars) for line in text.strip("\n").splitlines()]
    return "\n".join(fit_lines(lines, room, lambda count: f"⋮ {count} lines cut"))


def _cut(line: str, max_chars: int) -> str:
    if len(line) <= max_chars:
        return line
    return f"{line[:max_chars]} ⋮ {len(line) - max_chars} characters cut"
