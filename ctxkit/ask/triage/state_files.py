"""The state of a deployment, as kubectl, docker and helm print it -> workloads and events.

Not here: which files have it (`given_files.py`), each form (`state_tables.py`,
`state_described.py`, `files/state_objects.py`), what follows from it (`case_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.triage.deployment_state import ClusterState, StateEvent, StateItem, Workload
from ctxkit.ask.triage.state_described import is_described, read_described, read_release
from ctxkit.ask.triage.state_docker import of_docker
from ctxkit.ask.triage.state_kubernetes import of_kubernetes
from ctxkit.ask.triage.state_tables import read_tables, table_of
from ctxkit.files.state_objects import is_json, is_yaml_of_cluster, objects_in
from ctxkit.regex import regex

MAX_WORKLOADS = 2_000
MAX_EVENTS = 5_000
MAX_SIGN_CHARS = 20_000
_FIRST_LINES = 5
_JSON_SIGNS = ('"containerStatuses"', '"involvedObject"', '"RestartCount"')
_JSON_LIST = regex(
    r'\s*\{\s*"(?:apiVersion|kind)"\s*:\s*"[\w./]{1,80}",\s*"(?:apiVersion|kind|items|metadata)"'
)


def is_state(text: str) -> bool:
    """Return whether a text says which containers run, or what happened to them."""
    beginning = text[:MAX_SIGN_CHARS]
    if is_json(beginning):
        return _is_json_of_state(beginning)
    if any(table_of(line) for line in beginning.split("\n")[:_FIRST_LINES]):
        return True
    return is_described(beginning) or is_yaml_of_cluster(beginning)


def _is_json_of_state(beginning: str) -> bool:
    if _JSON_LIST.match(beginning) or any(sign in beginning for sign in _JSON_SIGNS):
        return True
    return '"Service":' in beginning and '"State":' in beginning


def read_state(files: Sequence[tuple[str, str]]) -> ClusterState:
    """Return what the files (path, text) say."""
    workloads: list[Workload] = []
    events: list[StateEvent] = []
    for path, text in files:
        for each in _read(path, text):
            if isinstance(each, Workload) and len(workloads) < MAX_WORKLOADS:
                workloads.append(each)
            elif isinstance(each, StateEvent) and len(events) < MAX_EVENTS:
                events.append(each)
    return ClusterState(workloads=tuple(workloads), events=tuple(events))


def _read(path: str, text: str) -> Iterator[StateItem]:
    if is_json(text) or is_yaml_of_cluster(text[:MAX_SIGN_CHARS]):
        for found in objects_in(text):
            yield from of_kubernetes(found, path)
            yield from of_docker(found, path)
        return
    other: list[tuple[int, str]] = []
    for each in read_tables(path, text):
        if isinstance(each, tuple):
            other.append(each)
        else:
            yield each
    yield from read_described(path, other)
    yield from read_release(path, text)
