"""What values are in a template: what it prints of them, which are true, which are numbers.

Not here: the functions that take them (`functions.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.deployment.rendering.unknown import NotTold

MAX_CHARS = 1_000_000
"""Of one text; the configuration of a program has some thousand."""


class RandomText:
    """A text that is another one each time; not told where it would be printed."""

    def __init__(self, function: str) -> None:
        self.function = function


def check_chars(count: int) -> None:
    """Raise NotTold for a text of too many characters."""
    if count > MAX_CHARS:
        raise NotTold("a text of more than a million characters")


def extent_of(value: Any) -> int:
    """Return how many entries and characters a value has, those that it has twice counted twice.
    Raise NotTold if it has more than a text may have.
    """
    extent, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        extent += len(each) if isinstance(each, str) else 1
        if extent > MAX_CHARS:
            raise NotTold("a value of more than a million entries")
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
    return extent


def text_of(value: Any) -> str:
    """Return what an action prints; Helm prints nothing for what is not there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, list):
        return f"[{' '.join(map(text_of, value))}]"
    if isinstance(value, RandomText):
        raise NotTold(f"the function {value.function}")
    raise NotTold("a mapping printed as Go prints it")


def is_true(value: Any) -> bool:
    """Return whether `if` takes a value for true."""
    return bool(value)


def number_of(value: Any) -> int:
    """Return a whole number, 0 for a text that is none."""
    if isinstance(value, str):
        try:
            return int(value.strip() or "0")
        except ValueError:
            return 0
    return int(value or 0)
