"""What an open index was asked last, so that it is not asked again.

An open index never changes: what it answered once stays true. Not here: what is asked
(`word_queries.py`, `file_queries.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from threading import Lock
from typing import Concatenate, Generic, ParamSpec, TypeVar

K = TypeVar("K")
P = ParamSpec("P")
V = TypeVar("V")
Asked = TypeVar("Asked")

_ANSWERS = "_kept_answers"


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


class RecentBySize(Generic[K, V]):
    """The answers to the last questions, as many as are `most` large together; of more, those go
    that were asked for the longest ago. Threads may share them.
    """

    def __init__(self, most: int, size: Callable[[V], int]) -> None:
        self._most = most
        self._size = size
        self._known: dict[K, tuple[V, int]] = {}
        self._total = 0
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is known for a key, else what `make` makes, which is kept."""
        with self._lock:
            entry = self._known.pop(key, None)
            if entry is not None:
                self._known[key] = entry  # the last one to go
                return entry[0]
        value = make()
        size = self._size(value)
        with self._lock:
            _, before = self._known.pop(key, (None, 0))  # another thread was faster
            self._known[key] = value, size
            self._total += size - before
            while self._total > self._most:
                self._total -= self._known.pop(next(iter(self._known)))[1]
        return value


def kept(
    most: int,
) -> Callable[[Callable[Concatenate[Asked, P], V]], Callable[Concatenate[Asked, P], V]]:
    """Keep what a function of an open index answers to its last `most` questions. Whoever gets an
    answer must not change it.
    """

    def keeping(ask: Callable[Concatenate[Asked, P], V]) -> Callable[Concatenate[Asked, P], V]:
        @wraps(ask)
        def asked(index: Asked, /, *args: P.args, **kwargs: P.kwargs) -> V:
            # On the index, so that the answers go with it, also those that refer to it.
            answers: dict[object, Recent[tuple[object, ...], V]]
            answers = vars(index).setdefault(_ANSWERS, {})
            known = answers.get(ask)
            if known is None:
                known = answers[ask] = Recent(most)
            key = (*args, *kwargs.items())
            return known.get(key, partial(ask, index, *args, **kwargs))

        return asked

    return keeping
