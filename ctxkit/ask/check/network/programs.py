"""Which program a service of a deployment runs, told by its image.

Not here: which images there are (`dify/listening.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.deployment.containers import Deployment
from ctxkit.dify.listening import listener_of
from ctxkit.dify.programs import scope_of_service

WORKER, BEAT = "worker", "beat"
_API = "api"


def program_of(case: EnvCase, service: str, deployment: Deployment | None = None) -> str:
    """Return the scope of the program that a service runs: by its image, else by its name."""
    network = (deployment or case.deployment).network
    own = network.services.get(service)
    listener = listener_of(own.image) if own is not None else None
    if listener is None:
        return scope_of_service(service)
    return listener.program or f"image:{service}"


def mode_of(case: EnvCase, service: str) -> str:
    """Return what a container of the api's image does: `api`, `worker`, `beat`."""
    return case.deployment.value(service, "MODE") or _API


def services_of_api(case: EnvCase, mode: str) -> list[str]:
    """Return the services that start and run the api's code in a mode."""
    return [
        service
        for service in case.deployment.services
        if case.deployment.runs(service)
        and program_of(case, service) == _API
        and mode_of(case, service) == mode
    ]
