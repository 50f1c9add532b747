"""Read the services of one compose file as compose does before it merges files: anchors, merge
keys, `extends`, the tags `!reset` and `!override`.

Not here: merging of several files and interpolation (`containers.py`), facts of an index
(`extract/compose.py`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.deployment.amount import Amount
from ctxkit.deployment.service_network import (
    HOST_NETWORK,
    ServiceNetwork,
    over,
    read_network,
)
from ctxkit.extract.compose_services import MAX_SERVICES
from ctxkit.files.compose_scalars import printed
from ctxkit.files.interpolation import resolved
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_merged import MergedTree
from ctxkit.files.yaml_tree import Node

MAX_EXTENDS = 20
"""Services that extend each other, one after the other."""

ReadFile = Callable[[str], "bytes | None"]
"""Returns a file by its path, relative to the folder of the deployment; None if there is none."""

_RESET, _OVERRIDE = "!reset", "!override"
_REPLACING = (_RESET, _OVERRIDE)
_RAW = "raw"
_MAX_KEPT = 4
"""Files that are kept as read: Dify's own, which the deployment and the shipped one have, and the
one that many services extend.
"""


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


class ComposeService(Struct, frozen=True, kw_only=True):
    """A service of one compose file, before interpolation.

    `environment` is by variable. Of `env_files`, later ones override earlier ones. `replicas` is
    `deploy.replicas` or `scale`, `build` the folder that the image is built from, `command` the
    words of its command.

    `replaced` are the keys of which earlier files do not count, `removed` the variables that it
    takes from them; `is_new`: no key of earlier files counts, `is_removed`: it is no service.
    """

    name: str
    environment: dict[str, EnvironmentEntry] = field(default_factory=dict)
    env_files: tuple[EnvFileEntry, ...] = ()
    profiles: tuple[str, ...] = ()
    replicas: EnvironmentEntry | None = None
    image: EnvironmentEntry | None = None
    build: EnvironmentEntry | None = None
    command: tuple[str, ...] = ()
    network: ServiceNetwork = field(default_factory=ServiceNetwork)
    line: int = 0
    replaced: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    is_new: bool = False
    is_removed: bool = False

    @property
    def size(self) -> int:
        """How many variables and entries of lists it has."""
        listed = (self.environment, self.env_files, self.profiles, self.command, self.replaced)
        return sum(map(len, listed)) + self.network.size

    @property
    def shares_host(self) -> bool:
        """Whether it uses the host's network."""
        return self.network.mode == HOST_NETWORK


class ComposeText(Struct, frozen=True, kw_only=True):
    """A compose file: `folder` is where its own paths start, `values` interpolate its paths,
    `amount` is what is left for it and the files that it names.
    """

    path: str
    data: bytes
    folder: str = ""
    values: dict[str, str] = field(default_factory=dict)
    amount: Amount = field(default_factory=Amount)

    def documents(self) -> tuple[MergedTree, ...]:
        """Return its documents, with aliases and merge keys followed."""
        return _documents(self.data)

    def beside(self, path: str) -> str:
        """Return the path of a file that this one refers to."""
        return joined(self.folder, resolved(path, self.values, self.amount.room))


@lru_cache(maxsize=_MAX_KEPT)
def _documents(data: bytes) -> tuple[MergedTree, ...]:
    return tuple(MergedTree(root) for root in read_documents(split_lines(data)))


def joined(folder: str, path: str) -> str:
    """Return a path below a folder, in its shortest form."""
    return posixpath.normpath(posixpath.join(folder, path))


def read_services(
    file: ComposeText, documents: Sequence[MergedTree], read: ReadFile
) -> Iterator[ComposeService]:
    """Yield the services of the documents of a file. Raise UsageError if they have too much."""
    reader = _Reader(read)
    for tree in documents:
        for name in reader.listed(tree):
            yield reader.service(file, tree, name, depth=0)


def replaces_services(documents: Sequence[MergedTree]) -> bool:
    """Return whether a file takes back the services of all earlier files."""
    listed = (tree.root.get("services") for tree in documents)
    return any(services.tag in _REPLACING for services in listed if services is not None)


