"""Read the services of one compose file as compose does before it merges files: anchors, merge
keys, `extends`, the tags `!reset` and `!override`.

Not here: merging of several files and interpolation (`containers.py`), facts of an index
(`extract/compose.py`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ctxkit.files.compose_scalars import printed
from ctxkit.files.interpolation import resolved
from ctxkit.files.yaml_aliases import expanded
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node

MAX_SERVICES = 300
"""Services of a document that are read; a deployment has some tens."""

MAX_EXTENDS = 20
"""Services that extend each other, one after the other."""

ReadFile = Callable[[str], "bytes | None"]
"""Returns a file by its path, relative to the folder of the deployment; None if there is none."""

_RESET, _OVERRIDE = "!reset", "!override"
_REPLACING = (_RESET, _OVERRIDE)
_RAW = "raw"


class EnvironmentEntry(NamedTuple):
    """A value before interpolation and its line; None is the variable of that name in compose's
    own environment. `path` is that of another compose file, from which it is extended.
    """

    text: str | None
    line: int
    path: str = ""


class EnvFileEntry(NamedTuple):
    """An `env_file` before interpolation, relative to `folder`; `is_raw`: it has `format: raw`."""

    path: str
    is_raw: bool = False
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeService:
    """A service of one compose file, before interpolation.

    `environment` is by variable. Of `env_files`, later ones override earlier ones. `replicas` is
    `deploy.replicas` or `scale`. `shares_host`: it uses the host's network.

    `replaced` are the keys of which earlier files do not count, `removed` the variables that it
    takes from them; `is_new`: no key of earlier files counts, `is_removed`: it is no service.
    """

    name: str
    environment: dict[str, EnvironmentEntry] = field(default_factory=dict)
    env_files: tuple[EnvFileEntry, ...] = ()
    profiles: tuple[str, ...] = ()
    replicas: EnvironmentEntry | None = None
    image: EnvironmentEntry | None = None
    shares_host: bool = False
    replaced: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    is_new: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeText:
    """A compose file: `folder` is where its own paths start, `values` interpolate its paths."""

    path: str
    data: bytes
    folder: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def documents(self) -> list[Node]:
        """Return the roots of its documents, aliases and merge keys expanded."""
        return [expanded(root).root for root in read_documents(split_lines(self.data))]

    def beside(self, path: str) -> str:
        """Return the path of a file that this one refers to."""
        return joined(self.folder, resolved(path, self.values))


def joined(folder: str, path: str) -> str:
    """Return a path below a folder, in its shortest form."""
    return posixpath.normpath(posixpath.join(folder, path))


def read_services(
    file: ComposeText, documents: list[Node], read: ReadFile
) -> Iterator[ComposeService]:
    """Yield the services of the documents of a file."""
    for root in documents:
        listed = _services(root)
        for name in listed:
            yield _extended(file, listed, name, read, depth=0)


def replaces_services(documents: Sequence[Node]) -> bool:
    """Return whether a file takes back the services of all earlier files."""
    listed = (root.get("services") for root in documents)
    return any(services.tag in _REPLACING for services in listed if services is not None)


def _services(root: Node) -> dict[str, Node]:
    listed = root.get("services")
    children = listed.children[:MAX_SERVICES] if listed else []
    return {service.key: service for service in children if service.key}


def _extended(
    file: ComposeText, listed: dict[str, Node], name: str, read: ReadFile, *, depth: int
) -> ComposeService:
    """Return a service over the one that it extends."""
    node = listed[name]
    own = _service(node, file)
    extends = node.get("extends")
    if extends is None or depth == MAX_EXTENDS:
        return own
    base = extends.get("service") or extends  # extends: {service: api}, or extends: api
    other = extends.get("file")
    if other is None:
        if base.value not in listed or base.value == name:
            return own
        return _over(_extended(file, listed, base.value, read, depth=depth + 1), own)
    path = file.beside(other.value)
    data = read(path)
    if data is None:
        return own
    outer = replace(file, path=path, data=data, folder=posixpath.dirname(path))
    for root in outer.documents():
        services = _services(root)
        if base.value in services:
            found = _extended(outer, services, base.value, read, depth=depth + 1)
            return _over(_of_file(found, path), own)
    return own


def _of_file(service: ComposeService, path: str) -> ComposeService:
    entries = service.environment.items()
    environment = {name: entry._replace(path=entry.path or path) for name, entry in entries}
    return replace(service, environment=environment)


def _over(base: ComposeService, own: ComposeService) -> ComposeService:
    """Return a service with what it does not say taken from the one that it extends."""
    kept = {name: e for name, e in base.environment.items() if name not in own.removed}
    if "environment" in own.replaced:
        kept = {}
    return replace(
        own,
        environment={**kept, **own.environment},
        env_files=(*(() if "env_file" in own.replaced else base.env_files), *own.env_files),
        profiles=(*(() if "profiles" in own.replaced else base.profiles), *own.profiles),
        replicas=own.replicas or base.replicas,
        image=own.image or base.image,
        shares_host=own.shares_host or base.shares_host,
    )


# --- one service -------------------------------------------------------------------------------


def _service(node: Node, file: ComposeText) -> ComposeService:
    if node.tag == _RESET:
        return ComposeService(name=node.key, is_removed=True)
    tagged = {child.key: child.tag for child in node.children if child.tag}
    kept = {child.key: child for child in node.children if child.tag != _RESET}
    network, image = kept.get("network_mode"), kept.get("image")
    environment = kept.get("environment")
    entries = environment.children if environment is not None else []
    return ComposeService(
        name=node.key,
        environment=dict(_entries(entries, file.values)),
        env_files=tuple(_env_files(kept.get("env_file"), file.folder)),
        profiles=tuple(each.value for each in _items(kept.get("profiles"))),
        replicas=_replicas(kept),
        image=_scalar(image),
        shares_host=network is not None and network.value == "host",
        replaced=frozenset(key for key, tag in tagged.items() if tag in _REPLACING),
        removed=frozenset(entry.key for entry in entries if entry.tag == _RESET),
        is_new=node.tag == _OVERRIDE,
    )


def _entries(
    entries: list[Node], values: Mapping[str, str]
) -> Iterator[tuple[str, EnvironmentEntry]]:
    for entry in entries:
        if entry.kind not in ("scalar", "null") or entry.tag == _RESET:
            continue
        if entry.key:
            yield entry.key, EnvironmentEntry(printed(entry), entry.line)
        else:
            name, mark, value = entry.value.partition("=")
            # Compose interpolates an item of a list whole, but not the key of a mapping.
            yield resolved(name, values), EnvironmentEntry(value if mark else None, entry.line)


def _env_files(node: Node | None, folder: str) -> Iterator[EnvFileEntry]:
    for item in _items(node):
        path, form = item.get("path") or item, item.get("format")  # - path: x, or: - x
        if path.kind == "scalar":
            is_raw = form is not None and form.value == _RAW
            yield EnvFileEntry(path.value, is_raw=is_raw, folder=folder)


def _items(node: Node | None) -> list[Node]:
    """Return the items of a list, or a node that stands for a list of one."""
    if node is None:
        return []
    return node.children if node.kind == "sequence" else [node]


def _replicas(service: dict[str, Node]) -> EnvironmentEntry | None:
    deploy = service.get("deploy")
    count = _scalar(deploy.get("replicas")) if deploy else None
    return count or _scalar(service.get("scale"))


def _scalar(node: Node | None) -> EnvironmentEntry | None:
    """Return the text and the line of a scalar, None if there is none or it is empty."""
    if node is None or node.kind != "scalar":
        return None
    return EnvironmentEntry(node.value, node.line) if node.value else None
