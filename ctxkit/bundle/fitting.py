"""Lines of text cut to a number of tokens, with a last line that says how many are not shown.

Pure. Not here: source (`packing.py`), what a token is (`text/tokens.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxkit.text.tokens import count_tokens

_MIN_LINE_CHARS = 20
_CHARS_PER_TOKEN = 0.6  # of room, in one line: of Latin script it takes about a sixth


def fit_lines(lines: Sequence[str], room: int, rest: Callable[[int], str]) -> list[str]:
    """Return as many of `lines` as fit into `room` tokens; if some do not, `rest` of their number
    is the last line.

    A block (a table or diagram of several lines) is kept whole or left out, and the lines after it
    are still tried. After a single line that does not fit, nothing is.
    """
    if _fits(lines, room):
        return list(lines)
    # With all hidden the last line is longest: no smaller number has more digits.
    room -= _cost(rest(sum(map(_height, lines))))
    if room < 0:
        return []
    kept: list[str] = []
    hidden = 0
    for number, line in enumerate(lines):
        cost = _cost(line)
        if cost <= room:
            kept.append(line)
            room -= cost
        elif _height(line) > 1:
            hidden += _height(line)
        else:
            hidden += sum(map(_height, lines[number:]))
            break
    return [*kept, rest(hidden)]


def _fits(lines: Sequence[str], room: int) -> bool:
    for line in lines:
        room -= _cost(line)
        if room < 0:
            return False  # what follows need not be counted: it may be a long log
    return True


def _cost(line: str) -> int:
    return count_tokens(f"{line}\n")


def _height(line: str) -> int:
    return line.count("\n") + 1


def fit_pasted(text: str, room: int) -> str:
    """Return as much of a pasted text as fits into `room` tokens, long lines cut."""
    max_chars = max(_MIN_LINE_CHARS, int(room * _CHARS_PER_TOKEN))
    lines = [_cut(line, max_chars) for line in text.strip("\n").splitlines()]
    return "\n".join(fit_lines(lines, room, lambda count: f"⋮ {count} lines cut"))


def _cut(line: str, max_chars: int) -> str:
    if len(line) <= max_chars:
        return line
    return f"{line[:max_chars]} ⋮ {len(line) - max_chars} characters cut"
