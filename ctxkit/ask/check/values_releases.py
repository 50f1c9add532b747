"""The values files of each release among the user's files: layers of one, or of several.

Values inside a manifest, or below the key of a subchart, are a file of their own. Not here: how
they are found in a manifest (`files/manifests.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.files.manifests import values_below, values_in
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values

_MIN_KNOWN_SHARE = 0.5
_MIN_KNOWN = 2


def releases_in(
    given: Sequence[CustomerFile], chart: ChartPaths
) -> Iterator[tuple[CustomerFile, ...]]:
    """Yield the values files of each release: the files in order, each over those before, but a
    file with several releases by itself.
    """
    layers: list[CustomerFile] = []
    for file in given:
        found = [_of_subchart(each, chart) for each in values_in(file)]
        if len(found) == 1:
            layers += found
        else:
            yield from ((each,) for each in found)
    if layers:
        yield tuple(layers)


def _of_subchart(file: CustomerFile, chart: ChartPaths) -> CustomerFile:
    """Return what a chart of the user's own gives Dify's as its subchart, else the file itself."""
    root = read_values(file).root
    for node in root.children:
        if node.kind != "mapping" or node.key in chart.parts:
            continue
        keys = {child.key for child in node.children}
        known = len(keys & chart.parts)
        if known >= _MIN_KNOWN and known >= _MIN_KNOWN_SHARE * len(keys):
            return values_below(file, node.key)
    return file
