"""Values of the workspace's chart as the deployment that a map is drawn from: what its templates
make of them, as far as that can be told without Helm.

Not here: the templates (`deployment/rendering/`), the objects that they make (`manifests.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.deployment.rendering.chart import RELEASE, RenderedChart, rendered_chart
from ctxkit.deployment.shipped_chart import foreign_chart
from ctxkit.dify.repositories import CHART
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.network.inputs import MapInput
from ctxkit.network.manifests import manifest_input

_MAX_UNTOLD = 6


def values_input(index: Index, sources: Sources, values: Sequence[CustomerFile]) -> MapInput:
    """Return what a map of values is drawn from, later files over earlier ones.

    Raise UsageError if the workspace does not have the chart that they are of.
    """
    paths = " with ".join(file.path for file in values)
    found = rendered_chart(index, sources, values)
    if found is None:
        raise _refusal(f"the templates of the chart of {paths} are not in this workspace", values)
    if foreign := foreign_chart(found.own_parts, found.parts):
        raise _refusal(f"{paths} {foreign}", values)
    if not found.files:
        path, why = found.untold[0] if found.untold else ("its templates", "nothing")
        raise _refusal(f"{path}: only Helm can tell what it makes of these values ({why})", values)
    return manifest_input(
        index,
        sources,
        found.files,
        of=f"{paths} with the chart {CHART} {found.version}",
        dependencies=found.dependencies,
        own_hosts=f"{RELEASE}-" if found.untold else "",
        notes=tuple(_notes(found)),
    )


def _refusal(fault: str, values: Sequence[CustomerFile]) -> UsageError:
    given = " ".join(f"-f {file.path}" for file in values)
    return UsageError(
        fault,
        hint=f"helm template NAME CHART {given} > chart.yaml, then: "
        "ctxkit map --manifest chart.yaml",
    )


def _notes(found: RenderedChart) -> Iterator[str]:
    yield (
        f"the objects are named as those of a release called {RELEASE}; what is said of your own "
        "release: helm get manifest NAME | ctxkit map --manifest -"
    )
    for path, why in found.untold[:_MAX_UNTOLD]:
        yield f"only Helm can tell what {path} makes of these values ({why}): its links are missing"
    if (more := len(found.untold) - _MAX_UNTOLD) > 0:
        yield f"nor what {more} more templates make of them"
    if found.dependencies:
        names = ", ".join(each.name for each in found.dependencies)
        yield (
            f"the charts {names} were not rendered: each is one service, by the hosts that name it"
        )
