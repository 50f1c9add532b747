"""The hosts that a deployment must reach and that are no container of it: named by settings, by
defaults in the code of its programs, or fixed.

Not here: what is written into the console or into plugins: model providers, tools, data sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.outside_hosts import FIXED_HOSTS
from ctxkit.dify.programs import is_program
from ctxkit.index.reader import Index
from ctxkit.model import ConfigKey
from ctxkit.model.maps import DecidedAt, LinkSetting, OutsideHost
from ctxkit.network.calls import is_read, variables_of
from ctxkit.network.endpoints import Endpoint, endpoint_of
from ctxkit.network.inputs import MapInput
from ctxkit.network.links import NamedHost, calls_named, may_be_idle
from ctxkit.settings.names import scope_of

_HTTPS = "443"

Named = tuple[Endpoint, LinkSetting, str]
"""A host, the setting that names it, the service that calls it."""


def outside_hosts(given: MapInput, index: Index, named: Iterable[NamedHost]) -> list[OutsideHost]:
    """Return the hosts elsewhere, sorted; `named` are those that settings of containers name."""
    found: dict[Endpoint, tuple[dict[LinkSetting, None], dict[str, None]]] = {}
    every = [*_of_settings(given, named), *_of_defaults(given, index), *_fixed(given)]
    for endpoint, setting, service in every:
        endpoint = endpoint._replace(host=endpoint.host.lower())
        settings, services = found.setdefault(endpoint, ({}, {}))
        settings[setting] = None
        services[service] = None
    return [
        OutsideHost(
            host=endpoint.host,
            port=endpoint.port,
            settings=tuple(settings),
            services=tuple(services),
        )
        for endpoint, (settings, services) in sorted(found.items())
    ]


def _of_settings(given: MapInput, named: Iterable[NamedHost]) -> Iterator[Named]:
    for each in named:
        if not each.is_possible:
            decided = given.decisions.of(each.variable, each.endpoint.host)
            yield each.endpoint, LinkSetting(name=each.variable.name, decided=decided), each.caller


def _of_defaults(given: MapInput, index: Index) -> Iterator[Named]:
    """Yield the defaults in the code of programs whose containers do not get the setting."""
    deployment = given.callers.deployment
    programs: dict[str, list[str]] = {}
    for service in deployment.services:
        if deployment.runs(service) and is_program(deployment.program(service)):
            programs.setdefault(deployment.program(service), []).append(service)
    for key in index.all(ConfigKey):
        endpoint = _default_of(key)
        if endpoint is None:
            continue
        program = scope_of(key)
        for service in programs.get(program, ()):
            variables = variables_of(given.callers, service)
            variable = ContainerVariable(
                service=service,
                name=key.name,
                value=key.default or "",
                text="",
                path=key.path,
                line=key.line,
                sources=(),
            )
            if key.name in variables or not calls_named(given.callers, variables, variable):
                continue
            if may_be_idle(deployment, service, program, key.name):
                continue
            if is_read(given.callers, program, key.name):
                decided = DecidedAt(name=key.name, path=key.path, line=key.line, repo=key.repo)
                yield endpoint, LinkSetting(name=key.name, decided=decided), service


def _default_of(key: ConfigKey) -> Endpoint | None:
    """Return the host elsewhere that a setting names by default."""
    value = key.default or ""
    endpoint = endpoint_of(value)
    if key.test or endpoint is None or "://" not in value:
        return None
    return None if endpoint.is_itself or endpoint.is_bare else endpoint


def _fixed(given: MapInput) -> Iterator[Named]:
    deployment = given.callers.deployment
    for row in FIXED_HOSTS:
        for service in deployment.services:
            if deployment.program(service) != row.program or not deployment.runs(service):
                continue
            variable = variables_of(given.callers, service).get(row.instead)
            if variable is None or not variable.value.strip():
                decided = DecidedAt(name=row.instead, path="", line=0)
                if variable is not None:
                    decided = given.decisions.of(variable)
                setting = LinkSetting(name=row.instead, decided=decided, is_unset=True)
                yield Endpoint(row.host, _HTTPS), setting, service
