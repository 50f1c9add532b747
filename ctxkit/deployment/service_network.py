"""What a service of a compose file says of its network: its names there, its networks, what it
listens on.

Not here: the network of all services, with overrides merged (`network.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from ctxkit.files.yaml_merged import MergedTree
from ctxkit.files.yaml_tree import Node

HOST_NETWORK = "host"
"""The `network_mode` of a service that has its host's network."""


class ServiceNetwork(Struct, frozen=True, kw_only=True):
    """The network of a service of one compose file, before interpolation.

    `names` are its `container_name`, `hostname` and aliases; `hosts` the names that it alone knows,
    by `extra_hosts` and links. `networks` is empty for the default one. `ports` are published or
    exposed, `command` is its `entrypoint` and `command`, None where it has neither.
    `searches_domains`: it has `dns_search` or a name server of its own. `mounts` are its volumes
    and `published` its ports in the short form, `health` is the command of its health check.
    """

    names: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    mode: str = ""
    ports: tuple[str, ...] = ()
    command: str | None = None
    command_line: int = 0
    searches_domains: bool = False
    mounts: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    health: str = ""

    @property
    def size(self) -> int:
        """How many entries its lists have."""
        listed = (
            self.names,
            self.hosts,
            self.networks,
            self.ports,
            self.mounts,
        )
        return sum(map(len, listed))


def read_network(tree: MergedTree, keys: Mapping[str, Node]) -> ServiceNetwork:
    """Return the network of a service with these keys."""
    started = [keys[key] for key in ("entrypoint", "command") if key in keys]
    texts = [text for node in started for text in tree.texts(node)]
    return ServiceNetwork(
        names=tuple(_names(tree, keys)),
        hosts=tuple(_hosts(tree, keys)),
        networks=tuple(_listed(tree, keys.get("networks"))),
        mode=" ".join(tree.texts(keys.get("network_mode"))),
        ports=tuple(_ports(tree, keys)),
        command=" ".join(texts) if texts else None,
        command_line=started[-1].line if started else 0,
        searches_domains=bool(tree.texts(keys.get("dns_search")) or tree.texts(keys.get("dns"))),
        mounts=tuple(_short_forms(tree, keys.get("volumes"), "source")),
        published=tuple(_short_forms(tree, keys.get("ports"), "published")),
        health=_health(tree, keys.get("healthcheck")),
    )


def over(base: ServiceNetwork, own: ServiceNetwork) -> ServiceNetwork:
    """Return the network of a service over that of the same one in an earlier file, or of the one
    that it extends.
    """
    has_command = own.command is not None
    return ServiceNetwork(
        names=(*base.names, *own.names),
        hosts=(*base.hosts, *own.hosts),
        networks=(*base.networks, *own.networks),
        mode=own.mode or base.mode,
        ports=(*base.ports, *own.ports),
        command=own.command if has_command else base.command,
        command_line=own.command_line if has_command else base.command_line,
        searches_domains=own.searches_domains or base.searches_domains,
        mounts=(*base.mounts, *own.mounts),
        published=(*base.published, *own.published),
        health=own.health or base.health,
    )


def external_networks(documents: Sequence[MergedTree]) -> frozenset[str]:
    """Return the networks of a file that other projects have, too."""
    found = set()
    for tree in documents:
        for name, node in tree.entries(tree.root.get("networks")).items():
            said = tree.entries(node)
            external = tree.target(said["external"]) if "external" in said else None
            if external is not None and external.value.lower() != "false":
                found.add(name)
    return frozenset(found)


def _names(tree: MergedTree, keys: Mapping[str, Node]) -> Iterator[str]:
    yield from tree.texts(keys.get("container_name"))
    yield from tree.texts(keys.get("hostname"))
    for network in tree.entries(keys.get("networks")).values():
        yield from tree.texts(tree.entries(network).get("aliases"))


def _hosts(tree: MergedTree, keys: Mapping[str, Node]) -> Iterator[str]:
    for text in _listed(tree, keys.get("extra_hosts")):  # name: address, or "name:address"
        yield text.replace("=", ":").partition(":")[0]
    for key in ("links", "external_links"):
        for text in tree.texts(keys.get(key)):
            yield from text.split(":")


def _ports(tree: MergedTree, keys: Mapping[str, Node]) -> Iterator[str]:
    yield from tree.texts(keys.get("expose"))
    for item in tree.items(keys.get("ports")):
        said = tree.entries(item)
        yield from tree.texts(said.get("target", item))


def _short_forms(tree: MergedTree, node: Node | None, source: str) -> Iterator[str]:
    """Yield ports or volumes as `source:target`, whichever form they have."""
    for item in tree.items(node):
        said = tree.entries(item)
        ends = [*tree.texts(said.get(source)), *tree.texts(said.get("target"))]
        yield from [":".join(ends)] if ends else tree.texts(item)


def _health(tree: MergedTree, node: Node | None) -> str:
    """Return the command of a health check, "" where it is off."""
    said = tree.entries(node)
    words = tree.texts(said.get("test"))
    if tree.texts(said.get("disable")) == ["true"] or words[:1] == ["NONE"]:
        return ""
    return " ".join(word for word in words if word not in ("CMD", "CMD-SHELL"))


def _listed(tree: MergedTree, node: Node | None) -> list[str]:
    """Return the keys of a mapping, or the texts of a list."""
    return list(tree.entries(node)) or tree.texts(node)
