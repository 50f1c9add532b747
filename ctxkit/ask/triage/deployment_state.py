"""The state of a deployment: what runs, what does not, and what happened to it.

Not here: reading it (`state_files.py`), what follows from it (`case_causes.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.dify.service_names import service_of_container

MAX_TEXT_CHARS = 2_000
"""Characters of what a platform says of a container, or of an event."""

FINE = ("running", "completed", "succeeded", "up", "healthy", "started")
"""States of a container that works, or has done its work."""

WELL_RELEASES = ("deployed", "superseded", "uninstalled")
"""States of a release of a chart of which nothing failed."""


class Workload(Struct, frozen=True, kw_only=True):
    """A container or pod, and the line that says so: `state` is what the platform calls it,
    `detail` all that it says.

    `kind` is that of an object which is neither: a Deployment, a volume claim, a node, a release of
    a chart. Of a manifest, which says what shall run, not what does, `state` is empty. `is_pod`:
    it is of Kubernetes.
    """

    name: str
    service: str
    state: str
    is_ready: bool
    path: str
    line: int
    detail: str = ""
    image: str = ""
    restarts: int = 0
    kind: str = ""
    namespace: str = ""
    is_pod: bool = False

    @property
    def runs(self) -> bool:
        """Whether it is what runs, or should: a container or a pod."""
        return not self.kind and bool(self.state)


class StateEvent(Struct, frozen=True, kw_only=True):
    """An event about an object."""

    reason: str
    object: str
    text: str
    path: str
    line: int
    namespace: str = ""
    is_warning: bool = True

    @property
    def service(self) -> str:
        return service_of_container(self.object.rpartition("/")[2])


class ClusterState(Struct, frozen=True, kw_only=True):
    """All workloads and events of the files."""

    workloads: tuple[Workload, ...] = ()
    events: tuple[StateEvent, ...] = ()


StateItem = Workload | StateEvent


# --- what is told of objects, in the words that rows of causes look for ---------------------------


def told_of_replicas(ready: int | str, wanted: int | str) -> str:
    """Return that not all pods of a workload are ready."""
    return f"{ready} of {wanted} replicas are ready"


def told_of_claim(phase: str) -> str:
    """Return that a volume claim is not bound."""
    return f"the volume claim is {phase}"


def told_of_release(state: str, description: str) -> str:
    """Return what helm says of a release."""
    return f"helm release {state}: {description}"
