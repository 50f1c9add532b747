"""What the chart says of a component whose code is not public: its image, ports and settings.

Not here: which components are closed (`dify/closed_components.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.dify.closed_components import ClosedComponent, closed_part
from ctxkit.dify.repositories import CHART
from ctxkit.errors import GitError
from ctxkit.files.chart_images import chart_images
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.workspace.chart_tags import VALUES_PATHS

_OF_KUBERNETES = frozenset(
    {
        *("affinity", "annotations", "customServiceAccount", "enabled", "extraEnv", "image"),
        *("labels", "livenessProbe", "nodeSelector", "readinessProbe", "replicas", "resources"),
        *("securityContext", "serviceAccountName", "tolerations"),
    }
)
"""Values of every part of a chart, which the component does not read."""

_MAX_SETTINGS = 5


class ClosedPart(Struct, frozen=True, kw_only=True):
    """A closed component as the chart has it.

    `place` is where the chart describes it, empty where the workspace has no chart that does; then
    `image` and `settings` are empty, too.
    """

    component: ClosedComponent
    ports: tuple[int, ...] = ()
    image: str = ""
    settings: tuple[str, ...] = ()
    place: str = ""

    @property
    def words(self) -> str:
        """What is known of it, in a sentence."""
        row = self.component
        named = f"{row.part} of the Enterprise chart"
        known = [f"{named} ({self.place})" if self.place else named]
        if self.image:
            known.append(f"image {self.image}")
        if self.ports:
            noun = "ports" if len(self.ports) > 1 else "port"
            known.append(f"{noun} {', '.join(map(str, self.ports))}")
        if self.settings:
            known.append(f"settings {_listed(self.settings)}")
        if row.logs:
            known.append(f"logs {row.logs}")
        return "; ".join([*known, f"see {row.reference}"])


def _listed(settings: tuple[str, ...]) -> str:
    """Return the first settings, without the part that they are all of."""
    names = [setting.partition(".")[2] for setting in settings[:_MAX_SETTINGS]]
    more = len(settings) - _MAX_SETTINGS
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def closed_part_of(index: Index, sources: Sources, component: ClosedComponent) -> ClosedPart:
    """Return what the chart of the workspace says of a closed component."""
    for path in VALUES_PATHS:
        if index.file(CHART, path) is None:
            continue
        try:
            lines = sources.lines(CHART, path)
        except GitError:
            continue
        text = "\n".join(lines).encode()
        found = _in_values(read_values(CustomerFile(path=path, data=text)), component)
        if found:
            return found
    return ClosedPart(component=component, ports=component.ports)


def _in_values(values: ValuesFile, component: ClosedComponent) -> ClosedPart | None:
    node = values.node((component.part,))
    if node is None:
        return None
    own = [value for value in values.values if closed_part(value.path) is component]
    named = {value.value for value in own if value.keys[-1] == "port"}
    ports = {int(text) for text in named if text and text.isdecimal()}
    image = next((i for i in chart_images(values) if i.part == component.part), None)
    settings = [value.path for value in own if not _OF_KUBERNETES.intersection(value.keys)]
    return ClosedPart(
        component=component,
        ports=tuple(sorted({*component.ports, *ports})),
        image=f"{image.name}:{image.tag}" if image else "",
        settings=tuple(settings),
        place=f"{CHART} {values.path}:{node.line}",
    )
