"""What must be on, or chosen, for a setting to be used: a part of the chart, an option of Dify.

Not here: which settings belong to an option (`dify/choices.py`), whether the files of a deployment
have it on (`ask/explain/effective.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ctxkit.dify.choices import owners_of
from ctxkit.dify.programs import ENV, VALUES
from ctxkit.model import ConfigUse
from ctxkit.model.openings import BEFORE_CHANGE
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.step import Step

_PROFILES = "COMPOSE_PROFILES"
_OF_DIFY = frozenset({"api", ENV})
_MAX_PATHS = 3  # of the chart's values, as in the sentence that says to set them
_SWITCHES = ("enabled", "create")
_SWITCHES_OF_CHART = regex(
    re.escape(BEFORE_CHANGE)
    + r"the chart uses \S+ only where (.+?) (?:is|are) true, and ships false"
)


def notes_on_choices(chain: Chain, graph: SettingsGraph) -> Iterator[str]:
    """Yield which switch must have which value for a setting to be read."""
    for name in dict.fromkeys(name.name for name in chain.start if name.scope in _OF_DIFY):
        values: dict[str, list[str]] = {}
        for choice in owners_of(name):
            values.setdefault(choice.switch, []).append(choice.value)
        for switch, chosen in values.items():
            if switch != name and graph.about([switch]):
                only = f"used only where {switch} is {' or '.join(dict.fromkeys(chosen))}"
                if _starts_container(graph, switch, chosen):
                    only += f"; {_PROFILES}, which starts its container, follows unless it is set"
                yield f"{BEFORE_CHANGE}{only}"


def _starts_container(graph: SettingsGraph, switch: str, chosen: Iterable[str]) -> bool:
    """Return whether Dify's compose file has a container for an option, which the switch starts:
    stores that are services of a cloud have none.
    """
    if switch not in graph.delivery.selecting():
        return False
    return not graph.delivery.profiles().isdisjoint(chosen)


def notes_on_chart_parts(
    chain: Chain, graph: SettingsGraph, steps: Sequence[Step]
) -> Iterator[str]:
    """Yield which part of the chart must be on that the chart leaves off: of a value, or of those
    that feed a variable.
    """
    asked = [name.name for name in chain.start if name.scope == VALUES]
    for path in (asked or _paths_to_set(steps))[:_MAX_PATHS]:
        switches = list(_switches_left_off(path, graph))
        if switches:
            shown = "it" if path in asked else path
            are = "is" if len(switches) == 1 else "are"
            only = f"only where {' and '.join(switches)} {are} true, and ships false"
            yield f"{BEFORE_CHANGE}the chart uses {shown} {only}"


def switches_of_chart(note: str) -> list[str]:
    """Return the switches of the chart that a note says must be on, none for another note."""
    found = _SWITCHES_OF_CHART.fullmatch(note)
    return found[1].split(" and ") if found else []


def _paths_to_set(steps: Sequence[Step]) -> list[str]:
    """Return the values that a step with Helm says to set, where one of them is enough."""
    changes = [each for step in steps if not step.is_for_several for each in step.changes]
    return [each.path for each in changes if each.deployment == "helm" and not each.name]


def _switches_left_off(path: str, graph: SettingsGraph) -> Iterator[str]:
    # A chart below this one has no templates here: its values are used as their names say.
    is_below = bool(graph.uses_of([path.partition(".")[0]], "helm-subchart"))
    uses = [] if is_below else _uses_of_path_or_part(path, graph)
    around = [{each.name for each in graph.conditions_at(use)} for use in uses]
    part = path
    while (uses or is_below) and (part := part.rpartition(".")[0]) != "":
        for switch in (f"{part}.{name}" for name in _SWITCHES):
            shipped = graph.uses_of([switch], "helm-values") if switch != path else ()
            if any(use.value == "false" for use in shipped) and all(switch in on for on in around):
                yield switch


def _uses_of_path_or_part(path: str, graph: SettingsGraph) -> list[ConfigUse]:
    """Return how templates use a value, or else the smallest part around it: `toYaml`."""
    uses: list[ConfigUse] = []
    while path and not uses:
        uses = graph.uses_of([path], "helm-template", "helm-condition")
        path = path.rpartition(".")[0]
    return uses
