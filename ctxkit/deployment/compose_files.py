"""Load the compose files of a deployment: the user's, with Dify's own below an override, and what
they include.

Not here: the services of one file (`services.py`), the values of a container's variables
(`containers.py`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.deployment.amount import Amount
from ctxkit.deployment.service_network import external_networks
from ctxkit.deployment.services import (
    ComposeService,
    ComposeText,
    ReadFile,
    joined,
    read_services,
    replaces_services,
)
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.files.env_values import env_file_values
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_merged import MergedTree
from ctxkit.index.sources import Sources

MAX_INCLUDES = 10
"""Files that include each other, one in the other."""

DEFAULT_ENV_FILE = ".env"


class ComposeLayer(Struct, frozen=True, kw_only=True):
    """One compose file of a deployment; `is_own`: it is the user's.

    `values` are those of the `env_file` with which it is included: they interpolate it, below those
    of the `.env`. `is_new`: no service of earlier files counts. `external_networks` are those that
    other projects have, too.
    """

    path: str
    services: tuple[ComposeService, ...]
    is_own: bool
    values: Mapping[str, str] = field(default_factory=dict)
    is_new: bool = False
    external_networks: frozenset[str] = frozenset()


def is_override(file: CustomerFile) -> bool:
    """Return whether the name of a compose file says that it extends another one."""
    return "override" in base_name(file.path).lower()


def replaces_difys(files: Sequence[CustomerFile]) -> bool:
    """Return whether the user's compose files are run without Dify's own."""
    return bool(files) and not is_override(files[0])


def base_name(path: str) -> str:
    """Return the last part of a path with slashes or backslashes."""
    return path.replace("\\", "/").rpartition("/")[2]


def no_file(_path: str) -> bytes | None:
    """Return None: no other file of the deployment is at hand."""
    return None


def load_layers(
    sources: Sources,
    files: Sequence[CustomerFile],
    values: Mapping[str, str] | None = None,
    read: ReadFile = no_file,
) -> list[ComposeLayer]:
    """Return the compose files of a deployment, each of which overrides the ones before.

    `values` are those of the `.env`, `read` returns the files that they extend and include. Raise
    UsageError if these have more than any deployment.
    """
    # docker compose itself reads docker-compose.yaml below an override that it finds beside it.
    if replaces_difys(files):
        return read_layers(files, values, read)
    data = "\n".join(sources.lines("dify", COMPOSE_FILE)).encode()
    amount = Amount()
    difys = ComposeText(path=COMPOSE_FILE, data=data, values=dict(values or {}), amount=amount)
    own = read_layers(files, values, read, amount)
    return [*_layers(difys, read, is_own=False), *own]


def read_layers(
    files: Sequence[CustomerFile],
    values: Mapping[str, str] | None = None,
    read: ReadFile = no_file,
    amount: Amount | None = None,
) -> list[ComposeLayer]:
    """Return the user's compose files, with those that they include below them."""
    amount = amount or Amount()
    return [
        layer
        for file in files
        for layer in _layers(
            ComposeText(path=file.path, data=file.data, values=dict(values or {}), amount=amount),
            read,
            is_own=True,
        )
    ]


def _layers(
    file: ComposeText, read: ReadFile, *, is_own: bool, depth: int = 0
) -> Iterator[ComposeLayer]:
    """Yield the files that a file includes, then the file itself."""
    file.amount.take_compose_file(file.path)
    documents = file.documents()
    if depth < MAX_INCLUDES:
        for included in _included(file, documents, read):
            yield from _layers(included, read, is_own=is_own, depth=depth + 1)
    yield ComposeLayer(
        path=file.path,
        services=tuple(read_services(file, documents, read)),
        is_own=is_own,
        values=file.values,
        is_new=replaces_services(documents),
        external_networks=external_networks(documents),
    )


def _included(
    file: ComposeText, documents: Sequence[MergedTree], read: ReadFile
) -> Iterator[ComposeText]:
    """Yield the files of `include`, with the folder and the values that they are read with."""
    for tree in documents:
        for item in tree.items(tree.root.get("include")):
            said = tree.entries(item)  # - path: x, or: - x
            paths = [file.beside(path) for path in tree.texts(said.get("path", item))]
            if not paths:
                continue
            asked = tree.texts(said.get("project_directory"))
            folder = file.beside(asked[0]) if asked else posixpath.dirname(paths[0])
            env_files = [file.beside(path) for path in tree.texts(said.get("env_file"))]
            values = _values(env_files or [joined(folder, DEFAULT_ENV_FILE)], file, read)
            for path in paths:
                data = read(path)
                if data is not None:
                    yield replace(file, path=path, data=data, folder=folder, values=values)


def _values(paths: Sequence[str], includer: ComposeText, read: ReadFile) -> dict[str, str]:
    """Return the values that an included file is interpolated with: the includer's come first."""
    found: dict[str, str] = {}
    for path in paths:
        data = read(path) or b""
        includer.amount.take_env_file(data, path)
        for each in env_file_values(data, includer.values, found, includer.amount.room):
            found[each.name] = each.value
    return {**found, **includer.values}
