"""How to change a setting with Helm: which values to set, or where to add a variable.

Not here: docker compose (`change_compose.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ctxkit.dify.programs import VALUES, environment_of
from ctxkit.model import ConfigUse, LineChange
from ctxkit.model.openings import WITH_HELM
from ctxkit.settings.chain import Chain
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name, is_in_vault, is_placeholder, is_shipped_value
from ctxkit.settings.readers import declared_variables, reading_variable
from ctxkit.settings.records import (
    Record,
    UseRecord,
    place_of,
    uses_among,
)
from ctxkit.settings.step import NO_STEP, Step

_MAX_VALUES = 3  # in one sentence
_MAX_SWITCHES = 6
_EXTRA_ENV = {
    "api": ("api", "worker", "beat"),
    "web": ("web",),
    "sandbox": ("sandbox",),
    "plugin_daemon": ("pluginDaemon",),
}
"""The parts of the chart's values with an `extraEnv` list for a program; its nginx and squid read
no variables.
"""


def step_with_helm(chain: Chain, graph: SettingsGraph, records: Sequence[Record]) -> Step:
    """Return which values to set, else the condition that decides, else where to add a variable."""
    reader = reading_variable(chain, records)
    values = _values_that_feed(chain, records)
    if values:
        # Alternatives of the deployment have similar names: those of the program itself first.
        own = reader.scope.replace("_", "") if reader else ""
        values.sort(key=lambda use: own not in use.name.lower())
        shown = values[:_MAX_VALUES]
        fed = _fed_by(shown, records)
        is_for_several = len(fed) > 1 and _are_disjoint(list(fed.values()))
        places = _places_of(shown, fed, is_for_several=is_for_several)
        step = _step(f"set {places}", (use.name for use in shown))
        return step._replace(is_for_several=is_for_several)
    entries = [use for use in uses_among(records) if use.via == "helm-env"]
    if entries and _is_read_as(reader, entries[0].target):
        place = f"`{entries[0].target}` in the list {_place(entries[0])}"
        return _step(f"set {place}", [entries[0].name], entries[0].target)
    switches = _switches(graph, records)
    if switches:
        return _step(f"set {_decisive(switches)}", (use.name for use in switches[:_MAX_SWITCHES]))
    return _step_to_add(reader, graph, records) if reader else NO_STEP


def _step(what: str, paths: Iterable[str], variable: str = "", after: str = "") -> Step:
    changes = (LineChange(deployment="helm", path=path, name=variable) for path in paths)
    return Step(f"{WITH_HELM}{what}, then `helm upgrade`{after}", tuple(changes))


def _is_read_as(reader: Name | None, variable: str) -> bool:
    return reader is None or reader.name == variable


def _place(use: ConfigUse) -> str:
    return f"`{use.name}` ({place_of(use)})"


def _values_that_feed(chain: Chain, records: Sequence[Record]) -> list[UseRecord]:
    """Return the chart's values that become the whole setting: no parts of it and no fallbacks."""
    shipped = [use for use in uses_among(records) if is_shipped_value(use)]
    values = [use for use in shipped if not is_in_vault(use)]
    asked = [use for use in values if Name(VALUES, use.name) in chain.start]
    if asked:
        return asked
    templates = [use for use in chain.uses if use.via == "helm-template"]
    rendered = [use for use in templates if use.target.isupper()]
    if not rendered:
        return values
    together: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for use in rendered:
        together[use.path, use.line, use.target].add(use.name)
    partial = {(use.path, use.line, use.target) for use in rendered if use.partial}
    lines = [names for line, names in together.items() if line not in partial]
    whole = {name for names in lines for name in names if len(names) == 1}
    return [use for use in values if use.name in whole]


def _fed_by(values: Sequence[UseRecord], records: Sequence[Record]) -> dict[str, dict[str, None]]:
    """Return the services that each value feeds."""
    fed: dict[str, dict[str, None]] = {use.name: {} for use in values}
    for use in uses_among(records):
        if use.role == "renders" and use.target and use.name in fed:
            fed[use.name].update(dict.fromkeys(use.containers))
    return fed


def _places_of(
    values: Sequence[UseRecord], fed: dict[str, dict[str, None]], *, is_for_several: bool
) -> str:
    """Return the lines of values, with their services if each feeds others."""
    places = {use.name: _place(use) for use in values}
    if is_for_several:
        return ", ".join(f"{place} for {', '.join(fed[name])}" for name, place in places.items())
    return " or ".join(places.values())


def _are_disjoint(groups: Sequence[dict[str, None]]) -> bool:
    """Return whether every group has members and no two groups share one."""
    members = [member for group in groups for member in group]
    return all(groups) and len(members) == len(set(members))


def _switches(graph: SettingsGraph, records: Sequence[Record]) -> list[ConfigUse]:
    """Return the values that decide which fixed value the templates give the setting."""
    fixed = [use for use in uses_among(records) if use.via == "helm-literal"]
    if not any(use.value for use in fixed):
        return []  # whatever decides, it decides between nothing and nothing
    # The innermost condition alone decides: those around it switch off more than this line.
    conditions = [each for use in fixed for each in graph.conditions_of(use)[-1:]]
    names = list(dict.fromkeys(condition.name for condition in conditions))
    values = [use for use in graph.uses_of(names, "helm-values") if is_shipped_value(use)]
    values.sort(key=lambda use: names.index(use.name))
    return values


def _decisive(values: Sequence[ConfigUse]) -> str:
    places = ", ".join(_place(use) for use in values[:_MAX_SWITCHES])
    rest = len(values) - _MAX_SWITCHES
    more = f" and {rest} more" if rest > 0 else ""
    decides = "decides" if len(values) == 1 else "decide"
    return f"{places}{more}, which {decides} it"


def _step_to_add(reader: Name, graph: SettingsGraph, records: Sequence[Record]) -> Step:
    """Return where to add a variable that no value of the chart feeds, for each program."""
    ways: list[str] = []
    changes: list[LineChange] = []
    for variable in dict.fromkeys((reader, *declared_variables(records))):
        extra = _lists_for(variable, graph)
        if extra:
            ways.append(f"`{variable.name}` to {' and '.join(f'`{path}`' for path in extra)}")
            changes += (
                LineChange(deployment="helm", path=path, name=variable.name) for path in extra
            )
    if not ways:
        return NO_STEP
    names = {change.name for change in changes}
    fixed = (use for use in uses_among(records) if _is_fixed(use) and use.target_name in names)
    overridden = next(fixed, None)
    instead = f"; this overrides {place_of(overridden)}" if overridden else ""
    what = f"add {' and '.join(ways)} in your values"
    return Step(f"{WITH_HELM}{what}, then `helm upgrade`{instead}", tuple(changes))


def _lists_for(variable: Name, graph: SettingsGraph) -> list[str]:
    """Return the lists of variables that the chart's values have for the program of one."""
    paths = [f"{part}.extraEnv" for part in _EXTRA_ENV.get(environment_of(variable.scope), ())]
    known = {use.name for use in graph.uses_of(paths, "helm-values")}
    return [path for path in paths if path in known]


def _is_fixed(use: UseRecord) -> bool:
    """Return whether the chart gives the variable a value that no value of it is by itself."""
    if is_placeholder(use):
        return False
    return use.via in ("helm-literal", "helm-computed") or use.partial
