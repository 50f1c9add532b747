"""The settings from which a program computes another one: DB_HOST and DB_PORT are parts of DB_URI.

Not here: values that a chart template joins (`layer_values.py`).
"""

from __future__ import annotations

from ctxkit.model import ConfigUse
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import COMPUTED, Name, name_of

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
    written = [name.name for name in names]
    keys = [key for key in graph.declarations(written) if key.origin in COMPUTED]
    computed = {name_of(key) for key in keys}.intersection(names)
    reads = [use for use in graph.uses(written) if _is_read_into(use)]
    edges = [edge for use in reads for edge in graph.edges(use)]
    return [edge.source for edge in edges if edge.target in computed]


def _is_read_into(use: ConfigUse) -> bool:
    """Return whether the code reads a setting in order to compute another one."""
    return use.role == "reads" and use.target != "" and not use.test
