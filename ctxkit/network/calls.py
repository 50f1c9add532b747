"""Which containers call which: the variables of a running container with a host that its program
connects to from inside the network.

A variable is one of these if Dify ships it with a service of its compose file as the host, if it
belongs to the selected vector store, or if it is an address that no browser needs. Not here: what
is wrong with a call (`ask/check/network/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.addresses import ADDRESSES
from ctxkit.dify.choices import is_of_other_choice, is_on
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import is_program
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.secrets import is_placeholder
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.files.proxy_files import sent_to
from ctxkit.index.sources import Sources
from ctxkit.network.endpoints import Endpoint, endpoint_of
from ctxkit.network.modes import API
from ctxkit.network.readers import Readers

NGINX_TEMPLATE = "docker/nginx/conf.d/default.conf.template"
"""Where Dify's nginx sends requests, in the repository dify."""

Variables = Mapping[str, ContainerVariable]
"""The variables of a container by name."""

_Name = tuple[str, str]
"""A program and a variable of it."""

_HOST_SUFFIX, _PORT_SUFFIX = "_HOST", "_PORT"
HOST_NAMES = (_HOST_SUFFIX, "_URL", "_URI", "_ENDPOINT", "_SERVER")
_INNER_ADDRESSES = frozenset(row.name for row in ADDRESSES if not row.public)
_REDIS_MODES = ("REDIS_USE_SENTINEL", "REDIS_USE_CLUSTERS")
_TEMPLATE_MOUNT = "nginx/conf.d"
_DB_TYPE = "DB_TYPE"


class Callers(Struct, frozen=True, kw_only=True):
    """What the calls of a deployment follow from: its containers, those that Dify ships, what the
    programs read.
    """

    deployment: Deployment
    shipped: Deployment
    readers: Readers
    sources: Sources


class Call(Struct, frozen=True, kw_only=True):
    """A container calls a host on a port; `shipped` are those that Dify ships, None if they are no
    service of its compose file.

    `variable` holds the host, `port_variable` the port if that is another one. Both are None where
    the address stands in a file that Dify ships, which `file` names.
    """

    caller: str
    endpoint: Endpoint
    variable: ContainerVariable | None = None
    port_variable: ContainerVariable | None = None
    shipped: Endpoint | None = None
    file: str = ""


def calls(callers: Callers) -> Iterator[Call]:
    """Yield the calls of the containers that are started."""
    deployment = callers.deployment
    inner = _inner_hosts(callers.shipped)
    for service in deployment.services:
        program = deployment.program(service)
        if not is_program(program) or not deployment.runs(service):
            continue
        variables = variables_of(callers, service)
        for given in variables.values():
            call = _call(callers, program, variables, given, inner.get((program, given.name)))
            if call is not None:
                yield replace(call, caller=service)
        if program == "nginx":
            yield from _calls_of_nginx(callers, service)


def database_type(callers: Callers, call: Call) -> str:
    """Return the kind of database that a container, or else the api, is set up for."""
    own = callers.deployment.value(call.caller, _DB_TYPE)
    return own or callers.deployment.value(API, _DB_TYPE)


def _inner_hosts(shipped: Deployment) -> Mapping[_Name, Endpoint]:
    """Return the services, with ports, that Dify ships as hosts."""
    found: dict[_Name, Endpoint] = {}
    for service, variables in shipped.services.items():
        for given in variables.values():
            endpoint = _endpoint(variables, given)
            peer = shipped.network.service(endpoint.host) if endpoint is not None else None
            if endpoint is not None and peer is not None:
                name = shipped.program(service), given.name
                found[name] = endpoint._replace(host=peer.name)
    return found


def variables_of(callers: Callers, service: str) -> Variables:
    """Return the variables of a container. What only an `env_file` would set has the value that
    Dify ships, as the file may not be at hand.
    """
    own = callers.deployment.services[service]
    if service not in callers.deployment.env_files:
        return own
    program, shipped = callers.deployment.program(service), callers.shipped.services
    same = (each for each in shipped if callers.shipped.program(each) == program)
    return {**shipped.get(service, shipped.get(next(same, ""), {})), **own}


def _call(
    callers: Callers,
    program: str,
    variables: Variables,
    given: ContainerVariable,
    shipped: Endpoint | None,
) -> Call | None:
    if shipped is None and not _is_inner(program, given.name):
        return None
    endpoint = _endpoint(variables, given)
    if endpoint is None or is_placeholder(given.value):
        return None
    if not is_in_use(callers, variables, given) or not is_read(callers, program, given.name):
        return None
    return Call(
        caller=given.service,
        endpoint=endpoint,
        variable=given,
        port_variable=port_variable(variables, given),
        shipped=shipped,
    )


def _endpoint(variables: Variables, given: ContainerVariable) -> Endpoint | None:
    """Return the host in a variable, with the port of another one that belongs to it."""
    endpoint = endpoint_of(given.value)
    if endpoint is None or not (endpoint.port or given.name.endswith(HOST_NAMES)):
        return None
    return with_port(endpoint, variables, given)


def with_port(endpoint: Endpoint, variables: Variables, given: ContainerVariable) -> Endpoint:
    """Return a host with the port of another variable that belongs to it, unless it has one."""
    other = port_variable(variables, given)
    if endpoint.port or other is None:
        return endpoint
    port = other.value.strip()
    return endpoint._replace(port=port if port.isdecimal() else "")


def port_variable(variables: Variables, given: ContainerVariable) -> ContainerVariable | None:
    """Return the variable with the port of a host: DB_PORT of DB_HOST."""
    if not given.name.endswith(_HOST_SUFFIX):
        return None
    return variables.get(given.name.removesuffix(_HOST_SUFFIX) + _PORT_SUFFIX)


def _is_inner(program: str, name: str) -> bool:
    if program != API or not name.endswith(HOST_NAMES):
        return False
    return name in _INNER_ADDRESSES or any(store.owns(name) for store in VECTOR_STORES)


def is_in_use(callers: Callers, variables: Variables, given: ContainerVariable) -> bool:
    """Return whether the program connects to the host as it, or else the api, is set up."""

    def value_of(name: str) -> str:
        return variables[name].value if name in variables else callers.deployment.value(API, name)

    if is_of_other_choice(given.name, value_of):
        return False
    is_other_redis = any(is_on(value_of(mode)) for mode in _REDIS_MODES)
    return not (given.name == "REDIS_HOST" and is_other_redis)


def is_read(callers: Callers, program: str, name: str) -> bool:
    """Return whether a program reads a variable: one that gets all of the `.env` ignores most."""
    return is_read_by_library(name) or callers.readers.reads(program, name)


def _calls_of_nginx(callers: Callers, service: str) -> Iterator[Call]:
    """Yield what the template says that Dify ships, if nginx uses it."""
    if not uses_template(callers.deployment, service):
        return
    lines = callers.sources.lines(DIFY, NGINX_TEMPLATE)
    for endpoint in dict.fromkeys(endpoint_of(sent.target) for sent in sent_to(lines)):
        if endpoint is not None:
            yield Call(caller=service, endpoint=endpoint, shipped=endpoint, file=NGINX_TEMPLATE)


def uses_template(deployment: Deployment, service: str) -> bool:
    """Return whether a container of nginx has the folder with Dify's template."""
    own = deployment.network.services.get(service)
    return own is not None and any(_TEMPLATE_MOUNT in mount for mount in own.mounts)
