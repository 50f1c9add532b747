"""The value that a setting has in one deployment, and which layer wins: the user's files over what
Dify ships.

Not here: the layers in containers (`effective_containers.py`) and in charts (`effective_chart.py`),
what is wrong with the files (`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ctxkit.ask.explain.effective_chart import in_chart
from ctxkit.ask.explain.effective_containers import idle_services, in_containers
from ctxkit.ask.explain.effective_layers import shipped_layer
from ctxkit.ask.explain.effective_rendered import fixed_value, why_idle
from ctxkit.ask.explain.explain import answer_for, explain
from ctxkit.ask.explain.network import explain_network
from ctxkit.deployment.deployed import Deployed, deploy_files
from ctxkit.deployment.shipped_chart import is_of_enterprise, shipped_chart
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_VARIABLES
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Effective, EffectiveLayer, Finding, KeyAnswer, LineChange
from ctxkit.model.openings import WITH_HELM
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.switches import switches_of_chart

_MAX_VALUE_CHARS = 80  # of a value in a sentence
_MAX_SENTENCES = 6
_EFFECTIVE = "effective "  # what the sentences on values begin with
_MAX_PLACES = 200  # by which the layers of a setting are told
_LAYER_NAMES = {"code": "the code's default", "compose": "the compose file", "chart": "the chart"}


def explain_with_files(index: Index, sources: Sources, key: str, files: UserDeployment) -> Finding:
    """Return what is known of a setting, with its values in the files, or of a service or queue of
    the deployment that they are of.
    """
    named = explain_network(index, sources, key, files)
    return named or with_files(explain(index, sources, key), index, sources, files)


def with_files(
    finding: Finding,
    index: Index,
    sources: Sources,
    files: UserDeployment,
) -> Finding:
    """Return the finding of `explain` with the values that its settings have in the files."""
    deployed = None
    if files.has_env or files.compose:
        deployed = deploy_files(sources, files)
    charts = [read_values(file) for file in files.values]
    if not finding.keys:
        told = _on_unknown_value(finding.query, sources, charts)
        return replace(finding, notes=(*told, *finding.notes))
    keys = [_with_effective(key, finding.query, deployed, charts) for key in finding.keys]
    keys = [_without_switches_that_are_on(key, charts) for key in keys]
    if foreign := _of_another_chart(sources, charts):
        keys = [_of_foreign(key, foreign) for key in keys]
    else:
        keys = [_in_release(key, finding.query, index, sources, files, charts) for key in keys]
    return replace(finding, keys=tuple(keys))


def _of_another_chart(sources: Sources, charts: Sequence[ValuesFile]) -> str:
    """Return what is to be said of values of the Enterprise chart by another one, else nothing."""
    shipped = shipped_chart(sources) if charts else None
    own = frozenset[str]().union(*(file.parts for file in charts))
    if shipped is None or not is_of_enterprise(own, shipped.values.parts):
        return ""
    paths = " with ".join(file.path for file in charts)
    return (
        f"{paths} is of the Enterprise chart, whose templates are closed: what it makes of its "
        "values is not known here"
    )


def _on_unknown_value(query: str, sources: Sources, charts: Sequence[ValuesFile]) -> Iterator[str]:
    """Yield where the user's values set what no chart of the workspace has, and whose it is."""
    lines = [(file, file.leaves[query]) for file in charts if query in file.leaves]
    for file, leaf in lines[-1:]:
        yield f"{file.path}:{leaf.line} sets {query}"
        if foreign := _of_another_chart(sources, charts):
            yield foreign


def _of_foreign(key: KeyAnswer, foreign: str) -> KeyAnswer:
    """Return the answer without what the chart of the workspace has: it does not run."""
    given: list[Effective] = []
    for each in key.effective:
        layers = tuple(layer for layer in each.layers if layer.layer != "chart")
        if layers:
            given.append(replace(each, layers=layers))
    own = [each for each in given if each.layers[0].layer == "values"]
    notes = [note for note in key.notes if not _is_of_chart(note)]
    for each in own:
        where = f"{each.layers[0].path}:{each.layers[0].line}"
        notes.append(f"{WITH_HELM}set `{each.name}` ({where}), then `helm upgrade`")
    changes = [each for each in key.change if each.deployment != "helm"]
    changes += [LineChange(deployment="helm", path=each.name) for each in own]
    key = replace(key, notes=tuple(notes), change=tuple(changes))
    return _told_anew(key, given, (foreign,))


def _is_of_chart(note: str) -> bool:
    """Return whether a note says something of the values of the workspace's chart."""
    return note.startswith(WITH_HELM) or bool(switches_of_chart(note))


def _without_switches_that_are_on(key: KeyAnswer, charts: Sequence[ValuesFile]) -> KeyAnswer:
    """Return the answer without notes on parts of the chart which the values switch on."""
    given = {path: leaf.value for file in charts for path, leaf in file.leaves.items()}
    notes = (note for note in key.notes if not _is_all_on(switches_of_chart(note), given))
    return replace(key, notes=tuple(notes))


def _is_all_on(switches: Sequence[str], given: Mapping[str, str | None]) -> bool:
    return bool(switches) and all(given.get(switch) == "true" for switch in switches)


