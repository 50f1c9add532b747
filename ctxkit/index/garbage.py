"""How often a process looks for garbage: objects that only refer to each other.

Not here: a process that makes none (`ask/triage/workers.py`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_COLLECT_AFTER = 100_000
"""Objects; at Python's 700, a start, which makes many and drops few, spends 3 % of its time on
looking for what to drop, and a worker, whose syntax trees drop what they make without cycles, 5 %.
"""
_OLDER = 20
"""Collections of one generation until the next older one is looked at as well."""


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Have this process look for garbage less often for the time of a block."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_rarely() -> None:
    """Have this process look for garbage less often."""
    gc.set_threshold(_COLLECT_AFTER, _OLDER, _OLDER)
