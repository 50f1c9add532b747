"""Addresses of Dify that the people who open them cannot reach.

Not here: how they are written (`url_forms.py`), whether they are https (`tls.py`), which addresses
there are (`dify/addresses.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.addresses import ADDRESSES, is_vendors
from ctxkit.values.forms import host_of

_LOOPBACK = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - as people write it
_FILES = "FILES_URL"
_INNER = Variable("plugin_daemon", "DIFY_INNER_API_URL")
_PROXY = "nginx"


def _public(view: DeploymentView) -> Iterator[tuple[Variable, str]]:
    """Yield the addresses that browsers or other programs call, each with its host."""
    for service in ("api", "web"):
        for address in ADDRESSES:
            host = host_of(view.value(service, address.name))
            if address.public and host:
                yield Variable(service, address.name), host


def _internal(view: DeploymentView) -> Iterator[DeploymentBreach]:
    seen: set[str] = set()
    for variable, host in _public(view):
        if not view.has_service(host) or variable.name in seen:
            continue
        seen.add(variable.name)
        fix = "use the address under which browsers reach it"
        if variable.name == _FILES:
            fix += "; INTERNAL_FILES_URL is the one between containers"
        yield DeploymentBreach(
            at=(variable,),
            message=f"{variable.name} has the host {host}, a container that browsers cannot reach",
            fix=fix,
        )


def _loopback(view: DeploymentView) -> Iterator[DeploymentBreach]:
    addresses = list(_public(view))
    public = [(each, host) for each, host in addresses if _is_elsewhere(host, view)]
    if not public:
        return
    other, _ = public[0]
    seen: set[str] = set()
    for variable, host in addresses:
        if host in _LOOPBACK and variable.name not in seen:
            seen.add(variable.name)
            yield DeploymentBreach(
                at=(variable, other),
                message=f"{variable.name} has the host {host}, but {other.name} is on another "
                "host: only the server itself can open it",
                fix="use the host of the others",
            )


def _is_elsewhere(host: str, view: DeploymentView) -> bool:
    return host not in _LOOPBACK and "." in host and not view.has_service(host)


def _vendors(view: DeploymentView) -> Iterator[DeploymentBreach]:
    seen: set[str] = set()
    for variable, host in _public(view):
        if is_vendors(host) and variable.name not in seen:
            seen.add(variable.name)
            yield DeploymentBreach(
                at=(variable,),
                message=f"{variable.name} is an address of Dify's own cloud, not of this "
                "deployment",
                fix="use your own address, or leave it empty",
            )


def _through_proxy(view: DeploymentView) -> Iterator[DeploymentBreach]:
    host = host_of(view.value(*_INNER))
    own = [each for each, other in _public(view) if other == host and "." in host]
    if host == _PROXY and view.has_service(_PROXY):
        yield _not_through_proxy(_PROXY, (_INNER,))
    elif own:
        yield _not_through_proxy(f"{own[0].name}, and so nginx", (_INNER, own[0]))


def _not_through_proxy(way: str, at: tuple[Variable, ...]) -> DeploymentBreach:
    return DeploymentBreach(
        at=at,
        message=f"DIFY_INNER_API_URL of plugin_daemon goes through {way}, which does not pass "
        "/inner on to the api",
        fix="use http://api:5001",
    )


RULES = (
    DeploymentRule(
        id="internal-public-url",
        category="public-url",
        severity="warning",
        summary="An address that browsers call has a container as its host",
        why="The name exists inside the network of docker compose only.",
        remedy="Use the address under which browsers reach it.",
        look=_internal,
        broken={"api": {"FILES_URL": "http://api:5001"}},
        kept={"api": {"FILES_URL": "https://dify.example"}},
    ),
    DeploymentRule(
        id="loopback-public-url",
        category="public-url",
        severity="warning",
        summary="An address is on localhost although others are on a public host",
        why="Whoever opens it from another machine calls his own.",
        remedy="Use the host of the others.",
        look=_loopback,
        broken={"api": {"FILES_URL": "http://localhost", "APP_WEB_URL": "https://dify.example"}},
        kept={"api": {"FILES_URL": "http://localhost", "APP_WEB_URL": "http://127.0.0.1"}},
    ),
    DeploymentRule(
        id="vendor-url",
        category="public-url",
        severity="warning",
        summary="An address is one of Dify's own cloud",
        why="It was copied from a comment; browsers then call that cloud instead of this"
        " deployment.",
        remedy="Use your own address, or leave it empty.",
        look=_vendors,
        broken={"api": {"SERVICE_API_URL": "https://api.dify.ai"}},
        kept={"api": {"SERVICE_API_URL": "https://api.dify.example"}},
    ),
    DeploymentRule(
        id="inner-api-through-proxy",
        category="public-url",
        severity="warning",
        summary="The plugin daemon calls the api through nginx",
        why="nginx does not pass /inner on to the api, so calls of plugins fail.",
        remedy="Use http://api:5001.",
        look=_through_proxy,
        broken={
            "plugin_daemon": {"DIFY_INNER_API_URL": "http://nginx"},
            "nginx": {"NGINX_PORT": "80"},
        },
        kept={
            "plugin_daemon": {"DIFY_INNER_API_URL": "http://api:5001"},
            "nginx": {"NGINX_PORT": "80"},
        },
    ),
)
