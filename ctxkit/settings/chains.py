"""The settings that names mean: one chain each, likeliest first.

Not here: which names a query means (`resolve.py`), a chain itself (`chain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctxkit.dify.programs import ENV, MIDDLEWARE, OTHER, PLUGIN_RUNTIME, PROGRAMS, VALUES
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.graph import SettingsGraph, is_proof
from ctxkit.settings.names import Name
from ctxkit.settings.records import DeclarationRecord, Record
from ctxkit.settings.status import is_dead_end
from ctxkit.settings.walk import JoinedNames, walk
from ctxkit.text.words import name_words

_MAX_START = 40
"""Names that are followed: 176 plugins have an example file with the same three lines."""


def chains_of(graph: SettingsGraph, names: Iterable[Name]) -> list[Chain]:
    """Return a chain for each setting that `names` mean, likeliest first."""
    groups = _grouped(graph, sorted(names, key=_likelihood)[:_MAX_START])
    chains = _with_idle_lines(graph, [chain_of(graph, group.start) for group in groups])
    real = [chain for chain in chains if any(not is_dead_end(r) for r in chain.records)]
    if not real:
        real = [chain for chain in chains if chain.records][:1]
    return sorted(real, key=_chain_order)


def _grouped(graph: SettingsGraph, names: Iterable[Name]) -> list[JoinedNames]:
    """Return the names as groups, each of one setting: chains that share a name are one."""
    groups: list[JoinedNames] = []
    for name in names:
        found = walk(graph, [name])
        joined = [group for group in groups if not group.depth.keys().isdisjoint(found.depth)]
        if not joined:
            groups.append(found)
            continue
        place = groups.index(joined[0])
        start = [each for group in joined for each in group.start]
        groups = [group for group in groups if group not in joined]
        groups.insert(place, walk(graph, [*start, name]))
    return groups


def _with_idle_lines(graph: SettingsGraph, chains: Sequence[Chain]) -> list[Chain]:
    """Join what is set and goes nowhere to the setting of that name: whoever set it meant that."""
    idle = [chain for chain in chains if not _is_used(chain)]
    used = sorted((chain for chain in chains if _is_used(chain)), key=_chain_order)
    if not idle:
        return list(chains)
    if not used:
        return [_joined(graph, idle)]
    # A line in the example file of a plugin is about that plugin, however it is called.
    idle = [chain for chain in idle if not _is_of_plugins(chain)]
    return [_joined(graph, [used[0], *idle]) if idle else used[0], *used[1:]]


def _joined(graph: SettingsGraph, chains: Iterable[Chain]) -> Chain:
    return chain_of(graph, [name for chain in chains for name in chain.start])


def _is_of_plugins(chain: Chain) -> bool:
    return all(name.scope.startswith("plugin:") for name in chain.start)


def _is_used(chain: Chain) -> bool:
    """Return whether a program, a container of others or the chart uses the setting."""
    scopes = {name.scope for name in chain.depth}
    if VALUES in scopes or any(scope.startswith("image:") for scope in scopes):
        return True
    return any(is_proof(record) or _is_rendered(record) for record in chain.records)


def _is_rendered(record: Record) -> bool:
    return not isinstance(record, DeclarationRecord) and record.role == "renders"


def _chain_order(chain: Chain) -> tuple[bool, tuple[int, str, str]]:
    is_declared = any(isinstance(record, DeclarationRecord) for record in chain.records)
    return not is_declared, min(_likelihood(name) for name in chain.start)


_LIKELIEST = (PROGRAMS[0], ENV, *PROGRAMS[1:], PLUGIN_RUNTIME, VALUES, MIDDLEWARE)


def _likelihood(name: Name) -> tuple[int, str, str]:
    """Return a sort key: the api before the daemon before plugins, whole deployments between."""
    if name.scope in _LIKELIEST:
        return _LIKELIEST.index(name.scope), name.scope, name.name
    kind, _, plugin = name.scope.partition(":")
    rank = len(_LIKELIEST)
    if kind == "plugin":
        # Many plugins declare a variable of one name: the provider that the variable is named
        # after is meant most often.
        provider = set(name_words(plugin.rpartition("/")[2]))
        rank += 1 + min(3, len(provider.difference(name_words(name.name))))
    elif name.scope == OTHER:
        rank += 5
    return rank, name.scope, name.name
