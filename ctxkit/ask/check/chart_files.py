"""Read files of the workspace's chart that no fact is taken from: its schema, its notes.

Not here: its values and templates (`chart_paths.py`).
"""

from __future__ import annotations

from ctxkit.dify.paths import CHART_FILES
from ctxkit.dify.repositories import CHART
from ctxkit.errors import GitError
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout


def chart_lines(sources: Sources, checkout: Checkout, name: str) -> list[str]:
    """Return the lines of a file beside `Chart.yaml`, none where the chart does not have it."""
    for chart in CHART_FILES:
        path = f"{chart.removesuffix('Chart.yaml')}{name}"
        try:
            lines = sources.committed(CHART, path, checkout.commit)
        except GitError:  # a clone that lost the commit: what the index has of it still counts
            return []
        if lines is not None:
            return lines
    return []
