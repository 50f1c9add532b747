"""Find the chart from which a customer's values file was copied, by its content.

Pure. Not here: the charts of a workspace (`workspace/charts.py`), decisions on the values
(`decisions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from ctxkit.errors import CtxkitError
from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.yaml_types import same

MIN_COPY_SHARE = 0.5
"""Share of a chart's values that a file must have to be a copy of it."""

MIN_DEFAULT_SHARE = 0.8
"""Share of the common values that must be the chart's defaults."""


class Base(Struct, frozen=True, kw_only=True):
    """The chart of which a file is a copy: of `shared` common values, `equal` are its defaults."""

    file: ValuesFile
    equal: int
    shared: int


def is_copy(mine: ValuesFile, chart: ValuesFile) -> bool:
    """Return whether `mine` has most of a chart's values, as an edited copy does."""
    if not chart.values:
        return False
    own = {value.keys for value in mine.values}
    shared = sum(value.keys in own for value in chart.values)
    return shared >= MIN_COPY_SHARE * len(chart.values)


def likely_base(mine: ValuesFile, charts: Iterable[tuple[str, bytes]]) -> Base | None:
    """Return the chart of `charts` (name and content, the newest last) of which `mine` is a copy,
    None if there is none.

    Only the chart that shares most lines is parsed.
    """
    # Parsing takes half a second a chart, and a workspace has dozens of them.
    lines = _lines(mine.text)
    best_shared, nearest = -1, None
    for name, data in charts:
        shared = len(lines & _lines(data.decode("utf8", "replace")))
        if shared >= best_shared:  # of two equally similar charts the newer
            best_shared, nearest = shared, (name, data)
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
    """Report how the customer's changes were recognized, empty if they passed the old chart."""
    if found:
        return (
            f"{mine.path} looks like a copy of {found.file.path}: {found.equal} of {found.shared} "
            "values are its defaults, the others are yours. If it is based on another chart, pass "
            "that chart with --base"
        )
    if base:
        return ""
    if is_copy(mine, new):
        return (
            f"{mine.path} looks like a copy of a whole chart: pass that chart with --base. Without "
            "it, old defaults count as your values"
        )
    return "without --base, every value that differs from the new default counts as yours"


def _lines(text: str) -> set[str]:
    lines = {line.strip() for line in text.splitlines()}
    return {line for line in lines if line and not line.startswith("#")}
