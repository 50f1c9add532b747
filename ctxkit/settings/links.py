"""The chain of a setting as links between names: chart value to container variable, variable to
field, field to read.

Not here: how the names are joined (`chain.py`), the links as text and as a diagram
(`output/diagram.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ctxkit.dify.programs import (
    ENV,
    VALUES,
    is_program,
    scope_name,
    scope_of_file,
    scope_of_service,
)
from ctxkit.model import ChainLink, ChainNode, ConfigKey, ConfigUse
from ctxkit.settings.chain import COMPUTED, Chain, Name, Walker, is_commented
from ctxkit.settings.layers import names_in_use
from ctxkit.settings.places import LAST_OF_CHAIN, Found

_ACCESS = {"api": "dify_config", "web": "env", "plugin_daemon": "config", "sandbox": "config"}
"""What code writes in front of a declared setting."""

_HOW = {
    "compose": "compose",
    "helm": "chart",
    "shell": "entrypoint",
    "dockerfile": "image",
    "env": "env_file",
}
_NO_LINKS = ("helm-computed", "sandbox-config")
"""Ways of setting that rename nothing: a placeholder for another program's template, a path and its
last part.
"""

_DECLARED = ("pydantic", "computed", "property", "envconfig", "zod", "yaml")
_MOST_READS = 3  # of one program
_MOST = 60  # links of one setting


def links_of(chain: Chain, walker: Walker, found: Sequence[Found]) -> tuple[ChainLink, ...]:
    """Return the links of a chain: renames first, then declarations, then the first reads of each
    program.
    """
    nodes = _Nodes(chain, walker, found)
    links = dict.fromkeys(
        (
            *_renames(nodes, walker, found),
            *_in_compose(nodes, found),
            *_in_code(nodes, walker, chain),
            *_declarations(nodes, chain, found),
            *_reads(nodes, found),
        )
    )
    return tuple(link for link in links if link.source != link.target)[:_MOST]


class _Nodes:
    """Gives a name its nodes: what stands in a file, in a container's environment, or in the code
    of a program.
    """

    def __init__(self, chain: Chain, walker: Walker, found: Sequence[Found]) -> None:
        self._walker = walker
        self._in_use = names_in_use(walker, found)
        self._compose: dict[Name, dict[str, None]] = defaultdict(dict)
        self.containers: dict[Name, dict[ChainNode, None]] = defaultdict(dict)
        self.fields: dict[Name, str] = {}
        self.computed: set[Name] = set()
        self.known = {*chain.depth, *chain.kin}
        self._interpolated = False
        for fact, _, _ in found:
            scope = scope_of_file(fact.repo, fact.path)
            if isinstance(fact, ConfigKey):
                if fact.origin in _DECLARED and not fact.test:
                    self.fields.setdefault(Name(scope, fact.name), fact.attribute or fact.name)
                    self.fields.setdefault(Name(scope, fact.attribute), fact.attribute)
                if fact.origin in COMPUTED:
                    self.computed.add(Name(scope, fact.name))
            elif scope == ENV:
                self._interpolated |= fact.role == "reads"
                for _, target in walker.rename(fact):
                    self._compose[target].update(dict.fromkeys(self._running(fact, target)))

    def is_idle(self, name: Name) -> bool:
        """Tell whether the program that gets `name` knows nothing of it, and another program or
        compose itself does.
        """
        foreign = any(each.scope.startswith("image:") for each in self.known)
        elsewhere = bool(self._in_use) or self._interpolated or foreign
        return (
            is_program(name.scope)
            and elsewhere
            and name not in self._in_use
            and name not in self.fields
        )

    def _running(self, fact: ConfigUse, target: Name) -> list[str]:
        return [
            s for s in self._walker.delivery.services(fact) if scope_of_service(s) == target.scope
        ]

    def source(self, name: Name) -> ChainNode:
        """Return the node of a name as an operator, or a script in the container, meets it."""
        kind, _, rest = name.scope.partition(":")
        if kind == "literal":
            return ChainNode(scope=rest.rpartition("/")[2], name=name.name)
        if name.scope in (ENV, VALUES):
            return ChainNode(scope=".env" if name.scope == ENV else "values.yaml", name=name.name)
        first = next(iter(self.containers.get(name, ())), None)
        return first or ChainNode(
            scope=", ".join(self._compose.get(name, ())) or rest or name.scope, name=name.name
        )

    def container(self, name: Name, fact: ConfigUse) -> ChainNode:
        """Return the node of the variable `name` of the containers that get it through `fact`."""
        services = list(self._compose.get(name, ()))
        if scope_of_file(fact.repo, fact.path) == VALUES:
            services = self._running(fact, name)
        rest = name.scope.partition(":")[2]
        node = ChainNode(scope=", ".join(services) or rest or name.scope, name=name.name)
        self.containers[name][node] = None
        return node

    def inside(self, name: Name) -> ChainNode:
        """Return the node of a name as the program's code has it."""
        field = self.fields.get(name)
        if field is None:
            return self.source(name)
        return ChainNode(
            scope=scope_name(name.scope), name=f"{_ACCESS.get(name.scope, 'config')}.{field}"
        )


