"""What the containers of the api's image do: serve, work, schedule; which queues a setting lists.

Not here: which program a service runs (`deployment/programs.py`), the queues that workers read
otherwise (`queues.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.deployment.programs import MODE
from ctxkit.dify.worker_settings import QUEUE_VARIABLES

API, WORKER, BEAT = "api", "worker", "beat"
_CELERY = "celery"


class SetQueues(NamedTuple):
    """The queues of a worker, and the variable of its container that lists them."""

    names: tuple[str, ...]
    variable: ContainerVariable


def mode_of(deployment: Deployment, service: str) -> str:
    """Return what a container of the api's image does: `api`, `worker`, `beat`; "" if its own
    command does something else.
    """
    command = own_command(deployment, service)
    if command is None:
        return deployment.value(service, MODE) or API
    words = command.split()
    if _CELERY not in words:
        return ""
    return next((mode for mode in (WORKER, BEAT) if mode in words), "")


def own_command(deployment: Deployment, service: str) -> str | None:
    """Return the command that a container runs in the place of its image's script, None if it runs
    that.
    """
    own = deployment.network.services.get(service)
    command = own.command if own is not None else None
    return None if command is None or "entrypoint.sh" in command else command


def services_of_api(deployment: Deployment, *modes: str) -> list[str]:
    """Return the services that start and run the api's code in one of the modes."""
    return [
        service
        for service in deployment.services
        if deployment.runs(service)
        and deployment.program(service) == API
        and mode_of(deployment, service) in modes
    ]


def set_queues(deployment: Deployment, service: str) -> SetQueues | None:
    """Return the queues that a setting lists for a worker of the image's script, if one does."""
    for name in QUEUE_VARIABLES:
        variable = deployment.get(service, name)
        if variable is not None and variable.value.strip():
            return SetQueues(tuple(map(str.strip, variable.value.split(","))), variable)
    return None
