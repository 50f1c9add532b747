"""The names of one setting: a walk over the edges of the graph, from the names asked for.

The walk goes *down* every edge towards the code and *up* every edge towards what the operator
writes, and never down again from a source that it found on the way up: whatever else such a source
feeds is another setting (`other_settings.py`). Not here: the facts about the names (`chain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from ctxkit.dify.programs import VALUES
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.parts import has_many_parts

MAX_RENAMES = 5
"""Renames in a row. The longest real chain has four: value, ConfigMap, container, script, field."""

MAX_NAMES = 60
"""Names of one setting. More means that the name (`enabled`) is too general to be one setting."""

_DOWN, _UP = 1, -1


class JoinedNames(Struct, frozen=True, kw_only=True):
    """The names of one setting by `depth`: 0 for the names asked for, below 0 for their sources.

    `is_cut` means that there are more than `MAX_NAMES`.
    """

    start: tuple[Name, ...]
    depth: dict[Name, int] = field(default_factory=dict)
    is_cut: bool = False

    @property
    def is_from_chart(self) -> bool:
        """Return whether the names asked for are values of a chart."""
        return bool(self.start) and all(name.scope == VALUES for name in self.start)


def walk(graph: SettingsGraph, start: Iterable[Name]) -> JoinedNames:
    """Return the names of the setting that `start` names."""
    asked = tuple(dict.fromkeys(start))
    depth: dict[Name, int] = {}
    all_below = _spread(graph, depth, asked, _DOWN)
    all_above = _spread(graph, depth, _with_aliases(graph, asked), _UP)
    return JoinedNames(start=asked, depth=depth, is_cut=not (all_below and all_above))


def _spread(graph: SettingsGraph, depth: dict[Name, int], start: Sequence[Name], way: int) -> bool:
    """Add the names that the walk reaches from `start` to `depth`. Return whether all fitted."""
    for name in start:
        depth.setdefault(name, 0)
    frontier = list(start)
    for level in range(MAX_RENAMES):
        reached = _next_names(graph, depth, frontier, level, way)
        # All names of a level or none of the next: the nearest ones are kept.
        for name, found_at in reached.items():
            if len(depth) >= MAX_NAMES:
                return False
            depth[name] = found_at
        frontier = list(reached)
    return True


def _next_names(
    graph: SettingsGraph, depth: dict[Name, int], frontier: Sequence[Name], level: int, way: int
) -> dict[Name, int]:
    """Return the new names one step from `frontier`, each with its depth."""
    reached: dict[Name, int] = {}
    asked = set(frontier)
    for fact in graph.having(frontier):
        if isinstance(fact, ConfigKey):
            # The other names of a declaration are the same setting: no step further.
            names, found_at = _same_setting(graph, fact, asked), level
        else:
            names, found_at = _across(graph, fact, asked, way), level + 1
        reached.update((name, way * found_at) for name in names if name not in depth)
    return reached


def _same_setting(graph: SettingsGraph, key: ConfigKey, asked: set[Name]) -> list[Name]:
    names = graph.identity(key)
    return [] if asked.isdisjoint(names) else sorted(names)


def _across(graph: SettingsGraph, use: ConfigUse, asked: set[Name], way: int) -> list[Name]:
    edges = graph.edges(use)
    if way == _DOWN:
        return [edge.target for edge in edges if edge.source in asked]
    ends = [edge for edge in edges if edge.target in asked]
    if use.role == "reads":
        # What sets a part does not set the whole.
        ends = [edge for edge in ends if not has_many_parts(graph, edge.target)]
    return [edge.source for edge in ends]


def _with_aliases(graph: SettingsGraph, start: Sequence[Name]) -> list[Name]:
    """Return `start` and the other names of the declarations that `start` names."""
    found = dict.fromkeys(start)
    for key in graph.having(start):
        if isinstance(key, ConfigKey):
            found.update(dict.fromkeys(_same_setting(graph, key, set(start))))
    return list(found)
