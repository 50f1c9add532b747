"""Load the compose files of a deployment: the user's, with Dify's own below an override.

Not here: the grammar of a compose file (`extract/compose_services.py`), the values of a container's
variables (`containers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.extract.compose import entry_text
from ctxkit.extract.compose_services import ComposeDocument, read_services
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node
from ctxkit.index.sources import Sources


class EnvironmentEntry(NamedTuple):
    """A value before interpolation and its line; None is the variable of that name in compose's
    own environment.
    """

    text: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeService:
    """A service of one compose file, before interpolation.

    `environment` is by variable. Of `env_files`, later ones override earlier ones. `replicas` is
    `deploy.replicas` or `scale`. `shares_host`: it uses the host's network.
    """

    name: str
    environment: dict[str, EnvironmentEntry]
    env_files: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    replicas: EnvironmentEntry | None = None
    image: EnvironmentEntry | None = None
    shares_host: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeLayer:
    """One compose file of a deployment; `is_own`: it is the user's."""

    path: str
    services: tuple[ComposeService, ...]
    is_own: bool


def is_override(file: CustomerFile) -> bool:
    """Return whether the name of a compose file says that it extends another one."""
    return "override" in base_name(file.path).lower()


def replaces_difys(files: Sequence[CustomerFile]) -> bool:
    """Return whether the user's compose files are run without Dify's own."""
    return bool(files) and not is_override(files[0])


def base_name(path: str) -> str:
    """Return the last part of a path with slashes or backslashes."""
    return path.replace("\\", "/").rpartition("/")[2]


def load_layers(sources: Sources, files: Sequence[CustomerFile]) -> list[ComposeLayer]:
    """Return the compose files of a deployment, each of which overrides the ones before."""
    layers = [_layer(file.path, file.data, is_own=True) for file in files]
    # docker compose itself reads docker-compose.yaml below an override that it finds beside it.
    if not replaces_difys(files):
        data = "\n".join(sources.lines("dify", COMPOSE_FILE)).encode()
        layers.insert(0, _layer(COMPOSE_FILE, data, is_own=False))
    return layers


def images(files: Sequence[CustomerFile]) -> Iterator[tuple[str, str, str, int]]:
    """Yield (service, image, file, line) of each service of the user's compose files."""
    for file in files:
        for service in _layer(file.path, file.data, is_own=True).services:
            if service.image is not None:
                yield service.name, service.image.text or "", file.path, service.image.line


def _layer(path: str, data: bytes, *, is_own: bool) -> ComposeLayer:
    documents = map(read_services, read_documents(split_lines(data)))
    services = (_service(document, name) for document in documents for name in document.services)
    return ComposeLayer(path=path, services=tuple(services), is_own=is_own)


def _service(document: ComposeDocument, name: str) -> ComposeService:
    node = document.services[name]
    network, profiles, image = (node.get(key) for key in ("network_mode", "profiles", "image"))
    return ComposeService(
        name=name,
        environment={
            variable: EnvironmentEntry(entry_text(entry), entry.line)
            for variable, entry in document.environment(name).items()
        },
        env_files=tuple(path.value for path in document.env_files(name)),
        profiles=tuple(each.value for each in profiles.children) if profiles else (),
        replicas=_replicas(node),
        image=_scalar(image),
        shares_host=network is not None and network.value == "host",
    )


def _replicas(service: Node) -> EnvironmentEntry | None:
    deploy = service.get("deploy")
    count = _scalar(deploy.get("replicas")) if deploy else None
    return count or _scalar(service.get("scale"))


def _scalar(node: Node | None) -> EnvironmentEntry | None:
    """Return the text and the line of a scalar, None if there is none or it is empty."""
    if node is None or node.kind != "scalar":
        return None
    return EnvironmentEntry(node.value, node.line) if node.value else None
