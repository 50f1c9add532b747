"""Containers as `docker inspect` and `docker compose ps` tell of them -> workloads.

Not here: finding them in a text (`files/state_objects.py`), tables (`state_tables.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.triage.deployment_state import StateItem, Workload
from ctxkit.dify.service_names import service_of_container
from ctxkit.files.state_objects import StateObject, fields, number


def of_docker(found: StateObject, path: str) -> Iterator[StateItem]:
    """Yield the container that an object tells of, if it does."""
    data = found.data
    if "State" not in data or not ("Name" in data or "Names" in data):
        return
    name = str(data.get("Name") or data.get("Names")).lstrip("/")
    state = data["State"]
    if isinstance(state, dict):
        health = fields(state.get("Health")).get("Status")
        status = str(state.get("Status", ""))
        killed = " OOMKilled" if state.get("OOMKilled") is True else ""
        detail = f"{status}{killed} exit code {state.get('ExitCode')} {state.get('Error', '')}"
        image = str(fields(data.get("Config")).get("Image", ""))
    else:
        health = data.get("Health")
        status, killed = str(state), ""
        detail = f"{status} {data.get('Status', '')} exit code {data.get('ExitCode')}"
        image = str(data.get("Image", ""))
    if health == "unhealthy":
        detail = f"{detail} unhealthy"
    is_ready = status == "running" and health != "unhealthy"
    labels = fields(fields(data.get("Config")).get("Labels"))
    service = str(data.get("Service") or labels.get("com.docker.compose.service") or name)
    why = ('"OOMKilled": true', '"OOMKilled":true') if killed else ('"ExitCode"',)
    yield Workload(
        name=name,
        service=service_of_container(service) or service,
        state=status,
        is_ready=is_ready,
        path=path,
        line=found.line_of(*(why if not is_ready else ()), name),
        detail=detail if not is_ready or killed else status,
        image=image,
        restarts=number(data.get("RestartCount")),
    )
