"""Where the names of docker/.env go in one version: variables of containers that a program uses,
and what docker compose itself fills in.

Not here: the variables of the containers (`deployment/`), the changes between versions
(`drift.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from ctxkit.deployment.containers import ContainerVariable, Deployment, deploy
from ctxkit.dify.libraries import is_read_by_library, library_variable
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import is_program
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse
from ctxkit.regex import regex
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.patterns import covering_reads

BY_COMPOSE = "docker compose"
"""The scope of what compose itself fills in for a service: ports, volumes, commands."""

_VARIABLE = regex(r"[A-Z_][A-Z0-9_]*")


class Reach(Struct, frozen=True, kw_only=True):
    """Where names of docker/.env go: the variables of programs, and services for which compose
    reads the name (`BY_COMPOSE`).

    `sources` are the names that go to each of them.
    """

    ends: Mapping[str, frozenset[Name]] = field(default_factory=dict)
    sources: Mapping[Name, frozenset[str]] = field(default_factory=dict)

    def of(self, name: str) -> frozenset[Name]:
        """Return where a name of docker/.env goes."""
        return self.ends.get(name, frozenset())

    def sources_of(self, ends: Iterable[Name]) -> set[str]:
        """Return the names of docker/.env that go to one of `ends`."""
        return {name for end in ends for name in self.sources.get(end, ())}


def reach_of(
    index: Index,
    sources: Sources,
    graph: SettingsGraph,
    names: Iterable[str],
    uses: Iterable[ConfigUse],
) -> Reach:
    """Return where `names` go if docker/.env sets all of them; `uses` are those of the index."""
    if index.file("dify", COMPOSE_FILE) is None:
        return Reach()
    # Its value does not matter, but compose tells a variable that is set from one that is not.
    values = {name: "x" for name in names if _VARIABLE.fullmatch(name)}
    ends: dict[str, set[Name]] = defaultdict(set)
    deployment = deploy(sources, values)
    for name, given in _passed(deployment, values):
        end = Name(deployment.program(given.service), given.name)
        if _is_used(graph, end, given):
            ends[name].add(end)
    for name in values:
        if (row := library_variable(name)) and row.reader == BY_COMPOSE:
            ends[name] = {Name(BY_COMPOSE, "")}
    for use in uses:
        if use.role == "reads" and (use.repo, use.path) == ("dify", COMPOSE_FILE):
            ends[use.name].update(Name(BY_COMPOSE, service) for service in use.services or ("",))
    found: dict[Name, set[str]] = defaultdict(set)
    for name, each in ends.items():
        for end in each:
            found[end].add(name)
    return Reach(
        ends={name: frozenset(each) for name, each in ends.items()},
        sources={end: frozenset(names) for end, names in found.items()},
    )


def _passed(
    deployment: Deployment, values: Mapping[str, str]
) -> Iterator[tuple[str, ContainerVariable]]:
    """Yield each variable of a container that comes from docker/.env, with the name there."""
    for name in values:
        for given in deployment.uses_of(name):
            yield name, given


def _is_used(graph: SettingsGraph, end: Name, given: ContainerVariable) -> bool:
    """Return whether the program of a container may use a variable that it gets."""
    if not is_program(end.scope):
        # Which variables others use is unknown: those that a line of the compose file names.
        return bool(given.text)
    if graph.knows(end) or is_read_by_library(end.name):
        return True
    return any(found == end for found, _ in covering_reads(graph, end.name))
