"""Hosts that containers call: names that nothing in the network has, services on another network.

Not here: services that are not started (`started.py`), how a host is written
(`ask/check/env_rules/url_forms.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.containers import Deployment
from ctxkit.dify.listening import Listener, listener_of
from ctxkit.dify.service_names import renamed_service
from ctxkit.dify.services import database_of
from ctxkit.model import Severity
from ctxkit.network.calls import Call, database_type
from ctxkit.text.similarity import closest

_ALIKE = 0.6

_RUNNER = (
    "services:\n  api:\n    environment:\n      CODE_EXECUTION_ENDPOINT: http://runner:8194\n"
    "  runner:\n    image: langgenius/dify-sandbox:0.2.15\n"
)

UNKNOWN_HOST = FileRule(
    id="unknown-host",
    category="unknown-host",
    severity="warning",
    summary="A host is no service of the deployment",
    why="The containers find each other by the names of services, network aliases, container_name"
    " and extra_hosts; they cannot resolve another name without a dot, unless a name server of the"
    " host does. It is an error if it is the name that a service had in another version of Dify.",
    remedy="Use the name of the service, or the full name or address of a host elsewhere.",
    broken={"env": "REDIS_HOST=redis-server\n"},
    kept={"env": "REDIS_HOST=redis.example.com\n"},
)
NETWORKS_APART = FileRule(
    id="networks-apart",
    category="unknown-host",
    severity="warning",
    summary="A setting points to a service with which the container shares no network",
    why="The containers of different networks cannot resolve each other's names.",
    remedy="Add the service to a network of the container that calls it.",
    broken={"compose": _RUNNER + "    networks: [apart]\nnetworks:\n  apart: {}\n"},
    kept={"compose": _RUNNER},
)
RULES = (UNKNOWN_HOST, NETWORKS_APART)


def check_hosts(case: EnvCase, calls: Iterable[Call]) -> None:
    """Report hosts that the container which calls them cannot resolve."""
    for call in calls:
        line = case.deciding_line(call.variable) if call.variable is not None else None
        if line is None or not call.endpoint.is_bare:
            continue
        if case.reporter.has(line.setting.name, line.path, "url-form"):
            continue  # its host is not the one that was meant
        if not case.deployment.network.knows(call.caller, call.endpoint.host):
            _report_unknown(case, call, line)
        elif not _is_reachable(case, call):
            _report_apart(case, call, line)


def is_unknown(case: EnvCase, call: Call) -> bool:
    """Return whether no container and no other host of the deployment has the host's name."""
    network, host = case.deployment.network, call.endpoint.host
    if not call.endpoint.is_bare or network.knows(call.caller, host):
        return False
    return not network.is_open(call.caller)


def _is_reachable(case: EnvCase, call: Call) -> bool:
    network = case.deployment.network
    peer = network.service(call.endpoint.host)
    if peer is None or network.is_open(call.caller):
        return True
    return network.are_connected(call.caller, peer.name)


def _report_unknown(case: EnvCase, call: Call, line: UserLine) -> None:
    if not is_unknown(case, call):
        return
    host = call.endpoint.host
    near = nearest_service(case, call)
    message = (
        f"{line.setting.name} points to {host}, which is no service, network alias, container_name "
        "or extra_host of the deployment"
    )
    severity: Severity | None = None
    if renamed_service(host) == near != "":
        message = (
            f"{line.setting.name} points to {host}, but no service has that name: Dify "
            f"{case.version} calls it {near}"
        )
        severity = "error"
    elif near:
        message += f"; nearest: {near}"
    fix = f"use {near}" if near else "use the name of a service"
    fix += ", or the full name or address of the host if it is elsewhere"
    case.reporter.add(UNKNOWN_HOST, line.spot, message, fix, severity=severity)


def nearest_service(case: EnvCase, call: Call) -> str:
    """Return the service that a host most likely means, or ""."""
    candidates = list(_likely(case, call))
    names = list(case.deployment.services)
    alike = closest(call.endpoint.host, names, at_least=_ALIKE, limit=1)
    return next((name for name in (*candidates, *alike) if name in names), "")


def _likely(case: EnvCase, call: Call) -> Iterator[str]:
    host = call.endpoint.host.lower()
    if call.variable is not None and call.variable.name == "DB_HOST":
        database = database_of(database_type(case.callers, call))
        if database is not None:
            yield database.service
    if call.shipped is not None:
        yield call.shipped.host
        yield from _of_same_kind(case, call.shipped.host)
    for name in case.deployment.services:
        shorter, longer = sorted((_words(host), _words(name.lower())), key=len)
        if set(shorter) <= set(longer):
            yield name


def _of_same_kind(case: EnvCase, shipped: str) -> Iterator[str]:
    """Yield the services that run what a service of Dify's own compose file runs."""
    wanted = _listener(case.shipped, shipped)
    for name in case.deployment.services if wanted is not None else ():
        if _listener(case.deployment, name) is wanted:
            yield name


def _listener(deployment: Deployment, service: str) -> Listener | None:
    own = deployment.network.services.get(service)
    image = own.image if own is not None else ""
    return listener_of(deployment.program(service), image)


def _words(name: str) -> list[str]:
    return name.replace("-", "_").split("_")


def _report_apart(case: EnvCase, call: Call, line: UserLine) -> None:
    peer = case.deployment.network.service(call.endpoint.host)
    own = case.deployment.network.services[call.caller]
    assert peer is not None
    message = (
        f"{line.setting.name} points to {peer.name}, but {call.caller} shares no network with it"
    )
    fix = f"add {peer.name} to a network of {call.caller}: {', '.join(sorted(own.networks))}"
    case.reporter.add(NETWORKS_APART, line.spot, message, fix)
