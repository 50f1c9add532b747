"""The chain of a setting: its names from what an operator writes to what the code reads, and the
facts about them, each classified once.

Not here: the conclusions from a chain (`status.py`, `layer_values.py`, `links.py`, `change.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import field

from ctxkit.model import ConfigKey
from ctxkit.settings.chain_facts import facts_about
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layers import layer_of_declaration, layer_of_use
from ctxkit.settings.names import DEPLOYMENTS, Name, SettingFact, scope_of
from ctxkit.settings.other_settings import Relation, related_of, siblings_of
from ctxkit.settings.records import (
    DeclarationRecord,
    Record,
    UseRecord,
    declarations_among,
    fields_of_key,
    fields_of_use,
    uses_among,
)
from ctxkit.settings.walk import JoinedNames, walk


class Chain(JoinedNames, frozen=True, kw_only=True):
    """One setting: its names, the facts about it, and other settings that affect it.

    `siblings` are names of other programs with the source that they share with the setting.
    `related` are settings of which only the declaration is shown. `handed_over` are, by name, the
    containers that receive it because they receive all of docker/.env; `env_file_scopes` the
    programs of all such containers; `stopped_services` the containers that docker compose does not
    start with the `.env` that Dify ships. `selects_services`: it decides which of them start.
    """

    siblings: Mapping[Name, Name] = field(default_factory=dict)
    related: Mapping[Name, Relation] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    handed_over: Mapping[Name, tuple[str, ...]] = field(default_factory=dict)
    env_file_scopes: frozenset[str] = frozenset()
    stopped_services: frozenset[str] = frozenset()
    selects_services: bool = False

    @property
    def declarations(self) -> list[DeclarationRecord]:
        """Return the declarations outside of tests."""
        return declarations_among(self.records)

    @property
    def uses(self) -> list[UseRecord]:
        """Return the uses outside of tests."""
        return uses_among(self.records)


def chain_of(graph: SettingsGraph, start: Iterable[Name]) -> Chain:
    """Return the chain of the setting that `start` names."""
    names = walk(graph, start)
    related = related_of(graph, names)
    facts = facts_about(graph, names, related)
    records = tuple(
        _classified(graph, names, related, fact, about) for fact, about in facts.items()
    )
    variables = [name for name in names.depth if name.name.isupper()]
    handed = {name: graph.delivery.handed_over(name) for name in variables}
    handed_over = {name: services for name, services in handed.items() if services}
    return Chain(
        start=names.start,
        depth=names.depth,
        is_cut=names.is_cut,
        siblings=siblings_of(graph, names),
        related=related,
        handed_over=handed_over,
        env_file_scopes=graph.delivery.env_file_scopes(),
        stopped_services=graph.delivery.stopped(_containers(records, handed_over)),
        selects_services=not graph.delivery.selecting().isdisjoint(n.name for n in names.start),
        records=records,
    )


def _containers(
    records: Iterable[Record], handed_over: Mapping[Name, Iterable[str]]
) -> frozenset[str]:
    """Return the containers of compose that may receive the setting."""
    uses = [use for use in uses_among(records) if use.is_in_compose]
    return frozenset().union(*(use.containers for use in uses), *handed_over.values())


def _classified(
    graph: SettingsGraph,
    names: JoinedNames,
    related: Mapping[Name, Relation],
    fact: SettingFact,
    about: Name,
) -> Record:
    scope = scope_of(fact)
    if isinstance(fact, ConfigKey):
        layer = layer_of_declaration(fact, about, names.start, related)
        return DeclarationRecord(**fields_of_key(fact), about=about, scope=scope, layer=layer)
    edges = graph.edges(fact)
    containers = graph.delivery.services(fact) if scope in DEPLOYMENTS else ()
    return UseRecord(
        **fields_of_use(fact),
        about=about,
        scope=scope,
        layer=layer_of_use(fact, edges, names.depth),
        edges=edges,
        containers=containers,
        scopes=tuple(map(graph.delivery.scope_of, containers)),
    )
