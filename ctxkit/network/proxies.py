"""The links of proxies: nginx, Caddy and squid send requests where their configuration says.

Not here: reading a configuration (`files/proxy_files.py`), links by settings (`links.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from ctxkit.dify.repositories import DIFY
from ctxkit.files.interpolation import resolved
from ctxkit.files.proxy_files import sent_to
from ctxkit.network.calls import NGINX_TEMPLATE, Callers, uses_template
from ctxkit.network.endpoints import Endpoint, endpoint_of

_NGINX = "nginx"


class ProxyFile(Struct, frozen=True, kw_only=True):
    """A configuration that a container has: its place in a source, or in a file of the user (`repo`
    is empty), where it begins on the line after `before`.
    """

    path: str
    lines: tuple[str, ...]
    repo: str = ""
    before: int = 0


class ProxyTarget(Struct, frozen=True, kw_only=True):
    """A proxy sends requests for a path, empty for all, to a host."""

    caller: str
    endpoint: Endpoint
    path: str
    file: ProxyFile
    line: int


ProxyFiles = Mapping[str, tuple[ProxyFile, ...]]
"""The configurations of the containers that have one, by service."""


def template_files(callers: Callers) -> ProxyFiles:
    """Return the configuration of the containers of compose that have Dify's template of nginx."""
    deployment = callers.deployment
    found = {}
    for service in deployment.services:
        if deployment.program(service) == _NGINX and uses_template(deployment, service):
            lines = tuple(callers.sources.lines(DIFY, NGINX_TEMPLATE))
            found[service] = (ProxyFile(path=NGINX_TEMPLATE, lines=lines, repo=DIFY),)
    return found


def proxy_targets(callers: Callers, files: ProxyFiles) -> Iterator[ProxyTarget]:
    """Yield where the proxies that run send requests."""
    for service, configurations in files.items():
        if not callers.deployment.runs(service):
            continue
        variables = callers.deployment.services[service]
        values = {name: given.value for name, given in variables.items()}
        for file in configurations:
            for sent in sent_to(file.lines):
                endpoint = endpoint_of(resolved(sent.target, values))
                if endpoint is None or endpoint.is_itself:
                    continue
                for path in sent.paths or ("",):
                    yield ProxyTarget(
                        caller=service,
                        endpoint=endpoint,
                        path=path,
                        file=file,
                        line=file.before + sent.line,
                    )