def _renames(nodes: _Nodes, walker: Walker, found: Sequence[Found]) -> Iterator[ChainLink]:
    for fact, _, layer in found:
        if (
            not isinstance(fact, ConfigUse)
            or fact.test
            or is_commented(fact)
            or layer.rank >= LAST_OF_CHAIN
        ):
            continue
        if fact.role == "reads" or fact.via in _NO_LINKS:
            continue
        for source, target in walker.rename(fact):
            if source not in nodes.known or target not in nodes.known or nodes.is_idle(target):
                continue
            how = (
                "fallback"
                if fact.via == "helm-fallback"
                else _HOW.get(fact.via.partition("-")[0], "renamed")
            )
            yield ChainLink(
                source=nodes.source(source), target=nodes.container(target, fact), how=how
            )


def _in_compose(nodes: _Nodes, found: Sequence[Found]) -> Iterator[ChainLink]:
    """Yield the links to what docker compose itself makes of a setting: ports, volumes, images,
    commands.
    """
    for fact, name, layer in found:
        taken = isinstance(fact, ConfigUse) and fact.role == "reads" and layer.name == "read"
        if taken and fact.symbol and scope_of_file(fact.repo, fact.path) == ENV:
            target = ChainNode(scope=fact.path.rpartition("/")[2], name=fact.symbol)
            yield ChainLink(source=nodes.source(name), target=target, how="compose")


def _in_code(nodes: _Nodes, walker: Walker, chain: Chain) -> Iterator[ChainLink]:
    """Yield the links that code makes when it reads one setting into another."""
    facts = [
        fact
        for fact, _ in chain.facts.values()
        if isinstance(fact, ConfigUse) and fact.role == "reads"
    ]
    for fact in sorted(facts, key=lambda fact: (fact.repo, fact.path, fact.line)):
        for source, target in () if fact.test else walker.rename(fact):
            if is_program(source.scope) and source in nodes.known and target in nodes.known:
                how = "computed" if target in nodes.computed else "copied"
                yield ChainLink(source=nodes.inside(source), target=nodes.inside(target), how=how)


def _declarations(nodes: _Nodes, chain: Chain, found: Sequence[Found]) -> Iterator[ChainLink]:
    for fact, _, _ in found:
        if isinstance(fact, ConfigKey) and fact.origin in _DECLARED and not fact.test:
            scope = scope_of_file(fact.repo, fact.path)
            target = nodes.inside(Name(scope, fact.attribute or fact.name))
            if fact.origin not in COMPUTED and Name(scope, fact.name) not in chain.kin:
                aliases = fact.aliases if fact.origin != "yaml" else ()
                for name in dict.fromkeys((fact.name, *aliases)):
                    outside = Name(scope, name)
                    if outside in nodes.known:
                        for source in nodes.containers.get(outside) or (nodes.source(outside),):
                            yield ChainLink(source=source, target=target, how="declared")


def _reads(nodes: _Nodes, found: Sequence[Found]) -> Iterator[ChainLink]:
    count: dict[str, int] = defaultdict(int)
    for fact, name, layer in found:
        if (
            not isinstance(fact, ConfigUse)
            or fact.role != "reads"
            or fact.test
            or fact.target
            or layer.name != "read"
        ):
            continue
        scope = scope_of_file(fact.repo, fact.path)
        if scope == ENV:
            continue  # told as what compose makes of it
        count[scope] += 1
        if count[scope] > _MOST_READS:
            continue
        where = f"{fact.path.rpartition('/')[2]}:{fact.line}" + (
            f" {fact.symbol}" if fact.symbol else ""
        )
        source = (
            nodes.source(name)
            if fact.via in ("getenv", "shell", "template", "compose")
            else nodes.inside(name)
        )
        yield ChainLink(
            source=source, target=ChainNode(scope=scope_name(scope), name=where), how="reads"
        )
