"""The layers of an effective value: a masked value with the line that gives it.

Not here: which layers there are in containers (`effective_containers.py`) and in charts
(`effective_chart.py`).
"""

from __future__ import annotations

from ctxkit.dify.programs import is_program, scope_of_file
from ctxkit.model import EffectiveLayer, KeyAnswer, Location, Place
from ctxkit.text.redact import Redactor
from ctxkit.text.secrets import hidden_class, may_be_secret

Variables = dict[tuple[str, str], EffectiveLayer | None]
"""Variables by program and name, with the layer of the default in the code, if there is one."""

_TAKEN_IN = frozenset({"declares", "reads", "renames", "sets"})


def effective_layer(layer: str, path: str, line: int, name: str, value: str) -> EffectiveLayer:
    """Return a layer of the setting `name`, its value masked if it is secret."""
    return EffectiveLayer(layer=layer, path=path, line=line, value=_masked(name, value))


def shipped_layer(layer: str, where: Location, name: str, value: str) -> EffectiveLayer:
    """Return a layer in a repository of Dify's."""
    return effective_layer(layer, f"{where.repo} {where.path}", where.line, name, value)


def _masked(name: str, value: str) -> str:
    # Without a number: layers are masked one by one, so a number could not tell values apart.
    kind = hidden_class(name)
    if kind and may_be_secret(value):
        return f"<REDACTED:{kind}>"
    return Redactor().mask(value)


def variables_of(key: KeyAnswer) -> Variables:
    """Return the variables by which programs take the setting in."""
    found: Variables = {}
    for place in key.places:
        scope = scope_of_file(place.location.repo, place.location.path)
        if not is_program(scope) or place.role not in _TAKEN_IN:
            continue
        variable = (scope, place.name.partition(" -> ")[0])
        if found.get(variable) is None:
            found[variable] = _code_default(place, variable[1])
    return found


def _code_default(place: Place, name: str) -> EffectiveLayer | None:
    if place.role != "declares" or place.value is None:
        return None
    return shipped_layer("code", place.location, name, place.value)
