"""A bound on what pickles bring into the process: Whoosh keeps parts of an index as such, and an
index may come from a stranger.

A pickle does nothing but name things and call them. Python tells its audit hooks each name before
it is looked up, wherever the unpickler is, so what is not admitted is refused while the block runs.
Not here: what Whoosh needs (`search.py`).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pickle import UnpicklingError
from typing import Any

_FIND = "pickle.find_class"

_admitted = threading.local()
_hooked = threading.Event()
_guard = threading.Lock()


@contextmanager
def only_these(names: Collection[tuple[str, str]]) -> Iterator[None]:
    """Let the pickles that this thread reads in the block name only what is in `names`, as
    (module, name). Anything else raises UnpicklingError before it is imported.
    """
    with _guard:
        if not _hooked.is_set():
            sys.addaudithook(_refuse_others)  # for the life of the process; none can be removed
            _hooked.set()
    before = getattr(_admitted, "names", None)
    _admitted.names = frozenset(names)
    try:
        yield
    finally:
        _admitted.names = before


def _refuse_others(event: str, arguments: tuple[Any, ...]) -> None:
    if event != _FIND:
        return
    names = getattr(_admitted, "names", None)
    if names is not None and tuple(arguments[:2]) not in names:
        raise UnpicklingError(f"{arguments[0]}.{arguments[1]} is not admitted here")
