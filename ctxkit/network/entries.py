"""What leads into a cluster, by manifests: Ingress, HTTPRoute of the Gateway API, Route of
OpenShift; and what init containers wait for.

Not here: the workloads (`manifests.py`), proxies that run in containers (`proxies.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from ctxkit.files.state_objects import Fields, StateObject, command_of, dicts, fields
from ctxkit.model.maps import LinkSetting, MapLink
from ctxkit.network.decided import Decisions
from ctxkit.network.endpoints import endpoints_in

ENTRIES = frozenset({"Ingress", "HTTPRoute", "Route"})
"""Kinds of objects that send requests from outside to a Service."""

_MAX_ROUTES = 1_000
_ANY_HOST = "*"


class _Route(NamedTuple):
    """A host and a path, and the Service and its port to which they lead."""

    where: str
    service: str
    port: str


Ports = Mapping[str, Mapping[str, str]]
"""The numbers of the ports of each Service, by their names and numbers."""


def entry_name(found: StateObject) -> str:
    """Return what a map calls an entry, as kubectl does: `ingress/dify`."""
    return f"{found.kind.lower()}/{found.name}"


def ports_of(services: Iterable[StateObject]) -> Ports:
    """Return the ports of Services; a port is also known by the number in its pods."""
    found: dict[str, dict[str, str]] = {}
    for service in services:
        known = found.setdefault(service.name, {})
        for port in dicts(fields(service.data.get("spec")).get("ports")):
            number = str(port.get("port") or "")
            known.setdefault(number, number)
            for key in ("name", "targetPort"):
                known.setdefault(str(port.get(key) or ""), number)
    return found


def entry_links(
    found: StateObject, path: str, decisions: Decisions, ports: Ports
) -> Iterator[MapLink]:
    """Yield where an entry sends requests: only to what runs here."""
    for route in islice(_ROUTES[found.kind](found.data), _MAX_ROUTES):
        peer = decisions.deployment.network.service(route.service)
        if peer is None:
            continue
        line = found.line_of(route.service)
        decided = decisions.at(route.where, path, line)
        yield MapLink(
            caller=entry_name(found),
            callee=peer.name,
            port=ports.get(route.service, {}).get(route.port, route.port),
            kind="proxy",
            settings=(LinkSetting(name=route.where, decided=decided),),
        )


def _ingress(data: Fields) -> Iterator[_Route]:
    spec = fields(data.get("spec"))
    default = fields(spec.get("defaultBackend") or spec.get("backend"))
    if default:
        yield _Route(_ANY_HOST, *_backend(default))
    for rule in dicts(spec.get("rules")):
        for path in dicts(fields(rule.get("http")).get("paths")):
            where = f"{rule.get('host') or _ANY_HOST}{path.get('path') or '/'}"
            yield _Route(where, *_backend(fields(path.get("backend"))))


def _backend(backend: Fields) -> tuple[str, str]:
    """Return the Service and the port of a backend, also of the versions before v1."""
    service = fields(backend.get("service"))
    port = fields(service.get("port"))
    name = _text(service.get("name"), backend.get("serviceName"))
    return name, _text(port.get("number"), port.get("name"), backend.get("servicePort"))


def _http_route(data: Fields) -> Iterator[_Route]:
    spec = fields(data.get("spec"))
    names = spec.get("hostnames")
    hosts = [str(name) for name in names] if isinstance(names, list) else []
    for rule in dicts(spec.get("rules")):
        paths = [fields(match.get("path")).get("value") for match in dicts(rule.get("matches"))]
        for backend in dicts(rule.get("backendRefs")):
            if _text(backend.get("kind"), "Service") != "Service":
                continue
            service, port = _text(backend.get("name")), _text(backend.get("port"))
            for host in hosts or [_ANY_HOST]:
                for path in paths or ["/"]:
                    yield _Route(f"{host}{path or '/'}", service, port)


def _openshift_route(data: Fields) -> Iterator[_Route]:
    spec = fields(data.get("spec"))
    where = f"{spec.get('host') or _ANY_HOST}{spec.get('path') or '/'}"
    port = _text(fields(spec.get("port")).get("targetPort"))
    for to in (fields(spec.get("to")), *dicts(spec.get("alternateBackends"))):
        if to:
            yield _Route(where, _text(to.get("name")), port)


_ROUTES = {"Ingress": _ingress, "HTTPRoute": _http_route, "Route": _openshift_route}


def _text(*values: Any) -> str:
    return next((str(value) for value in values if value not in (None, "")), "")


# --- init containers ------------------------------------------------------------------------------


def waiting_links(
    found: StateObject, name: str, path: str, decisions: Decisions
) -> Iterator[MapLink]:
    """Yield the services whose URL the command of an init container has: it runs before the
    workload, which starts when they answer.
    """
    for container in dicts(fields(found.template.get("spec")).get("initContainers")):
        for word in " ".join(command_of(container)).split():
            if "://" not in word:
                continue
            for endpoint in endpoints_in(word):
                peer = decisions.deployment.network.service(endpoint.host)
                if peer is None or peer.name == name:
                    continue
                title = f"init container {container.get('name', '')}"
                decided = decisions.at(title, path, found.line_of(word))
                yield MapLink(
                    caller=name,
                    callee=peer.name,
                    port=endpoint.port,
                    settings=(LinkSetting(name=title, decided=decided),),
                )
