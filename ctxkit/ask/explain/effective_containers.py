"""The values that a setting has in the containers of a compose deployment, and the layers that give
them.

Not here: the deployment itself (`deployment/containers.py`), values of a chart
(`effective_chart.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.explain.effective_layers import Variables, effective_layer, variables_of
from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.interpolation import references, resolved
from ctxkit.model import Effective, EffectiveLayer, KeyAnswer

_Groups = dict[tuple[str, tuple[EffectiveLayer, ...]], list[str]]
"""Services by variable and layers: those that get the same from the same line are one answer."""


def in_containers(key: KeyAnswer, env: EnvFile, deployment: Deployment) -> list[Effective]:
    """Return the value of each variable in the containers that get it.

    If no container gets any of them, return the defaults of the code.
    """
    variables = variables_of(key)
    groups = _passed(key, variables, env, deployment) or _unset(variables, deployment)
    return [
        Effective(name=name, services=tuple(services), value=layers[0].value, layers=layers)
        for (name, layers), services in groups.items()
        if layers
    ]


def _passed(key: KeyAnswer, variables: Variables, env: EnvFile, deployment: Deployment) -> _Groups:
    groups: _Groups = {}
    for (scope, name), default in variables.items():
        received = [deployment.get(service, name) for service in _running(scope, deployment)]
        for variable in received:
            if variable is None or not _is_meant(variable, key.name, deployment):
                continue
            layers = tuple(_layers(variable, env, name))
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


def _layers(variable: ContainerVariable, env: EnvFile, name: str) -> Iterator[EffectiveLayer]:
    """Yield what decides a variable of a container, the layer that wins first."""
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
        if below.line:
            yield effective_layer("compose", below.path, below.line, name, below.value)
        below = below.below


def _is_literal(variable: ContainerVariable) -> bool:
    return bool(variable.text) and not references(variable.text)
