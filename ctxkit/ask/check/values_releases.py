"""The values files of each release among the user's files: layers of one, or of several.

Values inside a manifest, or below the key of a subchart, are a file of their own. Not here: how
they are found in a manifest (`files/manifests.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.files.manifests import values_below, values_in
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values

ReadValues = Callable[[CustomerFile], ValuesFile]
"""Returns the values of a file."""

_MIN_KNOWN_SHARE = 0.6
_MIN_KNOWN_PARTS = 2


def releases_in(
    given: Sequence[CustomerFile], chart: ChartPaths, read: ReadValues = read_values
) -> Iterator[tuple[CustomerFile, ...]]:
    """Yield the values files of each release: the files in order, each over those before, but a
    file with several releases by itself. `read` may keep what it has read.
    """
    layers: list[CustomerFile] = []
    for file in given:
        found = [_of_subchart(each, chart, read) for each in values_in(file)]
        if len(found) == 1:
            layers += found
        else:
            yield from ((each,) for each in found)
    if layers:
        yield tuple(layers)


def _of_subchart(file: CustomerFile, chart: ChartPaths, read: ReadValues) -> CustomerFile:
    """Return what a chart of the user's own gives Dify's as its subchart, else the file itself."""
    whole = read(file)
    if is_of_chart(whole, chart):
        return file
    paths_below: dict[str, list[str]] = {}
    for path in whole.leaves:
        part, _, rest = path.partition(".")
        paths_below.setdefault(part, []).append(rest)
    for node in whole.root.children:
        if node.kind != "mapping" or node.key in chart.parts:
            continue
        # Only what looks right is read as a file of its own.
        if _are_of_chart(paths_below.get(node.key, ()), chart):
            below = values_below(file, node.key)
            if is_of_chart(read(below), chart):
                return below
    return file


def is_of_chart(values: ValuesFile, chart: ChartPaths) -> bool:
    """Return whether the chart knows most values, and several of its parts are among them."""
    return _are_of_chart(values.leaves, chart)


def _are_of_chart(paths: Collection[str], chart: ChartPaths) -> bool:
    known = [path for path in paths if chart.knows(path)]
    parts = {path.split(".")[0] for path in known if "." in path}
    if len(parts) < _MIN_KNOWN_PARTS:
        return False
    return len(known) >= _MIN_KNOWN_SHARE * len(paths)
