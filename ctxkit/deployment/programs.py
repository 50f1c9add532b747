"""Which program a service runs, and which of Dify's own services it stands for.

Not here: the images and folders of the programs (`dify/images.py`, `dify/programs.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ctxkit.deployment.services import ComposeService
from ctxkit.dify.programs import SERVICES_OF, scope_of_service
from ctxkit.files.interpolation import Room, resolved

MODE = "MODE"
"""The variable by which the entrypoint of the api's image decides what to start."""

_API = "api"
_SERVICE_OF_MODE = {"worker": "worker", "beat": "worker_beat"}
_CELERY = "celery"
_SERVERS = frozenset({"gunicorn", "entrypoint.sh"})


class ServicePart(NamedTuple):
    """What one compose file says of a service; `values` interpolate it."""

    service: ComposeService
    path: str
    values: Mapping[str, str]


def program_of(name: str, parts: Sequence[ServicePart], room: Room) -> str:
    """Return the scope of a service: by its image, else the folder it is built from, else its name.

    `parts` are what the compose files of the deployment say of it, later ones over earlier ones.
    """
    image = build = ""
    for part in parts:
        if part.service.image is not None:
            image = resolved(part.service.image.text or "", part.values, room)
        if part.service.build is not None:
            build = resolved(part.service.build.text or "", part.values, room)
    return scope_of_service(name, image, build)


def role_of(program: str, mode: str, parts: Sequence[ServicePart]) -> str:
    """Return the service of Dify's own compose file that runs the same, "" if none does.

    The api's image runs three of them: `mode`, the value of `MODE`, decides, or the command that
    replaces the entrypoint.
    """
    services = SERVICES_OF.get(program, ("",))
    if program != _API:
        return services[0]
    command = next((part.service.command for part in reversed(parts) if part.service.command), ())
    programs = {word.rpartition("/")[2] for word in command}
    if _CELERY in programs:
        return next((_SERVICE_OF_MODE[word] for word in command if word in _SERVICE_OF_MODE), "")
    if command and programs.isdisjoint(_SERVERS):
        return ""  # such as a migration of the database
    return _SERVICE_OF_MODE.get(mode, services[0])
