"""The values that a setting has in the containers of a compose deployment, and the layers that give
them.

Not here: the deployment itself (`deployment/containers.py`), values of a chart
(`effective_chart.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.explain.effective_layers import Variables, effective_layer, variables_of
from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.deployment.deployed import Deployed
from ctxkit.dify.paths import COMPOSE_FILE, COMPOSE_VARIABLES
from ctxkit.dify.programs import is_program
from ctxkit.files.interpolation import references, resolved
from ctxkit.model import Effective, EffectiveLayer, KeyAnswer

_Given = tuple[str, str, tuple[EffectiveLayer, ...]]
"""A service, a variable that it gets, and the layers that give it."""
_Groups = dict[tuple[str, tuple[EffectiveLayer, ...]], list[str]]
"""Services by variable and layers: those that get the same from the same line are one answer."""


def in_containers(key: KeyAnswer, deployed: Deployed) -> list[Effective]:
    """Return the value of each variable in the containers that get it.

    If no container gets any of them, return the defaults of the code.
    """
    variables = variables_of(key)
    groups = _passed(key, variables, deployed) or _unset(variables, deployed.deployment)
    told = {service for services in groups.values() for service in services}
    for service, name, layers in (*_foreign(key, deployed), *_interpolated(key, deployed)):
        if service not in told:
            groups.setdefault((name, layers), []).append(service)
    return [
        Effective(
            name=name, services=tuple(filter(None, services)), value=layers[0].value, layers=layers
        )
        for (name, layers), services in groups.items()
        if layers
    ]


def _passed(key: KeyAnswer, variables: Variables, deployed: Deployed) -> _Groups:
    deployment = deployed.deployment
    groups: _Groups = {}
    for (scope, name), default in variables.items():
        received = [deployment.get(service, name) for service in _running(scope, deployment)]
        for variable in received:
            if variable is None or not _is_meant(variable, key.name, deployment):
                continue
            layers = tuple(_layers(variable, deployed, name))
            if default is not None:
                layers = (*layers, default)  # wins over nothing: any variable overrides it
            groups.setdefault((name, layers), []).append(variable.service)
    return groups


def _unset(variables: Variables, deployment: Deployment) -> _Groups:
    groups: _Groups = {}
    for (scope, name), default in variables.items():
        if default is None:
            continue
        for service in _running(scope, deployment):
            if deployment.get(service, name) is None:
                groups.setdefault((name, (default,)), []).append(service)
    return groups


def idle_services(name: str, deployment: Deployment) -> list[str]:
    """Return the services of others that get a name of the `.env`, but do not start."""
    given = dict.fromkeys(variable.service for variable in deployment.uses_of(name))
    return [each for each in given if _is_foreign(each, deployment) and not deployment.runs(each)]


def _is_foreign(service: str, deployment: Deployment) -> bool:
    """Return whether a container runs what no repository has the code of: a database, etcd."""
    return not is_program(deployment.program(service))


def _foreign(key: KeyAnswer, deployed: Deployed) -> Iterator[_Given]:
    """Yield what containers get whose code nobody can look into: they get it to read it."""
    deployment = deployed.deployment
    for service, variables in deployment.services.items():
        if not _is_foreign(service, deployment) or not deployment.runs(service):
            continue
        for variable in variables.values():
            if key.name in (variable.name, *variable.sources):
                yield service, variable.name, tuple(_layers(variable, deployed, variable.name))


def _interpolated(key: KeyAnswer, deployed: Deployed) -> Iterator[_Given]:
    """Yield what docker compose itself fills in for a service: a port, a command, a health check;
    for none what it is itself told to run.
    """
    deployment = deployed.deployment
    setting = deployed.env.settings.get(key.name)
    in_env: tuple[EffectiveLayer, ...] = ()
    if setting is not None and setting.value:
        line = setting.line
        in_env = (effective_layer(".env", deployed.env.path, line, key.name, setting.value),)
    if key.name in COMPOSE_VARIABLES:
        yield "", key.name, in_env
    for place in key.places:
        where = place.location
        service = where.symbol.partition(".")[0]
        if (place.role, where.path) != ("reads", COMPOSE_FILE):
            continue
        if not _runs_as_in_difys_file(service, deployment):
            continue
        fallback = place.value or ""
        below = effective_layer("compose", where.path, where.line, key.name, fallback)
        yield service, key.name, (*in_env, below)


def _runs_as_in_difys_file(service: str, deployment: Deployment) -> bool:
    """Return whether a service starts, and has lines of Dify's own compose file left."""
    if not deployment.runs(service):
        return False
    variables = deployment.services[deployment.called(service)].values()
    return not deployment.own or any(variable.path == COMPOSE_FILE for variable in variables)


def _running(scope: str, deployment: Deployment) -> list[str]:
    """Return the services that run a program."""
    return [service for service in deployment.services if deployment.program(service) == scope]


def _is_meant(variable: ContainerVariable, asked: str, deployment: Deployment) -> bool:
    """Return whether a variable is the setting itself, and not one that the program computes."""
    if not asked.isupper() or asked in (variable.name, *variable.sources):
        return True
    # REDIS_HOST goes into the container's BROKER_URL, and the container has REDIS_HOST itself.
    beside = deployment.get(variable.service, asked)
    if beside is None:
        return True
    return not set(beside.sources).isdisjoint(variable.sources)


def _layers(variable: ContainerVariable, deployed: Deployed, name: str) -> Iterator[EffectiveLayer]:
    """Yield what decides a variable of a container, the layer that wins first."""
    env = deployed.env
    if variable.env_line:
        yield _in_env_file(variable, deployed, name)
    else:
        lines = [env.settings[source] for source in variable.sources if source in env.settings]
        if variable.value:
            # An empty line decides only that the value is empty, not the fallback in its place.
            lines = [line for line in lines if line.value]
        for line in lines:
            yield effective_layer(".env", env.path, line.line, name, variable.value)
        fallback = resolved(variable.text) if variable.text else ""
        if not lines:
            fallback = variable.value
        if variable.line and (not lines or fallback or _is_literal(variable)):
            yield effective_layer("compose", variable.path, variable.line, name, fallback)
    below = variable.below
    while below is not None:
        if below.env_line:
            yield _in_env_file(below, deployed, name)
        elif below.line:
            yield effective_layer("compose", below.path, below.line, name, below.value)
        below = below.below


def _in_env_file(variable: ContainerVariable, deployed: Deployed, name: str) -> EffectiveLayer:
    path = deployed.shown(variable.path)
    return effective_layer("env_file", path, variable.env_line, name, variable.value)


def _is_literal(variable: ContainerVariable) -> bool:
    return bool(variable.text) and not references(variable.text)
