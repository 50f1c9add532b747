"""The chain of a setting as links: from chart value to container variable, from variable to field,
from field to the code that reads it.

Not here: how the names are joined (`walk.py`), the links as text and as a diagram
(`output/diagram.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ctxkit.dify.programs import ENV, VALUES, is_program, scope_name
from ctxkit.model import ChainLink, ChainNode, Origin, Via
from ctxkit.settings.chain import Chain
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import Name
from ctxkit.settings.records import (
    DeclarationRecord,
    Record,
    UseRecord,
    declarations_among,
    uses_among,
)
from ctxkit.settings.usage import names_in_use
from ctxkit.text.locations import file_and_line

_ACCESS = {"api": "dify_config", "web": "env", "plugin_daemon": "config", "sandbox": "config"}
"""The object on which the code of a program reads its settings."""

_FILES = {ENV: ".env", VALUES: "values.yaml"}
"""The files of an operator, by scope."""

_HOW = {
    "compose": "compose",
    "helm": "chart",
    "shell": "entrypoint",
    "dockerfile": "image",
    "env": "env_file",
}
"""The carrier of a value to the next name, by the first word of `via`."""

_WITHOUT_EDGE: frozenset[Via] = frozenset({"helm-computed", "sandbox-config"})
"""Lines that rename nothing: a placeholder for a vault, a path and its last part."""

_IN_FIELDS: frozenset[Origin] = frozenset(
    {"pydantic", "computed", "property", "envconfig", "zod", "yaml"}
)
"""Declarations that give the setting a field in the code."""

_FROM_ENVIRONMENT: frozenset[Via] = frozenset({"getenv", "shell", "template", "compose"})
"""Reads by the name of the variable instead of a field."""

_MAX_READS = 3  # of one program
_MAX_LINKS = 60


def links_of(chain: Chain, records: Sequence[Record]) -> tuple[ChainLink, ...]:
    """Return the links of a chain: renames, then declarations, then the first reads of each
    program.
    """
    nodes = _Nodes(chain, records)
    # Renames come first: they note which containers receive a variable.
    links = dict.fromkeys(
        (
            *_renames(nodes, records),
            *_in_compose(nodes, records),
            *_in_code(nodes, chain),
            *_declarations(nodes, chain, records),
            *_reads(nodes, records),
        )
    )
    return tuple(link for link in links if link.source != link.target)[:_MAX_LINKS]


class _Nodes:
    """The nodes of names: in a file, in the environment of containers, in the code of a program.

    `containers` grows while links are made: a script in a container renames what that container
    received.
    """

    def __init__(self, chain: Chain, records: Sequence[Record]) -> None:
        declarations = declarations_among(records)
        in_compose = [use for use in uses_among(records) if use.is_in_compose]
        self.known = {*chain.depth, *chain.related}
        self.containers: dict[Name, dict[ChainNode, None]] = defaultdict(dict)
        self.computed = {Name(key.scope, key.name) for key in declarations if key.is_computed}
        self._fields = _fields_of(declarations)
        self._in_use = names_in_use(records)
        self._services = _compose_services(in_compose)
        self._has_foreign = any(name.scope.startswith("image:") for name in self.known)
        self._is_interpolated = any(use.role == "reads" for use in in_compose)

    def is_idle(self, name: Name) -> bool:
        """Return whether a program receives `name` but only others use it."""
        if name in self._in_use or name in self._fields or not is_program(name.scope):
            return False
        return bool(self._in_use) or self._is_interpolated or self._has_foreign

    def source(self, name: Name) -> ChainNode:
        """Return the node of a name for an operator, or for a script in the container."""
        return self.sources(name)[0]

    def sources(self, name: Name) -> list[ChainNode]:
        """Return the node of a name, for a variable one for each group of containers with it."""
        if name in self.containers:
            return list(self.containers[name])
        kind, _, rest = name.scope.partition(":")
        if kind == "literal":
            return [ChainNode(scope=rest.rpartition("/")[2], name=name.name)]
        if name.scope in _FILES:
            return [ChainNode(scope=_FILES[name.scope], name=name.name)]
        return [_container_node(name, self._services.get(name, ()))]

    def container(self, name: Name, use: UseRecord) -> ChainNode:
        """Return the node of the variable `name` in the containers that receive it from `use`."""
        services = self._services.get(name, ())
        if use.is_in_chart:
            services = _running(use, name)
        node = _container_node(name, services)
        self.containers[name][node] = None
        return node

    def inside(self, name: Name) -> ChainNode:
        """Return the node of a name in the code of its program."""
        field = self._fields.get(name)
        if field is None:
            return self.source(name)
        access = _ACCESS.get(name.scope, "config")
        return ChainNode(scope=scope_name(name.scope), name=f"{access}.{field}")


def _container_node(name: Name, services: Sequence[str]) -> ChainNode:
    """Return the node of a variable in containers, else in whatever its scope runs."""
    rest = name.scope.partition(":")[2]
    return ChainNode(scope=", ".join(services) or rest or name.scope, name=name.name)


def _fields_of(declarations: Sequence[DeclarationRecord]) -> dict[Name, str]:
    """Return the name in the code for each declared name and for that name itself."""
    fields: dict[Name, str] = {}
    for key in declarations:
        if key.origin in _IN_FIELDS:
            fields.setdefault(Name(key.scope, key.name), key.attribute or key.name)
            # A read of the attribute leads to the same field.
            fields.setdefault(Name(key.scope, key.attribute), key.attribute)
    return fields


def _compose_services(in_compose: Sequence[UseRecord]) -> dict[Name, tuple[str, ...]]:
    """Return for each variable the compose services that receive it."""
    services: dict[Name, dict[str, None]] = defaultdict(dict)
    for use in in_compose:
        for edge in use.edges:
            services[edge.target].update(dict.fromkeys(_running(use, edge.target)))
    return {name: tuple(each) for name, each in services.items()}


def _running(use: UseRecord, name: Name) -> tuple[str, ...]:
    """Return the containers that receive `use` and run the program of `name`."""
    return tuple(service for service, each in use.received if each.scope == name.scope)


def _renames(nodes: _Nodes, records: Sequence[Record]) -> Iterator[ChainLink]:
    for use in uses_among(records):
        for edge in use.edges if _passes_on(use) else ():
            if nodes.known.issuperset(edge) and not nodes.is_idle(edge.target):
                yield ChainLink(
                    source=nodes.source(edge.source),
                    target=nodes.container(edge.target, use),
                    how=_how(use),
                )


def _passes_on(use: UseRecord) -> bool:
    """Return whether the line passes the setting on, on its way to the code."""
    if use.role == "reads" or use.via in _WITHOUT_EDGE:
        return False
    return use.layer.is_on_the_way


def _how(use: UseRecord) -> str:
    if use.via == "helm-fallback":
        return "fallback"
    return _HOW.get(use.via.partition("-")[0], "renamed")


def _in_compose(nodes: _Nodes, records: Sequence[Record]) -> Iterator[ChainLink]:
    """Yield the links to the uses of a setting by docker compose itself: ports, volumes, images."""
    reads = [use for use in uses_among(records) if use.layer is Layer.READ]
    by_compose = [use for use in reads if use.is_in_compose]
    for use in by_compose:
        if use.symbol:
            target = ChainNode(scope=use.path.rpartition("/")[2], name=use.symbol)
            yield ChainLink(source=nodes.source(use.about), target=target, how="compose")


def _in_code(nodes: _Nodes, chain: Chain) -> Iterator[ChainLink]:
    """Yield the links from one setting to another that the code computes from it."""
    reads = [use for use in chain.uses if use.role == "reads"]
    # By place, not by layer: the order in which the code computes one from the other.
    for use in sorted(reads, key=lambda use: (use.repo, use.path, use.line)):
        for source, target in use.edges:
            if nodes.known.issuperset((source, target)) and is_program(source.scope):
                how = "computed" if target in nodes.computed else "copied"
                yield ChainLink(source=nodes.inside(source), target=nodes.inside(target), how=how)


def _declarations(nodes: _Nodes, chain: Chain, records: Sequence[Record]) -> Iterator[ChainLink]:
    """Yield the links from a variable to the field that its declaration defines."""
    fields = [key for key in declarations_among(records) if key.origin in _IN_FIELDS]
    settable = [key for key in fields if not key.is_computed]
    for key in settable:
        if Name(key.scope, key.name) in chain.related:
            continue
        target = nodes.inside(Name(key.scope, key.attribute or key.name))
        for outside in _outside_names(key):
            if outside in nodes.known:
                for source in nodes.sources(outside):
                    yield ChainLink(source=source, target=target, how="declared")


def _outside_names(key: DeclarationRecord) -> list[Name]:
    """Return the names by which a setting reaches its program."""
    # Other spellings of a key in a YAML file are not names of variables.
    aliases = () if key.origin == "yaml" else key.aliases
    return [Name(key.scope, name) for name in dict.fromkeys((key.name, *aliases))]


def _reads(nodes: _Nodes, records: Sequence[Record]) -> Iterator[ChainLink]:
    """Yield the links to the first reads of each program."""
    count: Counter[str] = Counter()
    reads = [use for use in uses_among(records) if use.layer is Layer.READ]
    # A read into another setting is a link of the code.
    reads = [use for use in reads if not use.target]
    for use in reads:
        if use.is_in_compose:
            continue  # is a link of compose
        count[use.scope] += 1
        if count[use.scope] > _MAX_READS:
            continue
        where = f"{file_and_line(use.location)} {use.symbol}".rstrip()
        by_name = use.via in _FROM_ENVIRONMENT
        source = nodes.source(use.about) if by_name else nodes.inside(use.about)
        yield ChainLink(
            source=source, target=ChainNode(scope=scope_name(use.scope), name=where), how="reads"
        )
