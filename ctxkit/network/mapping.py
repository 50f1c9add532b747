"""The map of a deployment: the services that run, who calls whom by which setting, hosts elsewhere.

Not here: each kind of link (`links.py`, `proxies.py`, `queues.py`), one service of the map
(`ask/explain/service.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ctxkit.deployment.network import NetworkedService
from ctxkit.dify.images import PROGRAMS_WITH_IMAGE, is_tag_of, tag_of
from ctxkit.dify.listening import Listener, listener_of
from ctxkit.dify.programs import SERVICES_OF, homes_of, is_program, scope_name
from ctxkit.index.reader import Index
from ctxkit.model.maps import (
    DeploymentMap,
    LinkKind,
    LinkSetting,
    MapLink,
    MapService,
)
from ctxkit.network.columns import COLUMNS, column_of
from ctxkit.network.inputs import MapInput
from ctxkit.network.links import Links, NamedHost, links_of, port_of
from ctxkit.network.modes import API, mode_of
from ctxkit.network.outside import outside_hosts
from ctxkit.network.proxies import ProxyTarget, proxy_targets
from ctxkit.network.queues import queue_links
from ctxkit.text.redact import Redactor

_NO_SERVICE = "a name that no service here has"
_ENTRY = "entry from outside the cluster"
_KINDS = ("proxy", "setting", "handed", "queue")


def map_of(given: MapInput, index: Index) -> DeploymentMap:
    """Return the map of a deployment."""
    deployment = given.callers.deployment
    links = links_of(given.callers)
    if given.own_hosts:
        links.outside = [each for each in links.outside if not _is_own(each, given.own_hosts)]
    targets = list(proxy_targets(given.callers, given.proxies))
    proxies = {target.caller for target in targets}
    proxies.update(link.caller for link in given.said if link.kind == "proxy")
    running = [name for name in deployment.services if deployment.runs(name)]
    services = [service_of(given, index, name, is_proxy=name in proxies) for name in running]
    services.sort(key=lambda each: COLUMNS.index(each.column))
    named = [*_of_proxies(given, targets), *_of_settings(given, links.inside), *given.said]
    found = [*_merged(named), *queue_links(given)]
    order = {service.name: number for number, service in enumerate(services)}
    return DeploymentMap(
        of=given.of,
        services=tuple(services),
        links=tuple(sorted(found, key=lambda link: _place(link, order))),
        outside=tuple(outside_hosts(given, index, links.outside)),
        off=tuple(name for name in deployment.services if name not in running),
        notes=(*given.notes, *_other_versions(services), *_notes(given, links)),
    )


def _is_own(named: NamedHost, start: str) -> bool:
    return named.endpoint.is_bare and named.endpoint.host.startswith(start)


def part_of(drawn: DeploymentMap, name: str) -> DeploymentMap:
    """Return the part of a map that has one service, its links and neighbours."""
    links = tuple(link for link in drawn.links if name in (link.caller, link.callee))
    near = {name, *(end for link in links for end in (link.caller, link.callee))}
    return replace(
        drawn,
        services=tuple(service for service in drawn.services if service.name in near),
        links=links,
        outside=tuple(host for host in drawn.outside if name in host.services),
        about=name,
        notes=tuple(note for note in drawn.notes if name in note.split()),
    )


def _place(link: MapLink, order: dict[str, int]) -> tuple[int, ...]:
    return order[link.caller], _KINDS.index(link.kind), order[link.callee]


def service_of(given: MapInput, index: Index, name: str, *, is_proxy: bool) -> MapService:
    """Return a service of a deployment, running or not."""
    deployment = given.callers.deployment
    own = deployment.network.services[name]
    program = deployment.program(name)
    mode = mode_of(deployment, name) if program == API else ""
    row = listener_of(program, own.image)
    found = MapService(
        name=name,
        column=column_of(program, mode, own.image, is_proxy=is_proxy),
        image=own.image,
        mode=mode,
        ports=_ports(row, own, mode),
        published=own.published,
        health=Redactor().mask(own.health),
        mounts=own.mounts,
        at=given.decisions.at(name, own.path, own.line),
    )
    if is_proxy and not own.image:
        found = replace(found, title=_ENTRY)
    if is_program(program):
        found = replace(found, program=program, title=scope_name(program))
    checkout = index.checkouts().get(_repo_of(program))
    if checkout is not None:
        found = replace(found, repo=checkout.repo, version=checkout.version)
    return found


def _ports(row: Listener | None, own: NetworkedService, mode: str) -> tuple[str, ...]:
    """Return the ports on which a container listens: workers on none."""
    if mode not in ("", API):
        return ()
    return row.ports if row is not None else tuple(sorted(own.ports))


def _repo_of(program: str) -> str:
    """Return the repository with the code of a program, "" where none has it: of nginx and squid,
    Dify has the configuration only.
    """
    if program not in PROGRAMS_WITH_IMAGE:
        return ""
    return homes_of(SERVICES_OF[program][0])[0][0]


# --- links ---------------------------------------------------------------------------------------


def _of_proxies(given: MapInput, targets: Iterable[ProxyTarget]) -> Iterator[MapLink]:
    deployment = given.callers.deployment
    for target in targets:
        peer = deployment.network.service(target.endpoint.host)
        if peer is None or peer.name == target.caller or not deployment.runs(peer.name):
            continue
        decided = given.decisions.at(target.path, target.file.path, target.line)
        yield MapLink(
            caller=target.caller,
            callee=peer.name,
            port=target.endpoint.port,
            kind="proxy",
            settings=(LinkSetting(name=target.path, decided=decided),),
        )


def _of_settings(given: MapInput, named: Iterable[NamedHost]) -> Iterator[MapLink]:
    for each in named:
        peer = given.callers.deployment.network.service(each.endpoint.host)
        if peer is None:
            continue
        decided = given.decisions.of(each.variable, each.endpoint.host)
        setting = LinkSetting(name=each.variable.name, decided=decided)
        kind: LinkKind = "setting"
        if each.is_handed:
            kind = "handed"
            program = given.callers.deployment.program(each.variable.service)
            setting = replace(setting, program=program)
        yield MapLink(
            caller=each.caller,
            callee=peer.name,
            port=port_of(given.callers, each),
            kind=kind,
            settings=(setting,),
            database=each.database,
            is_possible=each.is_possible,
            is_read=each.is_read,
        )


def _merged(links: Iterable[MapLink]) -> list[MapLink]:
    """Return the links, those between the same services on the same port as one."""
    found: dict[tuple[str, str, str], MapLink] = {}
    for link in sorted(links, key=lambda link: _KINDS.index(link.kind)):
        key = link.caller, link.callee, link.port
        first = found.get(key)
        if first is None:
            found[key] = link
            continue
        found[key] = replace(
            first,
            settings=tuple(dict.fromkeys((*first.settings, *link.settings))),
            database=first.database or link.database,
            is_possible=first.is_possible and link.is_possible,
            is_read=first.is_read or link.is_read,
        )
    return list(found.values())


def _other_versions(services: Iterable[MapService]) -> Iterator[str]:
    """Yield the images that are of another version than the source at hand."""
    seen: set[tuple[str, str]] = set()
    for service in services:
        tag = tag_of(service.image).removeprefix("v")
        if not service.repo or tag in ("", "latest") or (service.repo, tag) in seen:
            continue
        seen.add((service.repo, tag))
        if not is_tag_of(tag, service.version):
            yield (
                f"{service.name} runs {service.image}, but the source of {service.repo} is at "
                f"{service.version}"
            )


def _notes(given: MapInput, links: Links) -> Iterator[str]:
    """Yield what a setting names and no container reaches."""
    for named, why in [
        *((each, "which is not started") for each in links.off),
        *((each, "with which it shares no network") for each in links.apart),
        *((each, _NO_SERVICE) for each in links.outside if each.endpoint.is_bare),
    ]:
        if named.is_possible:
            continue
        yield f"{named.variable.name} of {named.caller} names {named.endpoint.host}, {why}"