def _in_release(
    key: KeyAnswer,
    query: str,
    index: Index,
    sources: Sources,
    files: UserDeployment,
    charts: Sequence[ValuesFile],
) -> KeyAnswer:
    """Return the answer for a release of the chart, whose values alone may say that a setting
    reaches its program, or does not.
    """
    if not charts:
        return key
    if not key.effective:
        key = _with_value_of_templates(key, index, sources, files)
    paths = [each.name for each in key.effective if not each.services]
    off = why_idle(index, sources, files.values, charts, paths)
    idle = _idle_lines(key, off)
    if query in idle:
        notes = tuple(note for note in key.notes if not note.startswith(_EFFECTIVE))
        why = idle[query]
        return replace(key, status="undelivered", status_why=why, effective=(), notes=notes)
    if off:
        key = _without(key, off, tuple(idle.values()))
    if key.status != "undelivered" or files.has_env or files.compose:
        return key
    for each in key.effective:
        if each.services:
            line = each.layers[0]
            passed = f"{line.path}:{line.line} passes it to {', '.join(each.services)}"
            return replace(key, status="live", status_why=passed)
    return key


def _with_value_of_templates(
    key: KeyAnswer, index: Index, sources: Sources, files: UserDeployment
) -> KeyAnswer:
    """Return the answer with the one of several values in templates that is taken with the user's
    values, as where these choose a store.
    """
    fixed = {
        place.value: place.location
        for place in reversed(key.places)
        if place.role == "renders" and place.name == key.name and _is_plain(place.value)
    }
    if not fixed:
        return key
    value = fixed_value(index, sources, files.values, key.name)
    where = fixed.get(value)
    if value is None or where is None:
        return key
    layer = shipped_layer("chart", where, key.name, value)
    found = Effective(name=key.name, services=(), value=layer.value, layers=(layer,))
    return _told_anew(key, [found], ())


def _is_plain(value: str | None) -> bool:
    return value is not None and bool(value) and "{{" not in value


def _idle_lines(key: KeyAnswer, off: Mapping[str, str]) -> dict[str, str]:
    """Return what to say of those values of parts that are off which the user's files set."""
    lines: dict[str, str] = {}
    for each in key.effective:
        name, first = each.name, each.layers[0]
        if name in off and first.layer == "values":
            place = f"{first.path}:{first.line}"
            lines[name] = f"{place} sets {name}, but the chart makes nothing of it: {off[name]}"
    return lines


def _without(key: KeyAnswer, off: Mapping[str, str], idle: tuple[str, ...]) -> KeyAnswer:
    """Return the answer without the values of parts that are off."""
    return _told_anew(key, [each for each in key.effective if each.name not in off], idle)


def _told_anew(key: KeyAnswer, effective: Sequence[Effective], first: tuple[str, ...]) -> KeyAnswer:
    """Return the answer with other effective values, after the notes `first`."""
    told = [_sentence(each) for each in effective[:_MAX_SENTENCES]]
    others = [note for note in key.notes if not note.startswith(_EFFECTIVE)]
    return replace(key, effective=tuple(effective), notes=(*first, *told, *others))


def with_values(
    finding: Finding,
    index: Index,
    sources: Sources,
    files: UserDeployment,
) -> Finding:
    """Return the finding of another question, whose settings are not told in full, with the values
    that they have in the files.
    """
    graph = SettingsGraph(index)
    names = [key.name for key in finding.keys]
    full = [answer_for(graph, index, sources, name, places=_MAX_PLACES) for name in names]
    known = tuple(key for key in full if key is not None)
    told = with_files(replace(finding, keys=known), index, sources, files)
    values = {key.name: key.effective for key in told.keys}
    keys = [replace(key, effective=values.get(key.name, ())) for key in finding.keys]
    return replace(finding, keys=tuple(keys))


def _with_effective(
    key: KeyAnswer,
    query: str,
    deployed: Deployed | None,
    charts: Sequence[ValuesFile],
) -> KeyAnswer:
    found: list[Effective] = []
    if deployed is not None:
        found += in_containers(key, deployed)
    found += in_chart(key, query, charts)
    notes = [_sentence(effective) for effective in found[:_MAX_SENTENCES]]
    if deployed is not None:
        notes = [*_on_idle_lines(key.name, deployed, found), *notes]
    return replace(key, effective=tuple(found), notes=(*notes, *key.notes))


def _has_layer_in(path: str, found: Sequence[Effective]) -> bool:
    return any(layer.path == path for effective in found for layer in effective.layers)


def _on_idle_lines(name: str, deployed: Deployed, found: Sequence[Effective]) -> list[str]:
    """Return why lines that set `name` have no effect; empty without one."""
    notes: list[str] = []
    for file in (deployed.env, *deployed.env_files.values()):
        setting = file.settings.get(name)
        if setting is None or _has_layer_in(file.path, found) or name in COMPOSE_VARIABLES:
            continue
        place = f"{file.path}:{setting.line}"
        if file is not deployed.env:
            notes.append(f"{place} sets {name}, but no container that reads it gets it from there")
        elif next(deployed.deployment.uses_of(name), None) is None:
            notes.append(f"{place} sets {name}, but no container of this deployment receives it")
        elif idle := idle_services(name, deployed.deployment):
            unstarted = ", ".join(idle)
            notes.append(
                f"{place} sets {name} for {unstarted}, which this deployment does not start"
            )
        elif not found:
            notes.append(f"{place} sets {name}, but no container that receives it reads it")
        elif setting.value:
            notes.append(f"{place} is overridden by another line")
        else:
            notes.append(f"{place} is empty, so the default in the compose file applies")
    return notes


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
    return f"{_EFFECTIVE}{where}{value}; set by {layer}{overrides}"


def _layer_name(layer: EffectiveLayer) -> str:
    return _LAYER_NAMES.get(layer.layer, layer.layer)


def _short(value: str) -> str:
    text = " ".join(value.split())
    if not text:
        return "empty"
    return text if len(text) <= _MAX_VALUE_CHARS else f"{text[:_MAX_VALUE_CHARS]}..."
