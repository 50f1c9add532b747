"""The state of a deployment, as kubectl and docker print it -> workloads and events.

Not here: which files have it (`given_files.py`), what follows from it (`case_causes.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from ctxkit.dify.service_names import service_of_container

MAX_WORKLOADS = 2_000
MAX_EVENTS = 5_000
_MAX_TEXT_CHARS = 2_000
_COLUMN = re.compile(r"\S+(?: \S+)*")
_PODS = ("READY", "STATUS", "RESTARTS")
_EVENTS = ("REASON", "OBJECT", "MESSAGE")
_COMPOSE = ("NAME", "IMAGE", "STATUS")
_DOCKER = ("CONTAINER ID", "IMAGE", "STATUS")
_JSON_SIGNS = ('"containerStatuses"', '"involvedObject"', '"PodList"', '"RestartCount"')
_DESCRIBE = re.compile(
    r"^Name: {2,}\S[^\n]*\n(?:[^\n]*\n){0,40}?(?:Containers|Status|Events):", re.M
)
_FINE = ("running", "completed", "succeeded", "up", "healthy", "started")
_EXIT = re.compile(r"\((\d{1,3})\)")
_FIELD = re.compile(
    r"^\s*(State|Last State|Reason|Exit Code|Message|Ready|Image|Restart Count):\s*(.*)"
)


class Workload(Struct, frozen=True, kw_only=True):
    """A container or pod, and the line that says so: `state` is what the platform calls it,
    `detail` all that it says.
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


class StateEvent(Struct, frozen=True, kw_only=True):
    """An event about an object."""

    reason: str
    object: str
    text: str
    path: str
    line: int
    is_warning: bool = True

    @property
    def service(self) -> str:
        return service_of_container(self.object.rpartition("/")[2])


class ClusterState(Struct, frozen=True, kw_only=True):
    """All workloads and events of the files."""

    workloads: tuple[Workload, ...] = ()
    events: tuple[StateEvent, ...] = ()


def is_state(text: str) -> bool:
    """Return whether a text says which containers run, or what happened to them."""
    beginning = text[:20_000]
    if beginning.lstrip()[:1] in "[{" and any(sign in beginning for sign in _JSON_SIGNS):
        return True
    if beginning.lstrip().startswith("{") and '"Service":' in beginning and '"State":' in beginning:
        return True
    if any(_table_of(line) for line in beginning.split("\n")[:5]):
        return True
    return _DESCRIBE.search(beginning) is not None


def read_state(files: Sequence[tuple[str, str]]) -> ClusterState:
    """Return what the files (path, text) say."""
    workloads: list[Workload] = []
    events: list[StateEvent] = []
    for path, text in files:
        found = _read_json(path, text) if text.lstrip()[:1] in ("[", "{") else _read(path, text)
        for each in found:
            if isinstance(each, Workload) and len(workloads) < MAX_WORKLOADS:
                workloads.append(each)
            elif isinstance(each, StateEvent) and len(events) < MAX_EVENTS:
                events.append(each)
    return ClusterState(workloads=tuple(workloads), events=tuple(events))


# --- tables ---------------------------------------------------------------------------------------


def _table_of(line: str) -> str:
    """Return which table a line heads: `pods`, `events`, `containers`, or nothing."""
    if not line.strip() or line.strip()[:1].islower():
        return ""
    names = [found.group() for found in _COLUMN.finditer(line)]
    names = [name for cell in names for name in (cell, *cell.split())]
    if all(name in names for name in _PODS):
        return "pods"
    if all(name in names for name in _EVENTS):
        return "events"
    if all(name in names for name in _COMPOSE) or all(name in line for name in _DOCKER):
        return "containers"
    return ""


def _read(path: str, text: str) -> Iterator[Workload | StateEvent]:
    lines = text.split("\n")
    table, columns = "", dict[str, tuple[int, int | None]]()
    described: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        heads = _table_of(line)
        if heads:
            table, columns = heads, _columns(line)
        elif not line.strip():
            table = ""
        elif table:
            row = {name: line[start:end].strip() for name, (start, end) in columns.items()}
            found = _from_row(table, row, path, number)
            if found is not None:
                yield found
        else:
            described.append((number, line))
    yield from _described(path, described)


