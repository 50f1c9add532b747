"""What an open index was asked last, so that it is not asked again.

An open index never changes: what it answered once stays true. Not here: what is asked
(`word_queries.py`, `file_queries.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The answers to the last `most` questions; of more, the one that was made first is dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[K, V] = {}

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is known for a key, else what `make` makes, which is kept."""
        known = self._known
        if key in known:
            return known[key]
        value = make()
        if len(known) >= self._most:
            del known[next(iter(known))]
        known[key] = value
        return value
