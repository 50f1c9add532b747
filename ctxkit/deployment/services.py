"""Read the services of one compose file as compose does before it merges files: anchors, merge
keys, `extends`, the tags `!reset` and `!override`.

Not here: merging of several files and interpolation (`containers.py`), facts of an index
(`extract/compose.py`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

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
    `deploy.replicas` or `scale`, `build` the folder that the image is built from, `command` the
    words of its command. `shares_host`: it uses the host's network.

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

    def documents(self) -> list[MergedTree]:
        """Return its documents, with aliases and merge keys followed."""
        return [MergedTree(root) for root in read_documents(split_lines(self.data))]

    def beside(self, path: str) -> str:
        """Return the path of a file that this one refers to."""
        return joined(self.folder, resolved(path, self.values))


def joined(folder: str, path: str) -> str:
    """Return a path below a folder, in its shortest form."""
    return posixpath.normpath(posixpath.join(folder, path))


def read_services(
    file: ComposeText, documents: Sequence[MergedTree], read: ReadFile
) -> Iterator[ComposeService]:
    """Yield the services of the documents of a file."""
    for tree in documents:
        for name in _services(tree):
            yield _extended(file, tree, name, read, depth=0)


def replaces_services(documents: Sequence[MergedTree]) -> bool:
    """Return whether a file takes back the services of all earlier files."""
    listed = (tree.root.get("services") for tree in documents)
    return any(services.tag in _REPLACING for services in listed if services is not None)


def _services(tree: MergedTree) -> dict[str, Node]:
    listed = tree.entries(tree.root.get("services"))
    return dict(islice(listed.items(), MAX_SERVICES))


def _extended(
    file: ComposeText, tree: MergedTree, name: str, read: ReadFile, *, depth: int
) -> ComposeService:
    """Return a service over the one that it extends."""
    listed = _services(tree)
    own = _service(file, tree, name, listed[name])
    extends = tree.entries(listed[name]).get("extends")
    if extends is None or depth == MAX_EXTENDS:
        return own
    said = tree.entries(extends)
    # extends: {service: api}, or extends: api
    base = tree.target(said.get("service", extends)).value
    other = said.get("file")
    if other is not None:
        outer = _other(file, file.beside(tree.target(other).value), read)
        found = _found(outer, base, read, depth=depth + 1) if outer is not None else None
        return own if found is None else _over(found, own)
    if base not in listed or base == name:
        return own
    return _over(_extended(file, tree, base, read, depth=depth + 1), own)


def _other(file: ComposeText, path: str, read: ReadFile) -> ComposeText | None:
    """Return another compose file, whose own paths start in its folder."""
    data = read(path)
    if data is None:
        return None
    return replace(file, path=path, data=data, folder=posixpath.dirname(path))


def _found(file: ComposeText, name: str, read: ReadFile, *, depth: int) -> ComposeService | None:
    """Return a service of another file, None if it has none of that name."""
    for tree in file.documents():
        if name in _services(tree):
            return _of_file(_extended(file, tree, name, read, depth=depth), file.path)
    return None


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
        shares_host=own.shares_host or base.shares_host,
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
        environment=dict(_environment(tree, environment, file.values)),
        env_files=tuple(_env_files(tree, kept.get("env_file"), file.folder)),
        profiles=tuple(tree.texts(kept.get("profiles"))),
        replicas=_replicas(tree, kept),
        image=_scalar(tree, kept.get("image")),
        build=_build_folder(tree, kept.get("build")),
        command=tuple(_words(tree, kept.get("command"))),
        shares_host=tree.texts(kept.get("network_mode")) == ["host"],
        replaced=frozenset(key for key, child in keys.items() if child.tag in _REPLACING),
        removed=frozenset(
            key for key, entry in tree.entries(environment).items() if entry.tag == _RESET
        ),
        is_new=node.tag == _OVERRIDE,
    )


def _environment(
    tree: MergedTree, node: Node | None, values: Mapping[str, str]
) -> Iterator[tuple[str, EnvironmentEntry]]:
    for name, entry in tree.entries(node).items():
        value = tree.target(entry)
        if value.kind in ("scalar", "null") and entry.tag != _RESET:
            yield name, EnvironmentEntry(printed(value), entry.line)
    for item in tree.items(node):
        if item.kind == "scalar":
            # Compose interpolates an item of a list whole, but not the key of a mapping.
            name, mark, text = item.value.partition("=")
            yield resolved(name, values), EnvironmentEntry(text if mark else None, item.line)


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
