"""Objects of Kubernetes -> workloads and events.

Not here: finding them in a text (`files/state_objects.py`), tables (`state_tables.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from json import dumps

from ctxkit.ask.triage.deployment_state import (
    MAX_TEXT_CHARS,
    StateEvent,
    StateItem,
    Workload,
    told_of_claim,
    told_of_replicas,
)
from ctxkit.dify.service_names import service_of_container
from ctxkit.files.state_objects import Fields, StateObject, dicts, fields, number

_QUIET_REASONS = ("", "Completed", "ContainerCreating", "PodInitializing", "Error")
_MAX_LOOKED_UP_CHARS = 60


def of_kubernetes(found: StateObject, path: str) -> Iterator[StateItem]:
    """Yield what an object of Kubernetes says, if it says anything of what runs or fails."""
    if "involvedObject" in found.data or "regarding" in found.data:
        yield _event(found, path)
        return
    read = _KINDS.get(found.kind or _kind_of(found.data))
    workload = read(found, path) if read is not None and found.name else None
    if workload is not None:
        yield workload


def _kind_of(data: Fields) -> str:
    """Return the kind of an object that does not name it, as those of a list."""
    status = fields(data.get("status"))
    if "containerStatuses" in status or "hostIP" in status:
        return "Pod"
    return "Deployment" if "observedGeneration" in status else ""


def _event(found: StateObject, path: str) -> StateEvent:
    data = found.data
    about = fields(data.get("involvedObject") or data.get("regarding"))
    message = str(data.get("message") or data.get("note") or "")
    reason = str(data.get("reason") or "")
    return StateEvent(
        reason=reason,
        object=str(about.get("name", "")),
        text=message[:MAX_TEXT_CHARS],
        path=path,
        line=found.line_of(*_forms(message), *_written("reason", reason)),
        namespace=str(about.get("namespace", "")),
        is_warning=data.get("type") != "Normal",
    )


def _pod(found: StateObject, path: str) -> Workload | None:
    status = fields(found.data.get("status"))
    if not status:
        return None
    ready = [each.get("ready") is True for each in dicts(status.get("containerStatuses"))]
    containers = [
        each
        for key in ("initContainerStatuses", "containerStatuses")
        for each in dicts(status.get(key))
    ]
    told = [*_of_pod(status), *(each for one in containers for each in _of_container(one))]
    phase = str(status.get("phase") or status.get("reason") or "Unknown")
    name = found.name
    return Workload(
        name=name,
        service=service_of_container(name),
        state=next((reason for kind, reason, *_ in told if kind == "waiting" and reason), phase),
        is_ready=phase == "Succeeded" or (phase == "Running" and all(ready)),
        path=path,
        line=found.line_of(*_signs(told), *_written("name", name)),
        detail=" ".join(text for *_, text in told)[:MAX_TEXT_CHARS] or phase,
        image=str(containers[-1].get("image", "")) if containers else "",
        restarts=max((number(each.get("restartCount")) for each in containers), default=0),
        namespace=found.namespace,
        is_pod=True,
    )


_Told = tuple[str, str, str, str]
"""What is told of a pod: as what (`waiting`, `terminated`), the reason, the message, and all."""


def _of_pod(status: Fields) -> Iterator[_Told]:
    for each in (status, *_failing(status)):
        reason, message = str(each.get("reason") or ""), str(each.get("message") or "")
        if reason or message:
            yield "pod", reason, message, f"{reason} {message}".strip()


def _failing(status: Fields) -> Iterator[Fields]:
    """Yield the conditions that tell of a failure."""
    for each in dicts(status.get("conditions")):
        is_bad = str(each.get("type", "")) in ("Failed", "ReplicaFailure")
        if str(each.get("status")) == ("True" if is_bad else "False"):
            yield each


def _of_container(container: Fields) -> Iterator[_Told]:
    for key, word in (("state", "State"), ("lastState", "Last State")):
        for kind, value in fields(container.get(key)).items():
            state = fields(value)
            if kind == "running":
                continue
            code = state.get("exitCode")
            reason, message = str(state.get("reason") or ""), str(state.get("message") or "")
            parts = (f"{word}: {kind}", reason, f"exit code {code}" if code else "", message)
            yield kind, reason, message, " ".join(part for part in parts if part)


def _signs(told: Sequence[_Told]) -> Iterator[str]:
    """Yield what is looked up in the text for the line that tells why: reasons, messages."""
    for _, reason, message, _ in told:
        if reason not in _QUIET_REASONS and "Containers" not in reason:
            yield from _forms(message)
            yield from _written("reason", reason)


def _controller(found: StateObject, path: str) -> Workload | None:
    """Return a Deployment or the like of which a pod is missing, or what its manifest wants."""
    spec, status = fields(found.data.get("spec")), fields(found.data.get("status"))
    image = str(found.main_container.get("image", ""))
    if not status:
        return _workload(found, path, image=image)
    replicas = spec.get("replicas", status.get("desiredNumberScheduled", 1))
    wanted = number(replicas) if replicas is not None else 1
    ready = max(
        number(status.get(key)) for key in ("availableReplicas", "readyReplicas", "numberReady")
    )
    conditions = [each for each in _failing(status) if each.get("type") != "Available"]
    if ready >= wanted and not conditions:
        return None
    parts = [f"{each.get('reason', '')} {each.get('message', '')}" for each in conditions]
    return _workload(
        found,
        path,
        state="NotReady",
        detail=f"{told_of_replicas(ready, wanted)} {' '.join(parts)}".strip(),
        image=image,
        signs=[f'"{each.get("reason")}"' for each in conditions],
    )


def _job(found: StateObject, path: str) -> Workload | None:
    failed = [each for each in _failing(fields(found.data.get("status"))) if each.get("reason")]
    if not failed:
        return None
    parts = [f"{each['reason']} {each.get('message', '')}" for each in failed]
    return _workload(found, path, state="Failed", detail=f"job failed: {' '.join(parts)}")


def _claim(found: StateObject, path: str) -> Workload | None:
    phase = fields(found.data.get("status")).get("phase")
    if phase in (None, "Bound"):
        return None
    return _workload(found, path, state=str(phase), detail=told_of_claim(str(phase)))


def _node(found: StateObject, path: str) -> Workload | None:
    conditions = dicts(fields(found.data.get("status")).get("conditions"))
    bad = [
        each
        for each in conditions
        if str(each.get("status")) not in ("True" if each.get("type") == "Ready" else "False",)
        and str(each.get("type", "")).endswith(("Ready", "Pressure"))
    ]
    if not bad:
        return None
    parts = [f"{each.get('type')} {each.get('reason')} {each.get('message')}" for each in bad]
    return _workload(found, path, state="NotReady", detail=f"node NotReady: {'; '.join(parts)}")


def _workload(
    found: StateObject,
    path: str,
    *,
    state: str = "",
    detail: str = "",
    image: str = "",
    signs: Sequence[str] = (),
) -> Workload:
    name = found.name
    return Workload(
        name=name,
        service=service_of_container(name),
        state=state,
        is_ready=not state,
        path=path,
        line=found.line_of(*signs, *_written("name", name)),
        detail=detail[:MAX_TEXT_CHARS],
        image=image,
        kind=found.kind or "Deployment",
        namespace=found.namespace,
    )


_KINDS: Mapping[str, Callable[[StateObject, str], Workload | None]] = {
    "Pod": _pod,
    "Deployment": _controller,
    "StatefulSet": _controller,
    "ReplicaSet": _controller,
    "DaemonSet": _controller,
    "Job": _job,
    "PersistentVolumeClaim": _claim,
    "Node": _node,
}


def _written(key: str, value: str) -> tuple[str, str]:
    """Return how a value is written in JSON, and how in YAML under its key."""
    return f'"{value}"', f"{key}: {value}"


def _forms(message: str) -> tuple[str, ...]:
    """Return how the beginning of a message is written in JSON and in YAML."""
    beginning = message[:_MAX_LOOKED_UP_CHARS]
    return (dumps(beginning)[1:-1], beginning, beginning[: _MAX_LOOKED_UP_CHARS // 2])
