"""A function as its callers know it, and a line that calls it.

Not here: which lines do (`call_lines.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.model import Symbol


class Called(NamedTuple):
    """A function as its callers know it. `owner` is its class or the type of its receiver."""

    repo: str
    path: str
    name: str
    owner: str = ""


class CallLine(NamedTuple):
    """A line that calls a function. `head` is what stands before its name (`self`, `mail`),
    `symbol` the definition around the line, None in a module.
    """

    repo: str
    path: str
    line: int
    head: str
    symbol: Symbol | None
