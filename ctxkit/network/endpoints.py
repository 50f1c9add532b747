"""The host and the port in a value: of a URL, of `host:port`, of a host.

Not here: which variables hold one (`calls.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.regex import regex

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST = regex(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?")
_PORT = regex(r"[0-9]{1,5}")
_BETWEEN = regex(r"[\s,;\[\]\"']+")
_ITSELF = ("localhost",)
_MAX_CHARS = 2_000


class Endpoint(NamedTuple):
    """A host and its port, which is empty where the value says none."""

    host: str
    port: str

    @property
    def is_bare(self) -> bool:
        """Whether only the network of the containers can know the host: it is no domain, no address
        and not the container itself.
        """
        if "." in self.host or self.host.lower() in _ITSELF:
            return False
        return not self.host.isdecimal()

    @property
    def is_itself(self) -> bool:
        """Whether the host is the container itself, or every address of it."""
        return self.host.lower() in _ITSELF or self.host.startswith(("127.", "0."))


def endpoint_of(value: str) -> Endpoint | None:
    """Return the one host and port of a value; None of a list, a path, an IPv6 address and whatever
    else is not certain.
    """
    if len(value) > _MAX_CHARS or "," in value or ";" in value:
        return None
    scheme, mark, rest = value.strip().partition("://")
    authority = rest if mark else scheme
    for end in "/?#":
        authority = authority.partition(end)[0]
    host, _, port = authority.rpartition("@")[2].partition(":")
    if not _HOST.fullmatch(host) or (port and not _PORT.fullmatch(port)):
        return None
    if mark and not port:
        port = _DEFAULT_PORTS.get(scheme.lower(), "")
    return Endpoint(host, port)


def endpoints_in(value: str) -> Iterator[Endpoint]:
    """Yield the hosts and ports of a value that may be a list: `a:1,b:2`, `u://a;u://b`, `["u://a"]`."""
    if len(value) > _MAX_CHARS:
        return
    for part in _BETWEEN.split(value):
        endpoint = endpoint_of(part)
        if endpoint is not None:
            yield endpoint
