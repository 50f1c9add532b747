"""Whether a chart makes anything of a value that a user sets in a part that he leaves off.

Not here: the value itself (`effective_chart.py`), the templates (`deployment/rendering/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.deployment.shipped_chart import ShippedChart, shipped_chart
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


def why_idle(
    index: Index,
    sources: Sources,
    values: Sequence[CustomerFile],
    written: Sequence[ValuesFile],
    path: str,
) -> str:
    """Return why the value at a path has no effect: a switch around it is off, and the chart makes
    the same objects with another value. Empty if it has one, and where only Helm could tell.
    """
    chart = shipped_chart(sources)
    leaf_of = next((each for each in reversed(written) if path in each.leaves), None)
    if chart is None or leaf_of is None or _is_of_chart_below(path, chart):
        return ""
    leaf = leaf_of.leaves[path]
    switch = _switch_that_is_off(path, (chart.values, *written))
    other = _another(leaf.plain)
    if not switch or other is None:
        return ""
    # Most values are of parts that are on: they need no templates.
    from ctxkit.deployment.rendering.chart import rendered_chart

    changed = CustomerFile(path="values.yaml", data=_yaml(path, other).encode())
    now = rendered_chart(index, sources, values)
    then = rendered_chart(index, sources, (*values, changed))
    if now is None or now.untold or now != then:
        return ""
    place = f"{leaf_of.path}:{leaf.line}"
    return f"{place} sets {path}, but the chart makes nothing of it: {switch} is false"


def _is_of_chart_below(path: str, chart: ShippedChart) -> bool:
    """Return whether a chart that is not rendered may read the value at a path."""
    part = path.partition(".")[0]
    named = (f"{key}: {part}" in chart.about for key in ("name", "alias"))
    return part == "global" or any(named)


def _another(value: object) -> object:
    """Return another value of the same type, None if there is no plain one."""
    if isinstance(value, bool):
        return "false" if value else "true"
    if isinstance(value, int):
        return value + 1
    return "another-value" if isinstance(value, str) else None


def _yaml(path: str, value: object) -> str:
    """Return a values file that has a value at a path."""
    *folders, name = path.split(".")
    lines = [f"{'  ' * depth}{folder}:" for depth, folder in enumerate(folders)]
    return "\n".join([*lines, f"{'  ' * len(folders)}{name}: {value}"])


def _switch_that_is_off(path: str, values: Sequence[ValuesFile]) -> str:
    """Return the `enabled` around a path that is false, the innermost first; empty without one."""
    while (path := path.rpartition(".")[0]) != "":
        switch = f"{path}.enabled"
        given = [file.leaves[switch].value for file in values if switch in file.leaves]
        if given[-1:] == ["false"]:
            return switch
    return ""
