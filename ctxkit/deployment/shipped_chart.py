"""The chart of the workspace as it is shipped: its folder, its Chart.yaml, its own values.

Not here: what its templates make of values (`rendering/`).
"""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from ctxkit.dify.enterprise import is_enterprise_part
from ctxkit.dify.paths import CHART_FILES
from ctxkit.dify.repositories import CHART
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.sources import Sources


class ShippedChart(Struct, frozen=True, kw_only=True):
    """A chart; `folder` ends with a slash or is empty, `about` is the text of its Chart.yaml."""

    folder: str
    about: str
    values: ValuesFile


def shipped_chart(sources: Sources) -> ShippedChart | None:
    """Return the chart of the workspace, None if there is none with values of its own."""
    for about in CHART_FILES:
        folder = about.removesuffix("Chart.yaml")
        path = f"{folder}values.yaml"
        text = sources.whole(CHART, path)
        if text.strip("\n"):
            values = read_values(CustomerFile(path=path, data=text.encode()))
            return ShippedChart(folder=folder, about=sources.whole(CHART, about), values=values)
    return None


def foreign_chart(own: Collection[str], parts: Collection[str]) -> str:
    """Return of which chart values are that are not of the one with `parts` at the top of its own,
    empty if they are. `own` are the keys at their top.
    """
    if is_of_enterprise(own, parts):
        return "is of the Enterprise chart, whose templates are closed"
    strange = [part for part in own if part not in parts]
    if 2 * len(strange) > len(own):
        return "is not of the chart of this workspace"
    return ""


def is_of_enterprise(own: Collection[str], parts: Collection[str]) -> bool:
    """Return whether values are of the Enterprise chart, and the chart with `parts` is not."""
    return any(is_enterprise_part(part) for part in own if part not in parts)
