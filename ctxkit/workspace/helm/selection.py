"""Which version of a chart fits Dify: by `appVersion`, else by the date at which it was added.

The rules and grades are those for charts in git (`workspace/versions.py`). Pure. Not here: the
index (`index_file.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.errors import GitError
from ctxkit.model import Match
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.resolve import DifyRelease
from ctxkit.workspace.versions import (
    best_chart,
    day_of,
    nearest_hint,
    nearest_tags,
)


class ChosenChart(NamedTuple):
    """A version of a chart, how well it matches, and why it was chosen."""

    chart: ChartVersion
    match: Match
    because: str


def named_chart(charts: Sequence[ChartVersion], version: str) -> ChosenChart:
    """Return the chart of the version that the user named, with or without `v`.

    Raise GitError, with the nearest ones, where there is none.
    """
    bare = version.removeprefix("v")
    for name in (version, bare, f"v{bare}"):
        for chart in charts:
            if chart.version == name:
                return ChosenChart(chart, "exact", f"the chart {chart.tag}")
    near = nearest_tags([chart.version for chart in charts], version)
    message = f"the index has no version '{version}' of the chart"
    raise GitError(message, hint=nearest_hint(near))


def fitting_chart(charts: Sequence[ChartVersion], release: DifyRelease) -> ChosenChart:
    """Return the chart for a release of dify; raise GitError where there is none at all."""
    if not charts:
        raise GitError("the index has no version of the chart that can be used")
    # A deprecated one was withdrawn by who publishes it: it must do where no other is for dify's.
    current = [chart for chart in charts if not chart.deprecated] or charts
    found = [_by_app_version(offered, release) for offered in (current, charts)]
    same = next((choice for choice in found if choice and choice.match == "tag"), None)
    return same or found[0] or _by_date(current, release)


def _by_app_version(charts: Sequence[ChartVersion], release: DifyRelease) -> ChosenChart | None:
    by_tag = {chart.tag: chart for chart in charts}
    apps = {tag: chart.app_version for tag, chart in by_tag.items()}
    best = best_chart(apps, release.version) if release.version else None
    if best is None:
        return None
    tag, match = best
    app = f"the appVersion {apps[tag]} of the chart {tag}"
    because = app if match == "tag" else f"{app} is the nearest to {release.version}"
    return ChosenChart(by_tag[tag], match, because)


def _by_date(charts: Sequence[ChartVersion], release: DifyRelease) -> ChosenChart:
    day = day_of(release.date)
    dated = [chart for chart in charts if chart.created]
    older = [chart for chart in dated if chart.created <= release.date]
    if older:
        last = max(older, key=lambda chart: (chart.created, chart.version))
        return ChosenChart(last, "as-of", f"the last chart of {day} or before")
    if dated:
        first = min(dated, key=lambda chart: (chart.created, chart.version))
        return ChosenChart(first, "guess", f"all charts are newer than dify's of {day}; the oldest")
    raise GitError(
        "the index says of no version which dify it is for, nor when it was made",
        hint="give the version of the chart in workspace.yaml as `version:`",
    )
