"""Which chart a customer's values file was copied from, told by the file itself.

Pure. Not here: where charts come from (`workspace/charts.py`), what becomes of the values
(`decisions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctxkit.errors import CtxkitError
from ctxkit.files.values import ValuesFile, parse_values, same

_COPY = 0.5  # share of a chart's values from which a file is a copy of it and not a few values of somebody's own
_SURE = 0.8  # share of the values that both have which must be the chart's default


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The chart that a file is a copy of: of `shared` values that both have, `equal` are the
    chart's defaults.
    """

    file: ValuesFile
    equal: int
    shared: int


def is_copy(mine: ValuesFile, chart: ValuesFile) -> bool:
    """Tell whether `mine` has most of a chart's values, as one that began as a copy of such a file."""
    paths = {leaf.path for leaf in mine.leaves()}
    known = [leaf.path for leaf in chart.leaves()]
    return bool(known) and sum(path in paths for path in known) >= _COPY * len(known)


def likely_base(mine: ValuesFile, charts: Iterable[tuple[str, bytes]]) -> Base | None:
    """Return the chart of `charts` (name and content, the newest last) that `mine` is a copy of,
    None if of none.

    The lines that they share say which one it is; only that one is parsed.
    """
    lines = _lines(mine.text)
    best: tuple[int, int, str, bytes] | None = None
    for number, (name, data) in enumerate(charts):
        score = len(lines & _lines(data.decode("utf8", "replace")))
        if best is None or (score, number) > best[:2]:
            best = score, number, name, data
    if best is None:
        return None
    try:
        chart = parse_values(*best[2:])
    except CtxkitError:
        return None
    values = {leaf.path: leaf.plain for leaf in mine.leaves()}
    shared = [leaf for leaf in chart.leaves() if leaf.path in values]
    equal = sum(same(values[leaf.path], leaf.plain) for leaf in shared)
    if not is_copy(mine, chart) or equal < _SURE * len(shared):
        return None
    return Base(file=chart, equal=equal, shared=len(shared))


def _lines(text: str) -> set[str]:
    return {line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#")}
