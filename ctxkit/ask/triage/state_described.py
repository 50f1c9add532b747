"""`kubectl describe` and `helm status` -> workloads and events.

Not here: tables (`state_tables.py`), JSON and YAML (`files/state_objects.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ctxkit.ask.triage.deployment_state import (
    MAX_TEXT_CHARS,
    WELL_RELEASES,
    StateEvent,
    StateItem,
    Workload,
    told_of_release,
)
from ctxkit.dify.service_names import service_of_container
from ctxkit.regex import regex

_DESCRIBE = regex(
    r"^Name: {2,}\S[^\n]*\n(?:[^\n]*\n){0,40}?(?:Containers|Status|Events):", re.MULTILINE
)
_RELEASE = regex(
    r"^NAME: (\S+)\nLAST DEPLOYED: [^\n]*\nNAMESPACE: [^\n]*\nSTATUS: (\S+)", re.MULTILINE
)
_DESCRIPTION = regex(r"^DESCRIPTION: ([^\n]*)", re.MULTILINE)
_FIELD = regex(
    r"^\s*(State|Last State|Reason|Exit Code|Message|Ready|Image|Restart Count|Status|Namespace)"
    r":\s*(.*)"
)
_NOT_RUNNING = ("Pending", "Failed", "Unknown")
_OF_THE_POD = ("Image", "Ready", "Status", "Namespace")


def is_described(text: str) -> bool:
    """Return whether a text describes an object, or the release of a chart."""
    return _DESCRIBE.search(text) is not None or _RELEASE.search(text) is not None


def read_release(path: str, text: str) -> Iterator[StateItem]:
    """Yield the release of a chart that `helm status` tells of, if it is not well."""
    found = _RELEASE.search(text)
    if found is None or found[2] in WELL_RELEASES:
        return
    description = _DESCRIPTION.search(text)
    yield Workload(
        name=found[1],
        service="",
        state=found[2],
        is_ready=False,
        path=path,
        line=text.count("\n", 0, found.start(2)) + 1,
        detail=told_of_release(found[2], description[1] if description else "")[:MAX_TEXT_CHARS],
        kind="Release",
    )


def read_described(path: str, lines: Sequence[tuple[int, str]]) -> Iterator[StateItem]:
    """Yield what `kubectl describe` says: of each object its states together, and its events."""
    starts = [at for at, (_, line) in enumerate(lines) if line.startswith("Name:")]
    for start, end in pairwise([*starts, len(lines)]):
        yield from _object(path, lines[start:end])


def _object(path: str, lines: Sequence[tuple[int, str]]) -> Iterator[StateItem]:
    start, first = lines[0]
    name = first.partition(":")[2].strip()
    texts = [line for _, line in lines]
    end = next((at for at, text in enumerate(texts) if text.startswith("Events:")), len(lines))
    fields = [(each[1], each[2]) for text in texts[:end] if (each := _FIELD.match(text))]
    namespace = next((value for key, value in fields if key == "Namespace"), "")
    if any(key in ("Image", "Ready") for key, _ in fields):
        yield _pod(path, name, start, fields, namespace)
    for number, text in lines[end:]:
        event = _event(path, number, text, name, namespace)
        if event is not None:
            yield event


def _pod(
    path: str, name: str, line: int, fields: list[tuple[str, str]], namespace: str
) -> Workload:
    kept = [each for each in fields if each[0] not in _OF_THE_POD and each[1]]
    status = next((value for key, value in fields if key == "Status"), "Running")
    restarts = [int(value) for key, value in kept if key == "Restart Count" and value.isdigit()]
    detail = " ".join(f"{key}: {value}" for key, value in kept)[:MAX_TEXT_CHARS]
    detail = detail.replace("Exit Code: ", "exit code ")
    return Workload(
        name=name,
        service=service_of_container(name),
        state=detail[:80] or status,
        is_ready=("Ready", "False") not in fields and status not in _NOT_RUNNING,
        path=path,
        line=line,
        detail=detail or status,
        image=next((value for key, value in fields if key == "Image"), ""),
        restarts=max(restarts, default=0),
        namespace=namespace,
        is_pod=True,
    )


def _event(path: str, number: int, line: str, name: str, namespace: str) -> StateEvent | None:
    parts = re.split(r" {2,}", line.strip(), maxsplit=4)
    if len(parts) < 5 or parts[0] not in ("Normal", "Warning"):
        return None
    return StateEvent(
        reason=parts[1],
        object=name,
        text=parts[4][:MAX_TEXT_CHARS],
        path=path,
        line=number,
        namespace=namespace,
        is_warning=parts[0] == "Warning",
    )
