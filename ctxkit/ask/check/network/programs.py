"""What the containers of the api's image do: serve, work, schedule.

Not here: which program a service runs (`deployment/programs.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.deployment.programs import MODE

API, WORKER = "api", "worker"
_CELERY = "celery"


def mode_of(case: EnvCase, service: str) -> str:
    """Return what a container of the api's image does: `api`, `worker`, `beat`; "" if its own
    command does something else.
    """
    own = case.deployment.network.services.get(service)
    command = own.command if own is not None else None
    if command is None or "entrypoint.sh" in command:
        return case.deployment.value(service, MODE) or API
    words = command.split()
    return WORKER if _CELERY in words and WORKER in words else ""


def services_of_api(case: EnvCase, mode: str) -> list[str]:
    """Return the services that start and run the api's code in a mode."""
    return [
        service
        for service in case.deployment.services
        if case.deployment.runs(service)
        and case.deployment.program(service) == API
        and mode_of(case, service) == mode
    ]
