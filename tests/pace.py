"""How long something may take, in seconds of a machine at its usual pace.

A limit in plain seconds fails on a busy or an old machine, though nothing is wrong with the code.
What takes the square of its size takes a hundred times as long, on any machine.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL_SECONDS = 0.01
"""What `_work` takes on the machine for which the limits are written, undisturbed."""
_SAMPLES = 5

_WORD = re.compile(r"[a-z]+(\d)")


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fail if the block has the processor for longer than `seconds` of a usual machine."""
    start = time.process_time()
    yield
    spent = time.process_time() - start
    assert is_within(spent, seconds), f"{spent:.2f} s, {seconds} at the usual pace are allowed"


def is_within(spent: float, seconds: float) -> bool:
    """Return whether the time that was spent here is at most `seconds` of a usual machine."""
    return spent <= seconds or spent <= seconds * _slowness()


def _slowness() -> float:
    """Return how many times as long as usual this machine takes at present."""
    return max(_work() for _ in range(_SAMPLES)) / _USUAL_SECONDS


def _work() -> float:
    """Return the seconds that some work of the usual kinds takes: names, lists and patterns."""
    start = time.process_time()
    for number in range(200):
        words = [f"word{n % 7}" for n in range(number)]
        found = {match[1]: len(words) for match in _WORD.finditer(" ".join(words))}
        sorted(found.items())
    return time.process_time() - start
