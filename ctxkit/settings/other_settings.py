"""Other settings that affect one: siblings with the same source, its parts, its fallbacks.

Not here: settings that affect each other although no line connects them (`dify/related.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ctxkit.model import ConfigKey
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Edge, Name, declared_names, name_of
from ctxkit.settings.parts import MAX_FOLLOWED_PARTS, parts_of
from ctxkit.settings.walk import JoinedNames

Relation = Literal["part", "fallback", "falls back"]
"""The other setting is a part of this one, its fallback when unset, or falls back to this one."""


def siblings_of(graph: SettingsGraph, names: JoinedNames) -> dict[Name, Name]:
    """Return the names in other programs that a source of the setting also feeds, with that source.

    The nearest source comes first: `depth` has the sources in the order of the walk upwards, so
    the order of the siblings depends on the files alone.
    """
    found: dict[Name, Name] = {}
    for source, depth in names.depth.items():
        for edge in _fed_by(graph, source) if depth < 0 else ():
            if edge.target not in names.depth and graph.knows(edge.target):
                found.setdefault(edge.target, source)
    return found


def _fed_by(graph: SettingsGraph, source: Name) -> Iterator[Edge]:
    for use in graph.having([source]):
        if isinstance(use, ConfigKey) or use.via == "helm-fallback":
            continue  # a fallback of several values feeds none of them by itself
        yield from (edge for edge in graph.edges(use) if edge.source == source)


def related_of(graph: SettingsGraph, names: JoinedNames) -> dict[Name, Relation]:
    """Return the settings from which this one is computed, and its fallbacks by alias."""
    found: dict[Name, Relation] = {}
    for name, depth in names.depth.items():
        parts = parts_of(graph, name) if depth <= 0 else ()
        if len(parts) > MAX_FOLLOWED_PARTS:  # else the walk has followed them
            found.update((part, "part") for part in parts if part not in names.depth)
    for key in graph.having(names.depth.keys()):
        if isinstance(key, ConfigKey) and key.aliases and not key.test:
            _add_fallbacks(graph, names, key, found)
    return found


def _add_fallbacks(
    graph: SettingsGraph, names: JoinedNames, key: ConfigKey, found: dict[Name, Relation]
) -> None:
    own = graph.identity(key)
    aliases = sorted(declared_names(key) - own)
    if not own.isdisjoint(names.depth):
        found.update((alias, "fallback") for alias in aliases if alias not in names.depth)
    elif not names.depth.keys().isdisjoint(aliases):
        found.setdefault(name_of(key), "falls back")