def _columns(line: str) -> dict[str, tuple[int, int | None]]:
    # Names of columns may have a blank: `LAST SEEN`, `NOMINATED NODE`.
    found = list(re.finditer(r"\S+(?: (?=SEEN|ID|NODE|GATES)\S+)?", line))
    ends = [each.start() for each in found[1:]] + [None]
    return {each.group(): (each.start(), end) for each, end in zip(found, ends, strict=True)}


def _from_row(
    table: str, row: Mapping[str, str], path: str, line: int
) -> Workload | StateEvent | None:
    if table == "events":
        return StateEvent(
            reason=row.get("REASON", ""),
            object=row.get("OBJECT", ""),
            text=row.get("MESSAGE", "")[:_MAX_TEXT_CHARS],
            path=path,
            line=line,
            is_warning=row.get("TYPE", "Warning") != "Normal",
        )
    name = row.get("NAMES") or row.get("NAME", "")
    status = row.get("STATUS", "")
    if not name or not status:
        return None
    service = row.get("SERVICE") or service_of_container(name)
    if table == "pods":
        ready, _, of = row.get("READY", "").partition("/")
        is_ready = ready == of or status.lower() in ("completed", "succeeded")
        restarts = row.get("RESTARTS", "").partition(" ")[0]
    else:
        is_ready = status.lower().startswith("up") and "unhealthy" not in status.lower()
        restarts = ""
    return Workload(
        name=name,
        service=service_of_container(service) or service,
        state=status,
        is_ready=is_ready and (table != "pods" or status.lower() in _FINE),
        path=path,
        line=line,
        detail=status,
        image=row.get("IMAGE", ""),
        restarts=int(restarts) if restarts.isdigit() else 0,
    )


# --- describe -------------------------------------------------------------------------------------


def _described(path: str, lines: Sequence[tuple[int, str]]) -> Iterator[Workload | StateEvent]:
    """Yield what `kubectl describe pod` says: of each pod its states together, and its events."""
    starts = [at for at, (_, line) in enumerate(lines) if line.startswith("Name:")]
    for start, end in pairwise([*starts, len(lines)]):
        yield from _described_pod(path, lines[start:end])


def _described_pod(path: str, lines: Sequence[tuple[int, str]]) -> Iterator[Workload | StateEvent]:
    start, first = lines[0]
    name = first.partition(":")[2].strip()
    texts = [line for _, line in lines]
    end = next((at for at, text in enumerate(texts) if text.startswith("Events:")), len(lines))
    fields = [found.groups() for text in texts[:end] if (found := _FIELD.match(text))]
    states = [f"{key}: {value}" for key, value in fields if key not in ("Image", "Ready") and value]
    image = next((value for key, value in fields if key == "Image"), "")
    yield _of_describe(path, name, start, states, image, ("Ready", "False") in fields)
    for number, text in lines[end:]:
        event = _described_event(path, number, text, name)
        if event is not None:
            yield event


def _of_describe(
    path: str, name: str, line: int, states: list[str], image: str, not_ready: bool
) -> Workload:
    detail = " ".join(states)[:_MAX_TEXT_CHARS].replace("Exit Code: ", "exit code ")
    return Workload(
        name=name,
        service=service_of_container(name),
        state=detail[:80],
        is_ready=not not_ready,
        path=path,
        line=line,
        detail=detail,
        image=image,
    )


def _described_event(path: str, number: int, line: str, name: str) -> StateEvent | None:
    parts = re.split(r" {2,}", line.strip(), maxsplit=4)
    if len(parts) < 5 or parts[0] not in ("Normal", "Warning"):
        return None
    return StateEvent(
        reason=parts[1],
        object=name,
        text=parts[4][:_MAX_TEXT_CHARS],
        path=path,
        line=number,
        is_warning=parts[0] == "Warning",
    )


# --- JSON -----------------------------------------------------------------------------------------


def _read_json(path: str, text: str) -> Iterator[Workload | StateEvent]:
    try:
        roots = [json.loads(text)]
    except (ValueError, RecursionError):
        roots = list(_json_lines(text))
    for root in roots:
        for item in _items(root):
            yield from _from_object(path, text, item)


