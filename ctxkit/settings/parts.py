"""The settings from which a program computes another one: DB_HOST and DB_PORT are parts of DB_URI.

Not here: values that a chart template joins (`layer_values.py`).
"""

from __future__ import annotations

from typing import TypeGuard

from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import COMPUTED, Name, SettingFact, name_of

MAX_FOLLOWED_PARTS = 2
"""Parts up to which a computed setting counts as a form of its parts.

BROKER_URL made of REDIS_HOST alone is set by whatever sets REDIS_HOST; DB_URI, made of six
settings, is not.
"""

_MAX_STEPS = 5  # computations in a row


def parts_of(graph: SettingsGraph, name: Name) -> tuple[Name, ...]:
    """Return the settings from which the program computes `name`, direct parts first."""
    found: dict[Name, None] = {}
    frontier = [name]
    for _ in range(_MAX_STEPS):
        parts = [part for part in _direct_parts(graph, frontier) if part not in found]
        frontier = [part for part in dict.fromkeys(parts) if part != name]
        found.update(dict.fromkeys(frontier))
        if not frontier:
            break
    return tuple(found)


def has_many_parts(graph: SettingsGraph, name: Name) -> bool:
    """Return whether `name` is computed from too many settings to be a form of one of them."""
    return len(parts_of(graph, name)) > MAX_FOLLOWED_PARTS


def _direct_parts(graph: SettingsGraph, names: list[Name]) -> list[Name]:
    facts = graph.having(names)
    keys = [key for key in facts if isinstance(key, ConfigKey) and key.origin in COMPUTED]
    computed = {name_of(key) for key in keys}.intersection(names)
    if not computed:
        return []
    edges = [edge for fact in facts if _is_read_into(fact) for edge in graph.edges(fact)]
    return [edge.source for edge in edges if edge.target in computed]


def _is_read_into(fact: SettingFact) -> TypeGuard[ConfigUse]:
    """Return whether the code reads a setting in order to compute another one."""
    if isinstance(fact, ConfigKey):
        return False
    return fact.role == "reads" and fact.target != "" and not fact.test
