"""The network of a deployment: under which names containers reach each other, and what they run.

Not here: what one compose file says (`service_network.py`), the ports on which programs listen
(`dify/listening.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from ctxkit.deployment.service_network import ServiceNetwork, over
from ctxkit.deployment.services import ComposeService
from ctxkit.files.interpolation import Room, resolved

DEFAULT_NETWORK = "default"

Part = tuple[ComposeService, str, Mapping[str, str]]
"""What one compose file says of a service, its path, and the values that interpolate it."""


class NetworkedService(Struct, frozen=True, kw_only=True):
    """A service in the network, all of its compose files merged and interpolated.

    `path` and `line` are where its image is set, or where it begins; `names` other names under
    which all containers know it, `hosts` those that it alone knows. `ports` are those of its
    container that it publishes or exposes. `command` is None for that of the image; `command_at`
    is its file and line. `mounts` are its volumes, `published` its ports in the short form.
    `health` is the command of its health check, not interpolated: it may have a password.
    """

    name: str
    image: str = ""
    path: str = ""
    line: int = 0
    names: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset({DEFAULT_NETWORK})
    mode: str = ""
    ports: frozenset[str] = frozenset()
    command: str | None = None
    command_at: tuple[str, int] = ("", 0)
    searches_domains: bool = False
    mounts: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    health: str = ""


class Network(Struct, frozen=True, kw_only=True):
    """The services of a deployment by name; `external` are networks that it shares with others."""

    services: dict[str, NetworkedService] = field(default_factory=dict)
    external: frozenset[str] = frozenset()
    _by_name: dict[str, str] = field(default_factory=dict)

    def service(self, host: str) -> NetworkedService | None:
        """Return the service that containers reach under a name."""
        if not self._by_name:
            for service in self.services.values():
                for name in (service.name, *service.names):
                    self._by_name.setdefault(name.lower(), service.name)
        found = self._by_name.get(host.lower())
        return self.services[found] if found is not None else None

    def knows(self, caller: str, host: str) -> bool:
        """Return whether a container has a host for a name."""
        own = self.services.get(caller)
        listed = own.hosts if own is not None else frozenset()
        return self.service(host) is not None or host.lower() in map(str.lower, listed)

    def is_open(self, caller: str) -> bool:
        """Return whether a container may reach hosts that the deployment does not name: on another
        project's network, on its host, or with name servers of its own.
        """
        own = self.services.get(caller)
        if own is None or own.mode or own.searches_domains:
            return True
        return not own.networks.isdisjoint(self.external)

    def are_connected(self, caller: str, other: str) -> bool:
        """Return whether two services have a network in common; True where that is not known."""
        ends = [self.services.get(name) for name in (caller, other)]
        if any(end is None or end.mode for end in ends):
            return True
        first, second = (end.networks for end in ends if end is not None)
        return not first.isdisjoint(second)


def network_of(
    merged: Mapping[str, Sequence[Part]], external: Iterable[frozenset[str]], room: Room
) -> Network:
    """Return the network of services, each with what its compose files say in order."""
    services = {name: _service(name, parts, room) for name, parts in merged.items()}
    return Network(services=services, external=frozenset().union(*external))


def _service(name: str, parts: Sequence[Part], room: Room) -> NetworkedService:
    said = ServiceNetwork()
    image, command_at = "", ("", 0)
    path, line = (parts[0][1], parts[0][0].line) if parts else ("", 0)
    values: dict[str, str] = {}
    for service, file, given in parts:
        values.update(given)
        said = over(said, service.network)
        if service.network.command is not None:
            command_at = (file, service.network.command_line)
        if service.image is not None:
            image = resolved(service.image.text or "", given, room)
            path, line = service.image.path or file, service.image.line
    return NetworkedService(
        name=name,
        image=image,
        path=path,
        line=line,
        names=frozenset(_resolved(said.names, values, room)),
        hosts=frozenset(_resolved(said.hosts, values, room)),
        networks=frozenset(said.networks or (DEFAULT_NETWORK,)),
        mode=resolved(said.mode, values, room),
        ports=frozenset(_ports(said.ports, values, room)),
        command=resolved(said.command, values, room) if said.command is not None else None,
        command_at=command_at,
        searches_domains=said.searches_domains,
        mounts=tuple(_resolved(said.mounts, values, room)),
        published=tuple(_resolved(said.published, values, room)),
        health=said.health,
    )


def _resolved(texts: Iterable[str], values: Mapping[str, str], room: Room) -> Iterator[str]:
    for text in texts:
        yield resolved(text, values, room)


def _ports(texts: Iterable[str], values: Mapping[str, str], room: Room) -> Iterator[str]:
    """Yield the ports of the container: the last part of 127.0.0.1:8080:80/tcp."""
    for text in _resolved(texts, values, room):
        yield text.rpartition(":")[2].partition("/")[0].strip()
