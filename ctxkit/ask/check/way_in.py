"""How a variable that compose does not pass gets into the containers of the programs that read it.

Not here: whether it has an effect (`env_effect.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.dify.programs import SERVICES_OF
from ctxkit.files.user_files import Setting


def way_in(case: EnvCase, setting: Setting, programs: Sequence[str]) -> str:
    """Return how to pass a variable to the programs that read it; empty if one refuses it, or none
    has a container.
    """
    name = setting.name
    for program in programs:
        if any(True for _ in case.evidence.objections(program, name, setting.value)):
            return ""
    services = containers_of(case, programs)
    running = [each for each in services if case.deployment.runs(each)] or services
    if not running:
        return ""
    return (
        f"add `{name}: ${{{name}}}` to `environment` of {', '.join(running)} "
        "in a docker-compose.override.yaml"
    )


def containers_of(case: EnvCase, programs: Sequence[str]) -> list[str]:
    """Return the services of the deployment that run one of the programs."""
    services: list[str] = []
    for program in programs:
        services += list(case.readers.services(program)) or SERVICES_OF[program]
    known = case.deployment.services
    return [each for each in services if case.deployment.called(each) in known]
