"""The value that a setting has in one deployment, and which layer wins: the user's files over what
Dify ships.

Not here: the layers in containers (`effective_containers.py`) and in charts (`effective_chart.py`),
what is wrong with the files (`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ctxkit.ask.explain.effective_chart import in_chart
from ctxkit.ask.explain.effective_containers import in_containers
from ctxkit.deployment.compose_files import base_name, is_override
from ctxkit.deployment.containers import Deployment, deploy
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.files.dotenv import EnvFile, read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Effective, EffectiveLayer, Finding, KeyAnswer

_MAX_VALUE_CHARS = 80  # of a value in a sentence
_MAX_SENTENCES = 6
_LAYER_NAMES = {"code": "the code's default", "compose": "the compose file", "chart": "the chart"}


def with_files(
    finding: Finding,
    index: Index,
    sources: Sources,
    *,
    env: CustomerFile | None = None,
    values: CustomerFile | None = None,
    compose: Sequence[CustomerFile] = (),
) -> Finding:
    """Return the finding of `explain` with the values that its settings have in the files."""
    settings = read_env(env) if env is not None else EnvFile(path="")
    deployment = None
    if env is not None or compose:
        deployment = _deployment(index, sources, settings, compose)
    chart = read_values(values) if values is not None else None
    keys = [
        _with_effective(key, finding.query, settings, deployment, chart) for key in finding.keys
    ]
    return replace(finding, keys=tuple(keys))


def _deployment(
    index: Index, sources: Sources, env: EnvFile, compose: Sequence[CustomerFile]
) -> Deployment | None:
    """Return the containers of the files, or None if nothing says which containers there are."""
    whole = [file for file in compose[:1] if not is_override(file)]
    if not whole and index.file("dify", COMPOSE_FILE) is None:
        return None
    return deploy(sources, env.values(), compose, env_name=base_name(env.path))


def _with_effective(
    key: KeyAnswer,
    query: str,
    env: EnvFile,
    deployment: Deployment | None,
    values: ValuesFile | None,
) -> KeyAnswer:
    found: list[Effective] = []
    if deployment is not None:
        found += in_containers(key, env, deployment)
    if values is not None:
        found += in_chart(key, query, values)
    notes = [_sentence(effective) for effective in found[:_MAX_SENTENCES]]
    if deployment is not None and not _has_layer_in(env.path, found):
        notes = [*_on_idle_line(key.name, env, deployment), *notes]
    return replace(key, effective=tuple(found), notes=(*notes, *key.notes))


def _has_layer_in(path: str, found: Sequence[Effective]) -> bool:
    return any(layer.path == path for effective in found for layer in effective.layers)


def _on_idle_line(name: str, env: EnvFile, deployment: Deployment) -> list[str]:
    """Return why the line of `.env` that sets `name` has no effect; empty without one."""
    setting = env.settings.get(name)
    if setting is None:
        return []
    place = f"{env.path}:{setting.line}"
    if next(deployment.uses_of(name), None) is None:
        return [f"{place} sets {name}, but no container of this deployment receives it"]
    if setting.value:
        return [f"{place} is overridden by another line"]
    return [f"{place} is empty, so the default in the compose file applies"]


def _sentence(effective: Effective) -> str:
    """Return which layer gives an effective value and which ones it wins over."""
    where = f"in {', '.join(effective.services)}: " if effective.services else ""
    first, *rest = effective.layers
    over = ", ".join(
        f"{_layer_name(each)} {_short(each.value)} ({each.path}:{each.line})" for each in rest
    )
    overrides = f", which overrides {over}" if over else ""
    layer = f"{_layer_name(first)} ({first.path}:{first.line})"
    value = f"{effective.name} = {_short(first.value)}"
    return f"effective {where}{value}; set by {layer}{overrides}"


def _layer_name(layer: EffectiveLayer) -> str:
    return _LAYER_NAMES.get(layer.layer, layer.layer)


def _short(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        return "empty"
    return text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}..."
