"""Tables of kubectl, docker and helm -> workloads and events.

Not here: JSON and YAML (`files/state_objects.py`), `kubectl describe` (`state_described.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ctxkit.ask.triage.deployment_state import (
    FINE,
    MAX_TEXT_CHARS,
    WELL_RELEASES,
    StateEvent,
    StateItem,
    Workload,
    told_of_claim,
    told_of_release,
    told_of_replicas,
)
from ctxkit.dify.service_names import service_of_container
from ctxkit.regex import regex

_HEAD = regex(r"\S+(?: (?=SEEN|ID|NODE|GATES|MODES|VERSION|CLASS)\S+)?")
_COMPOSE_1 = regex(r" *Name +Command +State(?: +Ports)? *$")
_BLANKS = regex(r" {2,}")
_RULE = regex(r"-{20,}\s*$")
_NUMBER = regex(r"(\d+)")

Row = Mapping[str, str]


class RowPlace(NamedTuple):
    """Where a row is."""

    path: str
    line: int


class StateTable(NamedTuple):
    """A kind of table: the columns that tell it, and how a row of it is read."""

    columns: frozenset[str]
    read: Callable[[Row, RowPlace], StateItem | None]
    is_centered: bool = False
    """Its heads are above the middle of its columns, which only blanks tell apart."""


def table_of(line: str) -> StateTable | None:
    """Return which table a line heads, if any."""
    if _COMPOSE_1.match(line):
        return _COMPOSE_1_TABLE
    if len(line) > 400 or line != line.upper() or "  " not in line.strip():
        return None
    names = {found.group() for found in _HEAD.finditer(line)}
    return next((table for table in _TABLES if table.columns <= names), None)


def columns_of(line: str) -> dict[str, tuple[int, int | None]]:
    """Return the columns that a line heads, with their beginnings and ends."""
    found = list(_HEAD.finditer(line))
    starts = [0, *(each.start() for each in found[1:])]
    ends = [*starts[1:], None]
    names = [each.group() for each in found]
    return dict(zip(names, zip(starts, ends, strict=True), strict=True))


def read_tables(path: str, text: str) -> Iterator[StateItem | tuple[int, str]]:
    """Yield what the tables in a text say, and (number, line) of each line outside of them."""
    table: StateTable | None = None
    columns: dict[str, tuple[int, int | None]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        heads = table_of(line)
        if heads is not None:
            table, columns = heads, columns_of(line.upper())
        elif not line.strip():
            table = None
        elif table is None:
            yield number, line
        elif not _RULE.match(line):
            if table.is_centered:
                row = dict(zip(columns, _BLANKS.split(line.strip()), strict=False))
            else:
                row = {name: line[start:end].strip() for name, (start, end) in columns.items()}
            found = table.read(row, RowPlace(path, number))
            if found is not None:
                yield found


# --- rows -----------------------------------------------------------------------------------------


def _event(row: Row, place: RowPlace) -> StateEvent:
    return StateEvent(
        reason=row.get("REASON", ""),
        object=row.get("OBJECT", ""),
        text=row.get("MESSAGE", "")[:MAX_TEXT_CHARS],
        path=place.path,
        line=place.line,
        namespace=row.get("NAMESPACE", ""),
        is_warning=row.get("TYPE", "Warning") != "Normal",
    )


def _pod(row: Row, place: RowPlace) -> Workload | None:
    status = row["STATUS"]
    ready, _, of = row["READY"].partition("/")
    is_ready = ready == of or status.lower() in ("completed", "succeeded")
    restarts = _NUMBER.match(row["RESTARTS"])
    return _workload(
        row,
        place,
        state=status,
        is_ready=is_ready and status.lower() in FINE,
        restarts=int(restarts[1]) if restarts else 0,
        is_pod=True,
    )


def _container(row: Row, place: RowPlace) -> Workload | None:
    status = row.get("STATUS") or row.get("STATE", "")
    is_ready = status.lower().startswith("up") and "unhealthy" not in status.lower()
    return _workload(row, place, state=status, is_ready=is_ready)


def _controller(row: Row, place: RowPlace) -> Workload | None:
    """Return a Deployment or the like of which not all pods are ready."""
    ready, _, of = row.get("READY", "").partition("/")
    of = of or row.get("DESIRED", "")
    if not ready.isdigit() or not of.isdigit() or int(ready) >= int(of):
        return None
    detail = told_of_replicas(ready, of)
    return _workload(row, place, state="NotReady", is_ready=False, detail=detail, kind="Deployment")


def _job(row: Row, place: RowPlace) -> Workload | None:
    if row.get("STATUS") != "Failed":
        return None
    detail = f"job {row['COMPLETIONS']}"
    return _workload(row, place, state="Failed", is_ready=False, detail=detail, kind="Job")


def _claim(row: Row, place: RowPlace) -> Workload | None:
    status = row["STATUS"]
    if status == "Bound":
        return None
    detail = told_of_claim(status)
    return _workload(row, place, state=status, is_ready=False, detail=detail, kind="Claim")


def _node(row: Row, place: RowPlace) -> Workload | None:
    status = row["STATUS"]
    if "NotReady" not in status:
        return None
    detail = f"node {status}"
    return _workload(row, place, state=status, is_ready=False, detail=detail, kind="Node")


def _release(row: Row, place: RowPlace) -> Workload | None:
    status = row["STATUS"].lower()
    if status in WELL_RELEASES:
        return None
    detail = told_of_release(status, row.get("DESCRIPTION", ""))
    return _workload(row, place, state=status, is_ready=False, detail=detail, kind="Release")


def _workload(
    row: Row,
    place: RowPlace,
    *,
    state: str,
    is_ready: bool,
    detail: str = "",
    restarts: int = 0,
    kind: str = "",
    is_pod: bool = False,
) -> Workload | None:
    name = (row.get("NAMES") or row.get("NAME") or row.get("REVISION", "")).rpartition("/")[2]
    if not name or not state:
        return None
    service = row.get("SERVICE") or service_of_container(name)
    return Workload(
        name=name,
        service=service_of_container(service) or service,
        state=state,
        is_ready=is_ready,
        path=place.path,
        line=place.line,
        detail=detail[:MAX_TEXT_CHARS] or state,
        image=row.get("IMAGE", ""),
        restarts=restarts,
        kind=kind,
        namespace=row.get("NAMESPACE", ""),
        is_pod=is_pod,
    )


def _table(read: Callable[[Row, RowPlace], StateItem | None], *columns: str) -> StateTable:
    return StateTable(frozenset(columns), read)


_TABLES = (
    _table(_pod, "NAME", "READY", "STATUS", "RESTARTS"),
    _table(_event, "REASON", "OBJECT", "MESSAGE"),
    _table(_container, "NAME", "IMAGE", "STATUS"),
    _table(_container, "CONTAINER ID", "IMAGE", "STATUS"),
    _table(_controller, "NAME", "READY", "UP-TO-DATE", "AVAILABLE"),
    _table(_controller, "NAME", "DESIRED", "CURRENT", "READY"),
    _table(_controller, "NAME", "READY", "AGE"),
    _table(_job, "NAME", "STATUS", "COMPLETIONS"),
    _table(_claim, "NAME", "STATUS", "VOLUME", "CAPACITY"),
    _table(_node, "NAME", "STATUS", "ROLES", "VERSION"),
    _table(_release, "REVISION", "UPDATED", "STATUS", "CHART"),
)
_COMPOSE_1_TABLE = StateTable(frozenset(), _container, is_centered=True)
