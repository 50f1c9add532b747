"""The value that a setting really has in one deployment, and which layer won: the user's files over
what Dify ships.

Not here: what is wrong with those files (`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ctxkit.deployment.containers import (
    COMPOSE_FILE,
    ContainerVariable,
    Deployment,
    base_name,
    deploy,
    is_override,
)
from ctxkit.dify.programs import VALUES, is_program, scope_of_file, scope_of_service
from ctxkit.files.dotenv import EnvFile, read_env
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile, ValuesFile, extra_env, read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Effective, EffectiveLayer, Finding, KeyAnswer
from ctxkit.text.redact import Redactor, secret_class
from ctxkit.text.secret_values import holds_secret

_LONGEST = 80  # characters of a value in a sentence
_MOST_SAID = 6


def with_files(
    finding: Finding,
    index: Index,
    sources: Sources,
    *,
    env: CustomerFile | None = None,
    values: CustomerFile | None = None,
    compose: Sequence[CustomerFile] = (),
) -> Finding:
    """Return the finding of `explain` with the values that its settings get from the files."""
    given = read_env(env) if env is not None else EnvFile(path="")
    deployment = None
    has_compose = (compose and not is_override(compose[0])) or index.file(
        "dify", COMPOSE_FILE
    ) is not None
    if (env is not None or compose) and has_compose:
        deployment = deploy(sources, given.values(), compose, env_name=base_name(given.path))
    read = read_values(values) if values is not None else None
    keys = tuple(
        _with_effective(key, finding.query, given, deployment, read) for key in finding.keys
    )
    return replace(finding, keys=keys)


def _with_effective(
    key: KeyAnswer,
    query: str,
    env: EnvFile,
    deployment: Deployment | None,
    values: ValuesFile | None,
) -> KeyAnswer:
    found: list[Effective] = []
    if deployment is not None:
        found += _in_containers(key, env, deployment)
    if values is not None:
        found += _in_chart(key, query, values)
    said = [_sentence(each) for each in found[:_MOST_SAID]]
    if deployment is not None and key.name in env.settings and not _is_in(env.path, found):
        setting = env.settings[key.name]
        reached = any(True for _ in deployment.uses_of(key.name))
        what = (
            "is empty, so that the default of the compose file stands in"
            if reached and not setting.value
            else "does not decide: another line does"
            if reached
            else f"sets {key.name}, but no container of this deployment gets it"
        )
        said.insert(0, f"{env.path}:{setting.line} {what}")
    return replace(key, effective=tuple(found), notes=(*said, *key.notes))


def _is_in(path: str, found: list[Effective]) -> bool:
    return any(layer.path == path for each in found for layer in each.layers)


def _variables(key: KeyAnswer) -> dict[tuple[str, str], EffectiveLayer | None]:
    """Return the variables by which programs take the setting in, with the defaults of their code."""
    found: dict[tuple[str, str], EffectiveLayer | None] = {}
    for place in key.places:
        scope = scope_of_file(place.location.repo, place.location.path)
        if not is_program(scope) or place.role not in ("declares", "reads", "renames", "sets"):
            continue
        name = place.name.partition(" -> ")[0]
        default = None
        if place.role == "declares" and place.value is not None:
            where = f"{place.location.repo} {place.location.path}"
            default = EffectiveLayer(
                layer="code", path=where, line=place.location.line, value=_masked(name, place.value)
            )
        if found.get((scope, name)) is None:
            found[scope, name] = default
    return found


def _in_containers(key: KeyAnswer, env: EnvFile, deployment: Deployment) -> list[Effective]:
    """Return the value of each variable, once for the services that get the same from the same
    line.

    Where no container is given any of them, the defaults of the code.
    """
    given: dict[tuple[str, tuple[EffectiveLayer, ...]], list[str]] = {}
    left: dict[tuple[str, tuple[EffectiveLayer, ...]], list[str]] = {}
    for (scope, name), default in _variables(key).items():
        for service in deployment.services:
            if scope_of_service(service) != scope:
                continue
            variable = deployment.get(service, name)
            if variable is not None and _is_meant(variable, key.name, deployment):
                layers = (*_layers(variable, env, name), *([default] if default else []))
                given.setdefault((name, layers), []).append(service)
            elif variable is None and default is not None:
                left.setdefault((name, (default,)), []).append(service)
    return [
        Effective(name=name, services=tuple(services), value=layers[0].value, layers=layers)
        for (name, layers), services in (given or left).items()
        if layers
    ]


def _is_meant(variable: ContainerVariable, asked: str, deployment: Deployment) -> bool:
    """Tell whether a variable holds the setting itself, and not one that the program computes from
    it.
    """
    if asked in (variable.name, *variable.sources) or not asked.isupper():
        return True
    beside = deployment.get(variable.service, asked)
    return beside is None or not set(beside.sources).isdisjoint(variable.sources)


def _layers(given: ContainerVariable, env: EnvFile, name: str) -> Iterator[EffectiveLayer]:
    """Yield what decides a variable of a container, the layer that wins first."""
    used = [env.settings[each] for each in given.sources if each in env.settings]
    decisive = [setting for setting in used if setting.value != "" or given.value == ""]
    for setting in decisive:
        whole = _masked(name, given.value)
        yield EffectiveLayer(layer=".env", path=env.path, line=setting.line, value=whole)
    without = resolved(given.text) if given.text else ""
    literal = given.text != "" and not references(given.text)
    if given.line and (literal or not decisive or without):
        shown = _masked(name, without if decisive else given.value)
        yield EffectiveLayer(layer="compose", path=given.path, line=given.line, value=shown)
    below = given.below
    while below is not None:
        if below.line:
            value = _masked(name, below.value)
            yield EffectiveLayer(layer="compose", path=below.path, line=below.line, value=value)
        below = below.below


def _in_chart(key: KeyAnswer, query: str, values: ValuesFile) -> Iterator[Effective]:
    """Yield the value at each path of the setting, and what `extraEnv` sets beside it."""
    yield from _in_extra_env(_variables(key), values)
    shipped = {
        place.name: place
        for place in key.places
        if place.role == "sets"
        and scope_of_file(place.location.repo, place.location.path) == VALUES
        if place.location.path.endswith("/values.yaml") and "." in place.name
    }
    for path in dict.fromkeys((*shipped, query)):
        layers = []
        if mine := values.leaves.get(path):
            value = _masked(path, mine.value or "")
            layers.append(
                EffectiveLayer(layer="values", path=values.path, line=mine.line, value=value)
            )
        if own := shipped.get(path):
            where = f"{own.location.repo} {own.location.path}"
            shown = _masked(path, own.value or "")
            layers.append(
                EffectiveLayer(layer="chart", path=where, line=own.location.line, value=shown)
            )
        if layers:
            yield Effective(name=path, services=(), value=layers[0].value, layers=tuple(layers))


def _in_extra_env(
    variables: dict[tuple[str, str], EffectiveLayer | None], values: ValuesFile
) -> Iterator[Effective]:
    for path, leaf in values.leaves.items():
        part = path.split(".")[0]
        for setting in extra_env(leaf.node) if path.endswith((".extraEnv", ".extraEnvs")) else ():
            if (scope_of_service(part), setting.name) not in variables:
                continue
            value = _masked(setting.name, setting.value)
            layer = EffectiveLayer(layer=path, path=values.path, line=setting.line, value=value)
            default = variables[scope_of_service(part), setting.name]
            layers = (layer, default) if default else (layer,)
            yield Effective(name=setting.name, services=(part,), value=value, layers=layers)


def _sentence(effective: Effective) -> str:
    where = f"in {', '.join(effective.services)}: " if effective.services else ""
    first, *rest = effective.layers
    over = ", ".join(
        f"{_layer_name(each)} {_short(each.value)} ({each.path}:{each.line})" for each in rest
    )
    wins = f" wins over {over}" if over else " decides"
    won = f"{_layer_name(first)} ({first.path}:{first.line}){wins}"
    return f"effective {where}{effective.name} = {_short(first.value)}; {won}"


def _layer_name(layer: EffectiveLayer) -> str:
    return {"code": "the code's default", "compose": "the compose file", "chart": "the chart"}.get(
        layer.layer, layer.layer
    )


def _short(value: str) -> str:
    text = " ".join(value.split())
    return "empty" if not text else text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _masked(name: str, value: str) -> str:
    if holds_secret(name, value):
        return f"<REDACTED:{secret_class(name)}>"
    return Redactor().mask(f"{name}={value}").partition("=")[2]
