"""The place in a chart of a value that stands at a path which no chart has: where one ends alike.

`externalQdrant.endpoint` is `vectorDB.externalQdrant.endpoint`. Not here: values that moved from
one chart to the next (`files/value_renames.py`), misspelt paths (`ask/check/chart_paths.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ctxkit.index.rows import fold_key

_MIN_PARTS = 2  # the name of a value alone stands in many places
_MAX_PARTS = 12


class Places:
    """The paths of a chart by how they end."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_end: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._above: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for path in paths:
            parts = _parts(path)
            for start in range(len(parts) - 1):
                self._above[parts[start]].add(parts[:start])
                self._by_end[parts[start:]].add(path)

    def of(self, path: str) -> str:
        """Return the one path that ends like `path`, from a block on that stands in one place only,
        or "".
        """
        for end in _ends(_parts(path)):
            found = self._by_end.get(end)
            if found is None:
                continue
            if len(found) == len(self._above[end[0]]) == 1 and path not in found:
                return next(iter(found))
            return ""
        return ""


def _parts(path: str) -> tuple[str, ...]:
    return tuple(map(fold_key, path.split(".", _MAX_PARTS)))


def _ends(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield how a path ends, the longest first."""
    for start in range(len(parts) - _MIN_PARTS + 1):
        yield parts[start:]
