"""The charts of a source that ctxkit keeps: `.ctxkit/charts/SOURCE.git`.

Not here: getting an archive (`repository.py`), the clone of a chart (`clones.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ctxkit.dify.paths import CHART_FILES
from ctxkit.workspace.archives.store import ArchiveStore, digest_ref
from ctxkit.workspace.folder import CHARTS
from ctxkit.workspace.git_objects import TAGS
from ctxkit.workspace.helm.index_file import ChartVersion

FOLDER = CHART_FILES[0].removesuffix("Chart.yaml")
"""Where the files of a chart are in its commit: where the chart's own git repository has them."""


class ChartStore(ArchiveStore):
    """The charts of a source, all of one name."""

    def __init__(self, state: Path, source: str, chart: str) -> None:
        super().__init__(state, CHARTS, source)
        self.chart = chart

    def add_chart(self, chart: ChartVersion, digest: str, files: Mapping[str, bytes]) -> str:
        """Commit the files of a chart and return the commit."""
        return self.add(chart, digest, {f"{FOLDER}{path}": data for path, data in files.items()})

    def kept(self, charts: Iterable[ChartVersion]) -> dict[ChartVersion, str]:
        """Return the commits of those of many charts that were fetched before."""
        refs = self.refs()
        names = {c: digest_ref(c.digest) if c.digest else f"{TAGS}{c.tag}" for c in charts}
        return {chart: refs[name] for chart, name in names.items() if name in refs}
