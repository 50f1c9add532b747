"""A rendered chart, or what `kubectl get -o yaml` prints, as the deployment that a map is drawn
from: workloads with the variables of their containers, under the names of their Services.

ConfigMaps and Secrets are looked up where a container takes its variables from them; a Secret that
is not at hand gives none. Not here: reading the objects (`files/state_objects.py`).
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.deployment.network import Network as ServiceNetwork
from ctxkit.deployment.network import NetworkedService
from ctxkit.deployment.shipped import shipped_deployment
from ctxkit.dify.programs import scope_of_service
from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.state_objects import Fields, StateObject, command_of, dicts, fields, objects_in
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model.maps import MapLink
from ctxkit.network.decided import Decisions
from ctxkit.network.endpoints import endpoints_in
from ctxkit.network.entries import ENTRIES, entry_links, entry_name, ports_of, waiting_links
from ctxkit.network.inputs import MapInput, callers_of
from ctxkit.network.links import is_host
from ctxkit.network.proxies import ProxyFile

if TYPE_CHECKING:
    from ctxkit.deployment.rendering.chart import Dependency  # manifests need no templates

_WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"})
_FOR_A_WHILE = ("CronJob", "Job")
_HOOK = "helm.sh/hook"
_CONFIG, _SECRET = "ConfigMap", "Secret"
_ALL_OF = (("configMapRef", _CONFIG), ("secretRef", _SECRET))
_ONE_OF = (("configMapKeyRef", _CONFIG), ("secretKeyRef", _SECRET))
"""What a container takes all variables from, and what it takes one from."""
_CLUSTER = "cluster.local"
_MAX_WORKLOADS = 500
_MAX_VARIABLES = 100_000
_MAX_SECRET_CHARS = 20_000


_Held = tuple[str, str]
"""The kind and the name of what has values."""


class _Value(Struct, frozen=True, kw_only=True):
    """A value of a ConfigMap or a Secret, and where it is."""

    text: str
    path: str
    line: int


class _Objects(Struct, kw_only=True):
    """The objects of manifests by what they are for."""

    workloads: list[tuple[StateObject, str]] = field(default_factory=list)
    services: list[StateObject] = field(default_factory=list)
    entries: list[tuple[StateObject, str]] = field(default_factory=list)
    values: dict[_Held, dict[str, _Value]] = field(default_factory=dict)


def manifest_input(
    index: Index,
    sources: Sources,
    files: Sequence[CustomerFile],
    *,
    of: str = "",
    dependencies: Sequence[Dependency] = (),
    own_hosts: str = "",
    notes: tuple[str, ...] = (),
) -> MapInput:
    """Return what a map of manifests is drawn from. With `of` they are what a chart was rendered
    to here, without the charts that it depends on; `own_hosts` as in MapInput.

    Raise UsageError if they have no workload, or more than any deployment.
    """
    objects = _Objects()
    for file in files:
        for found in objects_in(decode(file.data)):
            _take(objects, found, file.path)
    paths = " with ".join(file.path for file in files)
    if not objects.workloads:
        raise UsageError(
            f"{paths} has no Deployment, StatefulSet, DaemonSet, CronJob or Job",
            hint="give what `helm get manifest`, `helm template` or "
            "`kubectl get deploy,sts,ds,cj,svc,cm,ing -o yaml` prints",
        )
    if len(objects.workloads) > _MAX_WORKLOADS:
        raise UsageError(f"{paths} has more than {_MAX_WORKLOADS} workloads")
    deployment = _deployment(objects, frozenset(file.path for file in files))
    _add_dependencies(deployment, dependencies)
    decisions = Decisions(deployment=deployment, env=EnvFile(path=""), is_rendered=bool(of))
    return MapInput(
        of=of or paths,
        callers=callers_of(index, sources, deployment, shipped=shipped_deployment(sources)),
        decisions=decisions,
        proxies=dict(_proxies(objects)),
        said=tuple(_said(objects, decisions)),
        own_hosts=own_hosts,
        notes=(*notes, *_notes(objects)),
    )


def _take(objects: _Objects, found: StateObject, path: str) -> None:
    annotations = fields(fields(found.data.get("metadata")).get("annotations"))
    if not found.name or _HOOK in annotations:
        return  # a hook runs for a moment, when helm does
    if found.kind in _WORKLOADS:
        objects.workloads.append((found, path))
    elif found.kind == "Service":
        objects.services.append(found)
    elif found.kind in ENTRIES:
        objects.entries.append((found, path))
    elif found.kind in (_CONFIG, _SECRET):
        objects.values[found.kind, found.name] = dict(_values(found, path))


def _values(found: StateObject, path: str) -> Iterator[tuple[str, _Value]]:
    for key, value in fields(found.data.get("data")).items():
        text = str(value or "")
        if found.kind == _SECRET:
            text = _decoded(text)
        line = found.line_of(f"  {key}:", f'"{key}"')
        yield str(key), _Value(text=text, path=path, line=line)
    for key, value in fields(found.data.get("stringData")).items():
        yield str(key), _Value(text=str(value), path=path, line=found.line_of(f"  {key}:"))


def _decoded(text: str) -> str:
    try:
        return b64decode(text[:_MAX_SECRET_CHARS], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


# --- the workloads -------------------------------------------------------------------------------


def _deployment(objects: _Objects, paths: frozenset[str]) -> Deployment:
    services: dict[str, dict[str, ContainerVariable]] = {}
    networked: dict[str, NetworkedService] = {}
    programs: dict[str, str] = {}
    left = _MAX_VARIABLES
    for found, path in objects.entries:
        name = entry_name(found)
        services[name], programs[name] = {}, ""
        networked[name] = NetworkedService(name=name, path=path, line=found.line_of())
    for found, path in objects.workloads:
        name = _name(found)
        if name in services:
            continue
        container = found.main_container
        # Some may come twice, or again and again: those that override others count, too.
        given = list(islice(_variables(objects, name, container, found, path), left + 1))
        left -= len(given)
        if left < 0:
            raise UsageError(f"{path}: its containers have more than {_MAX_VARIABLES:,} variables")
        image = str(container.get("image") or "")
        services[name] = {each.name: each for each in given}
        programs[name] = scope_of_service(_plain(found.name), image)
        networked[name] = NetworkedService(
            name=name,
            image=image,
            path=path,
            line=found.line_of(f"name: {name}"),
            names=frozenset(_host_names(objects, found)),
            ports=frozenset(_ports(container)),
            command=" ".join(command_of(container)) or None,
            command_at=(path, found.line_of("command:", "args:")),
            health=_health(container),
            mounts=tuple(_mounts(container)),
            published=tuple(_published(objects, found)),
        )
    return Deployment(
        services=services,
        profiles={},
        replicas={},
        env={},
        programs=programs,
        own=paths,
        network=ServiceNetwork(services=networked),
    )


def _name(workload: StateObject) -> str:
    """Return what a map calls a workload: `cronjob/cleanup` runs for a while only."""
    if workload.kind in _FOR_A_WHILE:
        return f"{workload.kind.lower()}/{workload.name}"
    return workload.name


def _add_dependencies(deployment: Deployment, dependencies: Sequence[Dependency]) -> None:
    """Add a service for each chart whose objects are not at hand, under the names by which the
    others call it.
    """
    variables = [each for given in deployment.services.values() for each in given.values()]
    named = {host for v in variables if is_host(v) for host, _ in endpoints_in(v.value)}
    for each in dependencies:
        hosts = sorted(filter(each.has, named), key=lambda host: (len(host), host))
        if not hosts or hosts[0] in deployment.services:
            continue
        name = hosts[0]
        deployment.services[name] = {}
        deployment.network.services[name] = NetworkedService(
            name=name, image=each.image, names=frozenset(hosts)
        )


def _said(objects: _Objects, decisions: Decisions) -> Iterator[MapLink]:
    """Yield the links of what leads into the cluster, and of init containers."""
    ports = ports_of(objects.services)
    for found, path in objects.entries:
        yield from entry_links(found, path, decisions, ports)
    for found, path in objects.workloads:
        yield from waiting_links(found, _name(found), path, decisions)


def _plain(name: str) -> str:
    """Return the name of a workload without that of its release: `mydify-proxy` is `proxy`."""
    return name.rpartition("-")[2]


def _variables(
    objects: _Objects, service: str, container: Fields, found: StateObject, path: str
) -> Iterator[ContainerVariable]:
    """Yield the variables of a container: later ones override earlier ones, `env` all others."""
    for source in dicts(container.get("envFrom")):
        prefix = str(source.get("prefix") or "")
        for held in _named(source, _ALL_OF):
            for variable, value in objects.values.get(held, {}).items():
                yield _variable(service, prefix + variable, value)
    for entry in dicts(container.get("env")):
        name = str(entry.get("name") or "")
        given = _value_of(objects, entry, found, path)
        if name and given is not None:
            yield _variable(service, name, given)


def _variable(service: str, name: str, value: _Value) -> ContainerVariable:
    return ContainerVariable(
        service=service,
        name=name,
        value=value.text,
        text=value.text,
        path=value.path,
        line=value.line,
        sources=(),
    )


def _value_of(objects: _Objects, entry: Fields, found: StateObject, path: str) -> _Value | None:
    reference = fields(entry.get("valueFrom"))
    for key, kind in _ONE_OF:
        asked = fields(reference.get(key))
        if asked:
            held = objects.values.get((kind, str(asked.get("name") or "")), {})
            return held.get(str(asked.get("key") or ""))
    if reference:
        return None  # a field of the pod
    value = entry.get("value")
    line = found.line_of(f"name: {entry.get('name')}", f'"{entry.get("name")}"')
    return _Value(text="" if value is None else str(value), path=path, line=line)


def _health(container: Fields) -> str:
    for key in ("readinessProbe", "livenessProbe", "startupProbe"):
        probe = fields(container.get(key))
        request = fields(probe.get("httpGet"))
        if request:
            return f"{key} GET {request.get('path', '/')} on port {request.get('port', '')}"
        command = command_of(fields(probe.get("exec")))
        if command:
            return f"{key} {' '.join(command)}"
        if probe:
            return key
    return ""


def _mounts(container: Fields) -> Iterator[str]:
    for mount in dicts(container.get("volumeMounts")):
        yield f"{mount.get('name', '')}:{mount.get('mountPath', '')}"


def _ports(container: Fields) -> Iterator[str]:
    for port in dicts(container.get("ports")):
        if port.get("containerPort"):
            yield str(port["containerPort"])


# --- Services ------------------------------------------------------------------------------------


def _services_of(objects: _Objects, workload: StateObject) -> Iterator[StateObject]:
    """Yield the Services that select the pods of a workload."""
    labels = fields(fields(workload.template.get("metadata")).get("labels"))
    for service in objects.services:
        selector = fields(fields(service.data.get("spec")).get("selector"))
        if selector and all(labels.get(key) == value for key, value in selector.items()):
            yield service


def _host_names(objects: _Objects, workload: StateObject) -> Iterator[str]:
    """Yield the names under which other pods reach a workload."""
    for service in _services_of(objects, workload):
        namespace = str(fields(service.data.get("metadata")).get("namespace") or "")
        yield service.name
        if namespace:
            yield f"{service.name}.{namespace}"
            yield f"{service.name}.{namespace}.svc"
            yield f"{service.name}.{namespace}.svc.{_CLUSTER}"


def _published(objects: _Objects, workload: StateObject) -> Iterator[str]:
    for service in _services_of(objects, workload):
        spec = fields(service.data.get("spec"))
        kind = str(spec.get("type") or "ClusterIP")
        for port in dicts(spec.get("ports")):
            yield f"{service.name}:{port.get('port', '')} ({kind})"


# --- configurations of proxies, and what is not at hand ------------------------------------------


def _proxies(objects: _Objects) -> Iterator[tuple[str, tuple[ProxyFile, ...]]]:
    """Yield the configurations that workloads have from ConfigMaps."""
    for found, _ in objects.workloads:
        files = []
        volumes = dicts(fields(found.template.get("spec")).get("volumes"))
        for held in dict.fromkeys(held for volume in volumes for held in _config_maps(volume)):
            for value in objects.values.get(held, {}).values():
                lines = tuple(value.text.split("\n"))
                files.append(ProxyFile(path=value.path, lines=lines, before=value.line))
        if files:
            yield _name(found), tuple(files)


def _config_maps(volume: Fields) -> Iterator[_Held]:
    for source in (volume, *dicts(fields(volume.get("projected")).get("sources"))):
        yield from _named(source, (("configMap", _CONFIG),))


def _notes(objects: _Objects) -> Iterator[str]:
    """Yield what containers take their variables from and is not in the manifests."""
    missing: dict[str, None] = {}
    for found, _ in objects.workloads:
        for held in _asked(found.main_container):
            if held not in objects.values:
                missing[" ".join(held)] = None
    if missing:
        names = ", ".join(list(missing)[:6])
        yield f"not in the manifests, so links by their values are missing: {names}"


def _asked(container: Fields) -> Iterator[_Held]:
    for source in dicts(container.get("envFrom")):
        yield from _named(source, _ALL_OF)
    for entry in dicts(container.get("env")):
        yield from _named(fields(entry.get("valueFrom")), _ONE_OF)


def _named(source: Fields, kinds: Iterable[tuple[str, str]]) -> Iterator[_Held]:
    """Yield what a source of variables refers to."""
    for key, kind in kinds:
        name = fields(source.get(key)).get("name")
        if name:
            yield kind, str(name)
