"""The values that a setting has in a Helm release: at its paths, and in lists of variables.

Not here: containers of compose (`effective_containers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.explain.effective_layers import (
    Variables,
    effective_layer,
    shipped_layer,
    variables_of,
)
from ctxkit.dify.programs import VALUES, scope_of_file, scope_of_service
from ctxkit.files.values import ValuesFile, extra_env, referring_env
from ctxkit.model import Effective, EffectiveLayer, KeyAnswer, Place


def in_chart(key: KeyAnswer, query: str, values: Sequence[ValuesFile]) -> Iterator[Effective]:
    """Yield what lists of variables set, then the value at each path of the setting. Of the files
    a later one wins over those before it; without any there is no release.
    """
    if not values:
        return
    yield from _in_lists(variables_of(key), values)
    shipped = {place.name: place for place in key.places if _is_shipped(place)}
    for path in dict.fromkeys((*shipped, query)):
        layers = tuple(_layers(path, values, shipped.get(path)))
        if layers:
            yield Effective(name=path, services=(), value=layers[0].value, layers=layers)


def _is_shipped(place: Place) -> bool:
    """Return whether a place is a line of a chart's own values.yaml."""
    where = place.location
    if place.role != "sets" or "." not in place.name:
        return False
    return where.path.endswith("/values.yaml") and scope_of_file(where.repo, where.path) == VALUES


def _layers(
    path: str, values: Sequence[ValuesFile], shipped: Place | None
) -> Iterator[EffectiveLayer]:
    for file in reversed(values):
        leaf = file.leaves.get(path)
        if leaf is not None:
            yield effective_layer("values", file.path, leaf.line, path, leaf.value or "")
    if shipped is not None:
        yield shipped_layer("chart", shipped.location, path, shipped.value or "")


def _in_lists(variables: Variables, values: Sequence[ValuesFile]) -> Iterator[Effective]:
    """Yield the variables of the setting that the lists `extraEnv` of the values set."""
    lists = {  # Helm takes the list of the last file that has it, whole
        path: file
        for file in values
        for path in file.leaves
        if path.endswith((".extraEnv", ".extraEnvs"))
    }
    for path, file in lists.items():
        part = path.split(".")[0]
        node = file.leaves[path].node
        given = [
            (each.name, effective_layer(path, file.path, each.line, each.name, each.value))
            for each in extra_env(node)
        ]
        given += [  # the name of a Secret is none, so it is not masked
            (
                each.name,
                EffectiveLayer(layer=path, path=file.path, line=each.line, value=each.value),
            )
            for each in referring_env(node)
        ]
        for name, layer in given:
            variable = (scope_of_service(part), name)
            if variable not in variables:
                continue
            layers = [layer, variables[variable]]
            known = tuple(each for each in layers if each is not None)
            yield Effective(name=name, services=(part,), value=layer.value, layers=known)
