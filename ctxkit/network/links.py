"""The links of a deployment: a setting names another service, the container gets the setting, its
program reads it, and the choices that are made have it used.

Not here: what proxies are configured to call (`proxies.py`), queues (`queues.py`), what decides a
value (`decided.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.addresses import handed_address, is_public_address, told_address
from ctxkit.dify.listening import listener_of
from ctxkit.dify.programs import is_program
from ctxkit.dify.secrets import is_placeholder
from ctxkit.network.calls import (
    HOST_NAMES,
    Callers,
    Variables,
    is_in_use,
    is_read,
    variables_of,
    with_port,
)
from ctxkit.network.endpoints import Endpoint, endpoints_in
from ctxkit.network.modes import API, WORKER, mode_of

_NAMES = (*HOST_NAMES, "_HOSTS", "_URLS", "_ENDPOINTS", "_SERVERS", "_ADDRESS", "_ADDR", "_DSN")
_HOST, _DATABASE = "_HOST", "_DATABASE"
_OF_EVERY_MODE = ("DB_", "REDIS_", "CELERY_")
"""Settings of what the api's image needs whatever it does: the migration at start, the broker."""


class NamedHost(Struct, frozen=True, kw_only=True):
    """A host that a variable of a running container names, which its program calls.

    `caller` is the service that calls it, another one than that of the variable where `is_handed`.
    """

    caller: str
    endpoint: Endpoint
    variable: ContainerVariable
    database: str = ""
    is_handed: bool = False
    is_possible: bool = False
    is_read: bool = True


class Links(Struct, kw_only=True):
    """What the settings of a deployment name: containers that run, others, and hosts elsewhere.

    `off` name a service that is not started, `apart` one on another network.
    """

    inside: list[NamedHost] = field(default_factory=list)
    outside: list[NamedHost] = field(default_factory=list)
    off: list[NamedHost] = field(default_factory=list)
    apart: list[NamedHost] = field(default_factory=list)


def links_of(callers: Callers) -> Links:
    """Return what the settings of the containers that run name."""
    found = Links()
    network = callers.deployment.network
    for named in _named_hosts(callers):
        peer = network.service(named.endpoint.host)
        if peer is None:
            if not named.endpoint.is_bare or is_host(named.variable):
                found.outside.append(named)
        elif peer.name == named.caller:
            continue
        elif not callers.deployment.runs(peer.name):
            found.off.append(named)
        elif not network.are_connected(named.caller, peer.name):
            found.apart.append(named)
        else:
            found.inside.append(named)
    return found


def port_of(callers: Callers, named: NamedHost) -> str:
    """Return the port that is called: the one that is named, else the first on which the service
    listens.
    """
    if named.endpoint.port:
        return named.endpoint.port
    peer = callers.deployment.network.service(named.endpoint.host)
    if peer is None:
        return ""
    row = listener_of(callers.deployment.program(peer.name), peer.image)
    return row.ports[0] if row is not None else ""


def _named_hosts(callers: Callers) -> Iterator[NamedHost]:
    deployment = callers.deployment
    for service in deployment.services:
        if not deployment.runs(service):
            continue
        variables = variables_of(callers, service)
        for given in variables.values():
            for endpoint in _endpoints(variables, given):
                yield from _named(callers, service, variables, given, endpoint)


def _endpoints(variables: Variables, given: ContainerVariable) -> Iterator[Endpoint]:
    """Yield the hosts that a variable names, by its value or its name."""
    holds_host = is_host(given)
    if not holds_host and ":" not in given.value:
        return
    for endpoint in endpoints_in(given.value):
        is_named = holds_host or endpoint.port
        # 10:30 is a time
        if is_named and not endpoint.is_itself and not endpoint.host.isdecimal():
            yield with_port(endpoint, variables, given)


def is_host(given: ContainerVariable) -> bool:
    """Return whether a variable holds a host by its name, or a URL."""
    return given.name.upper().endswith(_NAMES) or "://" in given.value


def _named(
    callers: Callers,
    service: str,
    variables: Variables,
    given: ContainerVariable,
    endpoint: Endpoint,
) -> Iterator[NamedHost]:
    program = callers.deployment.program(service)
    if not calls_named(callers, variables, given):
        return
    has_code = is_program(program)
    if has_code and not is_read(callers, program, given.name):
        return
    if not has_code and not _is_meant(callers, given):
        return
    found = NamedHost(
        caller=service,
        endpoint=endpoint,
        variable=given,
        database=_database(variables, given),
        is_possible=may_be_idle(callers.deployment, service, program, given.name),
        is_read=has_code,
    )
    handed = handed_address(program, given.name)
    if handed is None:
        yield found
        return
    for other in callers.deployment.services:
        if callers.deployment.program(other) in handed.callers and callers.deployment.runs(other):
            yield NamedHost(caller=other, endpoint=endpoint, variable=given, is_handed=True)


def calls_named(callers: Callers, variables: Variables, given: ContainerVariable) -> bool:
    """Return whether a container that reads a variable calls the host in it, or hands it to one
    that does: not an address for browsers, a placeholder, or of a choice that is not made.
    """
    program = callers.deployment.program(given.service)
    if is_public_address(given.name) or told_address(program, given.name) is not None:
        return False
    return not is_placeholder(given.value) and is_in_use(callers, variables, given)


def _is_meant(callers: Callers, given: ContainerVariable) -> bool:
    """Return whether a variable of a container without code names a host by its own name, and
    somebody wrote it for this container.
    """
    return is_host(given) and callers.readers.uses(given)


def _database(variables: Variables, given: ContainerVariable) -> str:
    """Return the name of the database that a container uses on a host."""
    if not given.name.endswith(_HOST):
        return ""
    other = variables.get(given.name.removesuffix(_HOST) + _DATABASE)
    return other.value if other is not None else ""


def may_be_idle(deployment: Deployment, service: str, program: str, name: str) -> bool:
    """Return whether what a container does may never need a setting that its program reads."""
    if program != API or name.startswith(_OF_EVERY_MODE):
        return False
    return mode_of(deployment, service) not in (API, WORKER)
