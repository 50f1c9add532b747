"""Read the services of a compose file and their environments, following merges and `extends`.

Not here: facts of the index (`compose.py`), other files that a service refers to (`env_file`,
`extends.file`), the values of variables (`deployment/containers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from ctxkit.files.yaml_aliases import alias_targets
from ctxkit.files.yaml_tree import Node, is_merge, merge_sources

MAX_MERGES = 20
"""Merges of merges that are followed."""

MAX_SERVICES = 300
"""Services of a document that are read; a deployment has some tens."""

_VARIABLE = re.compile(r"[A-Za-z_][\w.-]*$")


class EnvironmentBlock(Struct, kw_only=True):
    """A mapping or list of environment entries, and the services that use or merge it."""

    node: Node
    symbol: str
    services: list[str] = field(default_factory=list)


class ComposeDocument(Struct, kw_only=True):
    """The services of a compose file, and by identity of each alias the node that it refers to.

    `blocks` are the environments read so far, by identity of their node.
    """

    targets: Mapping[int, Node]
    services: dict[str, Node]
    blocks: dict[int, EnvironmentBlock] = field(default_factory=dict)

    def environment(self, name: str) -> dict[str, Node]:
        """Return the entries of a service's environment by variable."""
        return self._environment(name, self.services[name], set())

    def _environment(self, name: str, service: Node, seen: set[int]) -> dict[str, Node]:
        """Return the environment of a service or of one that it merges; `seen` are nodes done."""
        if service.kind != "mapping" or not _enter(service, seen):
            return {}
        found: dict[str, Node] = {}
        own = service.get("environment")
        if own is not None:
            found = self._entries(own, name, f"{name}.environment", seen)
        else:
            for merged in self.merged(service):
                _fill(found, self._environment(name, merged, seen))
        base = self._extended(service)
        if base is not None:
            _fill(found, self._environment(name, base, seen))
        return found

    def _extended(self, service: Node) -> Node | None:
        """Return the service of the same file that `service` extends."""
        extended = service.get("extends")
        if extended is None or extended.get("file"):
            return None
        base = extended.get("service") or extended  # extends: {service: api}, or extends: api
        return self.services.get(base.value)

    def _entries(self, node: Node, service: str, symbol: str, seen: set[int]) -> dict[str, Node]:
        """Return the entries of an environment; its own override those that it merges."""
        target = self._target(node)
        if target is not node:
            return self._entries(target, service, target.key or symbol, seen)
        if not _enter(node, seen):
            return {}
        block = self.blocks.setdefault(id(node), EnvironmentBlock(node=node, symbol=symbol))
        if service not in block.services:
            block.services.append(service)
        found = {name: child for child in node.children if (name := variable_of(node, child))}
        for merged in self.merged(node):
            name = symbol if merged.key in ("", "environment") else merged.key
            _fill(found, self._entries(merged, service, name, seen))
        return found

    def _target(self, node: Node) -> Node:
        """Return the node that an alias refers to, of any other node itself."""
        return self.targets.get(id(node), node)

    def merged(self, node: Node) -> list[Node]:
        """Return the mappings that a mapping merges."""
        merges = [child for child in node.children if is_merge(child)]
        sources = [source for merge in merges for source in merge_sources(merge)]
        found = [self.targets[id(source)] for source in sources if id(source) in self.targets]
        return list({id(target): target for target in found}.values())

    def env_files(self, name: str) -> list[Node]:
        """Return the paths of a service's `env_file`, in order."""
        return self._env_files(self.services[name], set())

    def _env_files(self, service: Node, seen: set[int]) -> list[Node]:
        """Return the paths of a service, or if it has none those of the first that it merges."""
        if service.kind != "mapping" or not _enter(service, seen):
            return []
        own = service.get("env_file")
        if own is None:
            inherited = (self._env_files(merged, seen) for merged in self.merged(service))
            return next((found for found in inherited if found), [])
        listed = self._target(own)
        items = listed.children if listed.kind == "sequence" else [listed]
        paths = [item.get("path") or item for item in items]  # - path: x, or: - x
        return [path for path in paths if path.kind == "scalar"]


def read_services(root: Node) -> ComposeDocument:
    """Return the services of a document, at most `MAX_SERVICES`."""
    listed = root.get("services")
    services = listed.children[:MAX_SERVICES] if listed else []
    return ComposeDocument(
        targets=alias_targets(root),
        services={service.key: service for service in services if service.key},
    )


def _enter(node: Node, seen: set[int]) -> bool:
    """Mark a node as done; return False if it is done already or merged too deeply."""
    if len(seen) > MAX_MERGES or id(node) in seen:
        return False
    seen.add(id(node))
    return True


def _fill(found: dict[str, Node], others: dict[str, Node]) -> None:
    for name, entry in others.items():
        found.setdefault(name, entry)


def alias_names(merge: Node) -> Iterator[str]:
    """Yield the anchors of `<<: *a`, `<<: [*a, *b]` or `environment: *a`."""
    for source in merge_sources(merge):
        if source.kind == "alias":
            yield source.value


def variable_of(block: Node, entry: Node) -> str:
    """Return the variable of an entry: its key, or in a list the text before `=`."""
    if is_merge(entry):
        return ""
    if block.kind == "mapping":
        return entry.key
    name = entry.value.partition("=")[0].strip()
    is_variable = entry.kind == "scalar" and _VARIABLE.match(name)
    return name if is_variable else ""
