"""What the containers of the api's image do: serve, work, schedule.

Not here: which program a service runs (`deployment/programs.py`).
"""

from __future__ import annotations

from ctxkit.deployment.containers import Deployment
from ctxkit.deployment.programs import MODE

API, WORKER, BEAT = "api", "worker", "beat"
_CELERY = "celery"


def mode_of(deployment: Deployment, service: str) -> str:
    """Return what a container of the api's image does: `api`, `worker`, `beat`; "" if its own
    command does something else.
    """
    own = deployment.network.services.get(service)
    command = own.command if own is not None else None
    if command is None or "entrypoint.sh" in command:
        return deployment.value(service, MODE) or API
    words = command.split()
    if _CELERY not in words:
        return ""
    return next((mode for mode in (WORKER, BEAT) if mode in words), "")


def services_of_api(deployment: Deployment, mode: str) -> list[str]:
    """Return the services that start and run the api's code in a mode."""
    return [
        service
        for service in deployment.services
        if deployment.runs(service)
        and deployment.program(service) == API
        and mode_of(deployment, service) == mode
    ]