def _json_lines(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            continue


def _items(root: Any) -> list[Mapping[str, Any]]:
    items = root.get("items", [root]) if isinstance(root, dict) else root
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _from_object(path: str, text: str, item: Mapping[str, Any]) -> Iterator[Workload | StateEvent]:
    if "involvedObject" in item or "regarding" in item:
        about = item.get("involvedObject") or item.get("regarding") or {}
        message = str(item.get("message") or item.get("note") or "")
        yield StateEvent(
            reason=str(item.get("reason", "")),
            object=str(about.get("name", "")) if isinstance(about, dict) else "",
            text=message[:_MAX_TEXT_CHARS],
            path=path,
            line=_line_of(text, message[:60]),
            is_warning=item.get("type") != "Normal",
        )
    elif isinstance(status := item.get("status"), dict):
        yield from _pod(path, text, item, status)
    elif "State" in item and ("Name" in item or "Names" in item):
        yield _container(path, text, item)


def _pod(
    path: str, text: str, item: Mapping[str, Any], status: Mapping[str, Any]
) -> Iterator[Workload]:
    meta = item.get("metadata")
    name = str(meta.get("name", "")) if isinstance(meta, dict) else ""
    if item.get("kind", "Pod") != "Pod" or not name:
        return
    parts: list[str] = [str(status.get(key, "")) for key in ("reason", "message")]
    for each in _dicts(status.get("conditions")):
        if each.get("status") == "False":
            parts.append(f"{each.get('reason', '')} {each.get('message', '')}")
    containers = _dicts(status.get("initContainerStatuses")) + _dicts(
        status.get("containerStatuses")
    )
    for each in containers:
        for key, word in (("state", "State"), ("lastState", "Last State")):
            parts += _states(word, each.get(key))
    phase = str(status.get("phase", ""))
    ready = all(each.get("ready") is True for each in _dicts(status.get("containerStatuses")))
    detail = " ".join(part for part in parts if part.strip())
    yield Workload(
        name=name,
        service=service_of_container(name),
        state=_waiting_reason(containers) or phase,
        is_ready=phase == "Succeeded" or (phase == "Running" and ready),
        path=path,
        line=_line_of(text, f'"{name}"'),
        detail=detail[:_MAX_TEXT_CHARS],
        image=str(containers[-1].get("image", "")) if containers else "",
        restarts=max((_number(each.get("restartCount")) for each in containers), default=0),
    )


def _states(word: str, state: Any) -> Iterator[str]:
    for kind, each in state.items() if isinstance(state, dict) else ():
        if kind != "running" and isinstance(each, dict):
            code = each.get("exitCode")
            exit_code = f" exit code {code}" if code is not None else ""
            yield f"{word}: {kind} {each.get('reason', '')}{exit_code} {each.get('message', '')}"


def _waiting_reason(containers: Sequence[Mapping[str, Any]]) -> str:
    for each in containers:
        state = each.get("state")
        waiting = state.get("waiting") if isinstance(state, dict) else None
        if isinstance(waiting, dict) and waiting.get("reason"):
            return str(waiting["reason"])
    return ""


def _container(path: str, text: str, item: Mapping[str, Any]) -> Workload:
    """Return a container of `docker inspect` or of `docker compose ps --format json`."""
    name = str(item.get("Name") or item.get("Names")).lstrip("/")
    state = item["State"]
    if isinstance(state, dict):
        health = state.get("Health")
        status = str(state.get("Status", ""))
        killed = " OOMKilled" if state.get("OOMKilled") is True else ""
        detail = f"{status}{killed} exit code {state.get('ExitCode')} {state.get('Error', '')}"
        is_ready = status == "running" and not (
            isinstance(health, dict) and health.get("Status") == "unhealthy"
        )
        config = item.get("Config")
        image = str(config.get("Image", "")) if isinstance(config, dict) else ""
    else:
        status = str(state)
        detail = f"{status} {item.get('Status', '')} exit code {item.get('ExitCode')}"
        is_ready = status == "running" and item.get("Health") != "unhealthy"
        image = str(item.get("Image", ""))
    service = str(item.get("Service", "")) or name
    return Workload(
        name=name,
        service=service_of_container(service) or service,
        state=status,
        is_ready=is_ready,
        path=path,
        line=_line_of(text, name),
        detail=detail if not is_ready or "OOM" in detail else status,
        image=image,
        restarts=_number(item.get("RestartCount")),
    )


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _line_of(text: str, word: str) -> int:
    place = text.find(word) if word else -1
    return text.count("\n", 0, place) + 1 if place >= 0 else 1
