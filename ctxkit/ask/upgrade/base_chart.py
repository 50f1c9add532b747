"""Which chart a customer's values file was copied from, told by the file itself.

Pure. Not here: where charts come from (`workspace/charts.py`), what becomes of the values
(`decisions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctxkit.errors import CtxkitError
from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.yaml_types import same

MIN_COPY_SHARE = 0.5
"""Of a chart's values, from which a file is a copy of it and not a few values of somebody's own."""

MIN_DEFAULT_SHARE = 0.8
"""Of the values that both have, which must be the chart's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The chart that a file is a copy of: of `shared` values that both have, `equal` are the
    chart's defaults.
    """

    file: ValuesFile
    equal: int
    shared: int


def is_copy(mine: ValuesFile, chart: ValuesFile) -> bool:
    """Return whether `mine` has most of a chart's values, as one that began as a copy of such a
    file.
    """
    if not chart.values:
        return False
    own = {value.keys for value in mine.values}
    shared = sum(value.keys in own for value in chart.values)
    return shared >= MIN_COPY_SHARE * len(chart.values)


def likely_base(mine: ValuesFile, charts: Iterable[tuple[str, bytes]]) -> Base | None:
    """Return the chart of `charts` (name and content, the newest last) that `mine` is a copy of,
    None if of none.

    The lines that they share say which one it is; only that one is parsed.
    """
    lines = _lines(mine.text)
    most, nearest = -1, None
    for name, data in charts:
        shared = len(lines & _lines(data.decode("utf8", "replace")))
        if shared >= most:  # of two alike, the newer
            most, nearest = shared, (name, data)
    if nearest is None:
        return None
    try:
        chart = parse_values(*nearest)
    except CtxkitError:
        return None
    own = {value.keys: value.plain for value in mine.values}
    both = [value for value in chart.values if value.keys in own]
    equal = sum(same(own[value.keys], value.plain) for value in both)
    if not is_copy(mine, chart) or equal < MIN_DEFAULT_SHARE * len(both):
        return None
    return Base(file=chart, equal=equal, shared=len(both))


def note_on_base(
    mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, found: Base | None
) -> str:
    """Say how it is known what the customer changed, nothing where they gave the old chart
    themselves.
    """
    if found:
        return (
            f"{mine.path} was taken for a copy of {found.file.path}: {found.equal} of {found.shared} values are its "
            "defaults, the others are yours; if it is of another chart, give --base"
        )
    if base:
        return ""
    if is_copy(mine, new):
        return (
            f"{mine.path} looks like a copy of a whole chart's file: give that chart's with --base. Without it, old "
            "defaults count as yours"
        )
    return "without --base what differs from the new default counts as yours"


def _lines(text: str) -> set[str]:
    lines = {line.strip() for line in text.splitlines()}
    return {line for line in lines if line and not line.startswith("#")}