class _Reader:
    """The services of a file, and of the files that they extend, each of which is read once."""

    def __init__(self, read: ReadFile) -> None:
        self._read = read
        self._others: dict[str, tuple[ComposeText, Sequence[MergedTree]] | None] = {}
        self._listed: dict[int, dict[str, Node]] = {}

    def listed(self, tree: MergedTree) -> dict[str, Node]:
        """Return the nodes of the services of a document."""
        found = self._listed.get(id(tree))
        if found is None:
            entries = tree.entries(tree.root.get("services"))
            found = self._listed[id(tree)] = dict(islice(entries.items(), MAX_SERVICES))
        return found

    def service(
        self, file: ComposeText, tree: MergedTree, name: str, *, depth: int
    ) -> ComposeService:
        """Return a service over the one that it extends."""
        node = self.listed(tree)[name]
        found = _service(file, tree, name, node)
        file.amount.take_entries(found.size, name)
        base = self._base(file, tree, name, node, depth) if depth < MAX_EXTENDS else None
        if base is not None:
            found = _over(base, found)
            file.amount.take_entries(found.size, name)
        return found

    def _base(
        self, file: ComposeText, tree: MergedTree, name: str, node: Node, depth: int
    ) -> ComposeService | None:
        """Return the service that a service extends, None if it extends none that is there."""
        extends = tree.entries(node).get("extends")
        if extends is None:
            return None
        said = tree.entries(extends)
        # extends: {service: api}, or extends: api
        base = tree.target(said.get("service", extends)).value
        other = said.get("file")
        if other is not None:
            return self._of_other(file, file.beside(tree.target(other).value), base, depth + 1)
        if base not in self.listed(tree) or base == name:
            return None
        return self.service(file, tree, base, depth=depth + 1)

    def _of_other(
        self, file: ComposeText, path: str, name: str, depth: int
    ) -> ComposeService | None:
        """Return a service of another file, None if it has none of that name."""
        if path not in self._others:
            self._others[path] = self._opened(file, path)
        other = self._others[path]
        for tree in other[1] if other is not None else ():
            if other is not None and name in self.listed(tree):
                return _of_file(self.service(other[0], tree, name, depth=depth), path)
        return None

    def _opened(
        self, file: ComposeText, path: str
    ) -> tuple[ComposeText, Sequence[MergedTree]] | None:
        """Return another compose file, whose own paths start in its folder."""
        data = self._read(path)
        if data is None:
            return None
        file.amount.take_compose_file(path)
        found = replace(file, path=path, data=data, folder=posixpath.dirname(path))
        return found, found.documents()


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
        build=own.build or base.build,
        command=own.command or base.command,
        network=over(base.network, own.network),
    )


# --- one service -------------------------------------------------------------------------------


def _service(file: ComposeText, tree: MergedTree, name: str, node: Node) -> ComposeService:
    if node.tag == _RESET:
        return ComposeService(name=name, is_removed=True)
    keys = tree.entries(node)
    kept = {key: child for key, child in keys.items() if child.tag != _RESET}
    environment = kept.get("environment")
    return ComposeService(
        name=name,
        environment=dict(_environment(tree, environment, file)),
        env_files=tuple(_env_files(tree, kept.get("env_file"), file.folder)),
        profiles=tuple(tree.texts(kept.get("profiles"))),
        replicas=_replicas(tree, kept),
        image=_scalar(tree, kept.get("image")),
        build=_build_folder(tree, kept.get("build")),
        command=tuple(_words(tree, kept.get("command"))),
        network=read_network(tree, kept),
        line=node.line,
        replaced=frozenset(key for key, child in keys.items() if child.tag in _REPLACING),
        removed=frozenset(
            key for key, entry in tree.entries(environment).items() if entry.tag == _RESET
        ),
        is_new=node.tag == _OVERRIDE,
    )


def _environment(
    tree: MergedTree, node: Node | None, file: ComposeText
) -> Iterator[tuple[str, EnvironmentEntry]]:
    for name, entry in tree.entries(node).items():
        value = tree.target(entry)
        if value.kind in ("scalar", "null") and entry.tag != _RESET:
            yield name, EnvironmentEntry(printed(value), entry.line)
    for item in tree.items(node):
        if item.kind == "scalar":
            # Compose interpolates an item of a list whole, but not the key of a mapping.
            name, mark, text = item.value.partition("=")
            name = resolved(name, file.values, file.amount.room)
            yield name, EnvironmentEntry(text if mark else None, item.line)


def _env_files(tree: MergedTree, node: Node | None, folder: str) -> Iterator[EnvFileEntry]:
    for item in tree.items(node):
        said = tree.entries(item)  # - path: x, or: - x
        path = tree.target(said.get("path", item))
        if path.kind == "scalar":
            is_raw = tree.texts(said.get("format")) == [_RAW]
            yield EnvFileEntry(path.value, is_raw=is_raw, folder=folder)


def _replicas(tree: MergedTree, service: Mapping[str, Node]) -> EnvironmentEntry | None:
    count = tree.entries(service.get("deploy")).get("replicas")
    return _scalar(tree, count) or _scalar(tree, service.get("scale"))


def _build_folder(tree: MergedTree, node: Node | None) -> EnvironmentEntry | None:
    context = tree.entries(node).get("context", node)  # build: {context: ../api}, or build: ../api
    return _scalar(tree, context)


def _words(tree: MergedTree, node: Node | None) -> Iterator[str]:
    for text in tree.texts(node):
        yield from text.split()


def _scalar(tree: MergedTree, node: Node | None) -> EnvironmentEntry | None:
    """Return the text and the line of a scalar, None if there is none or it is empty."""
    target = tree.target(node) if node is not None else None
    if node is None or target is None or target.kind != "scalar":
        return None
    return EnvironmentEntry(target.value, node.line) if target.value else None
