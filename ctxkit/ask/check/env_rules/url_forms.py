"""How URLs, hosts and origins are written: text that a program cannot use.

Not here: cookie domains (`cookies.py`), whether TLS is on at both ends (`tls.py`), URLs that the
declared type rejects (`ask/check/validation.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.ask.check.env_rules.choices import belongs_to_other_choice
from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.addresses import ADDRESSES, accepts_url, is_address
from ctxkit.dify.choices import is_on
from ctxkit.regex import regex
from ctxkit.values.forms import WRITE_ORIGINS, are_origins

_URL_NAMES = ("_URL", "_URI", "_ENDPOINT")
_HOST_NAMES = ("_HOST", "_SERVER")
_URL_WITH_SLASH = regex(r"://(?:.*/)?\Z", re.DOTALL)
_BARE_HOST = regex(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::[0-9]{1,5})?(?:/|\Z)")
_RAW_USERINFO = regex(r"[/?#][^@\s]*@[\w.-]+:[0-9]{1,5}(?:/|\Z)")
_HOST_WITH_PORT = regex(r"[^:]:[0-9]{1,5}\Z")
_NODE = regex(r"[^\s:,\[\]]+:[0-9]{1,5}\Z|\[[0-9a-fA-F:]+\]:[0-9]{1,5}\Z")
_MAX_URL_CHARS = 2000
_MAX_NODES = 100

_NODE_LISTS = (("REDIS_SENTINELS", "REDIS_USE_SENTINEL"), ("REDIS_CLUSTERS", "REDIS_USE_CLUSTERS"))
"""Lists of nodes, each with the switch that makes the api read it."""


def _malformed(name: str, message: str, fix: str) -> DeploymentBreach:
    return DeploymentBreach(at=(Variable("api", name),), message=message, fix=fix)


def _without_scheme(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """A URL needs its scheme wherever Dify's own value has one, or its name says URL."""
    for name in view.names("api"):
        scheme = _expected_scheme(name, view)
        if not scheme or belongs_to_other_choice(name, view):
            continue
        if _is_bare_host(view.value("api", name)):
            fix = f"start it with {scheme}://"
            yield _malformed(name, f"{name} has no scheme", fix)


def _expected_scheme(name: str, view: DeploymentView) -> str:
    """Return the scheme that the value of a variable should have, or ""."""
    if not name.endswith(_URL_NAMES):
        return ""
    scheme, separator, _ = view.shipped("api", name).partition("://")
    if separator:
        return scheme
    return "https" if is_address(name) else ""


def _is_bare_host(value: str) -> bool:
    if len(value) > _MAX_URL_CHARS or "://" in value:
        return False
    return _BARE_HOST.match(value) is not None


def _with_appended_path(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Programs append a path to the addresses of Dify: one that is already there comes twice."""
    for address in ADDRESSES:
        path = _path_of(view.value("api", address.name).strip())
        doubled = next((each for each in address.paths if f"/{path}".endswith(each)), "")
        if doubled:
            message = f"{address.name} ends with {doubled}, which Dify appends itself"
            yield _malformed(address.name, message, f"remove {doubled}")


def _with_slash(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for address in ADDRESSES:
        value = view.value("api", address.name).strip()
        if address.joined and _URL_WITH_SLASH.search(value):
            message = (
                f"{address.name} ends with a slash, but Dify appends a path that starts with one"
            )
            yield _malformed(address.name, message, "remove the trailing slash")


def _path_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].rstrip("/")


def _raw_password(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """A `/`, `?` or `#` in the password of a URL ends its host, unless it is percent-encoded."""
    for name in view.names("api"):
        value = view.value("api", name)
        if "://" not in value:
            continue
        if any(has_raw_password(url) for url in value[:_MAX_URL_CHARS].split(";")):
            message = (
                f"the password in {name} has an unencoded character that ends the host of a URL"
            )
            fix = "percent-encode it: / is %2F, ? is %3F, # is %23, @ is %40"
            yield _malformed(name, message, fix)


def has_raw_password(url: str) -> bool:
    """Return whether the password of a URL has a character that ends the host."""
    scheme, _, rest = url.partition("://")
    # A path of http may hold an @; the URLs of stores have none but that of the password.
    if ":" not in rest or scheme.startswith(("http", "ws")):
        return False
    return _RAW_USERINFO.search(rest) is not None


class _Host(NamedTuple):
    """A host of the api's with the variable that holds its port."""

    name: str
    value: str
    port: str


def _hosts_with_port(view: DeploymentView) -> Iterator[_Host]:
    """Yield the hosts that must hold neither a scheme nor a port."""
    for name in view.names("api"):
        kind = next((each for each in _HOST_NAMES if name.endswith(each)), "")
        port = f"{name.removesuffix(kind)}_PORT"
        # Some code also accepts a URL.
        if not kind or accepts_url(name) or not view.has("api", port):
            continue
        if not belongs_to_other_choice(name, view):
            yield _Host(name, view.value("api", name).strip(), port)


def _url_as_host(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for host in _hosts_with_port(view):
        if "://" in host.value:
            fix = f"use the host name only; the port belongs in {host.port}"
            yield _malformed(host.name, f"{host.name} must be a host, not a URL", fix)


def _port_in_host(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for host in _hosts_with_port(view):
        if "://" in host.value or host.value.count(":") != 1:  # several: an IPv6 address
            continue
        if _HOST_WITH_PORT.search(host.value):
            fix = f"use the host name only; the port belongs in {host.port}"
            yield _malformed(host.name, f"{host.name} contains a port", fix)


def _origins(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for name in view.names("api"):
        if name.endswith("_CORS_ALLOW_ORIGINS") and not are_origins(view.value("api", name)):
            message = f"{name} has an invalid origin: browsers send scheme://host[:port]"
            yield _malformed(name, message, WRITE_ORIGINS)


def _nodes(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for name, switch in _NODE_LISTS:
        nodes = view.value("api", name)
        if not nodes or not is_on(view.value("api", switch)):
            continue
        if any(not _NODE.match(node) for node in nodes.split(",")[:_MAX_NODES]):
            message = f"{name} has an entry that is not host:port"
            yield _malformed(name, message, "use host:port,host:port")


RULES = (
    DeploymentRule(
        id="url-without-scheme",
        category="url-form",
        severity="warning",
        summary="A URL has no scheme",
        why="The program appends a path to it or passes it to a library, which then fails.",
        remedy="Begin the URL with https:// or http://.",
        look=_without_scheme,
        broken={"api": {"CONSOLE_API_URL": "dify.example"}},
        kept={"api": {"CONSOLE_API_URL": "https://dify.example"}},
    ),
    DeploymentRule(
        id="url-with-api-path",
        category="url-form",
        severity="warning",
        summary="An address of Dify ends with a path that Dify appends itself",
        why="Every call then has the path twice, and answers 404.",
        remedy="Remove the path.",
        look=_with_appended_path,
        broken={"api": {"CONSOLE_API_URL": "https://dify.example/console/api"}},
        kept={"api": {"CONSOLE_API_URL": "https://dify.example/base"}},
    ),
    DeploymentRule(
        id="url-with-trailing-slash",
        category="url-form",
        severity="warning",
        summary="An address of Dify ends with a slash",
        why="Dify appends a path that starts with one, so the URL has two.",
        remedy="Remove the slash.",
        look=_with_slash,
        broken={"api": {"FILES_URL": "https://dify.example/"}},
        kept={"api": {"FILES_URL": "https://dify.example"}},
    ),
    DeploymentRule(
        id="unencoded-url-password",
        category="url-form",
        severity="warning",
        summary="The password in a URL has an unencoded character that ends the host",
        why="The rest after /, ? or # is read as the path, so the host is wrong.",
        remedy="Percent-encode the password: / is %2F, ? is %3F, # is %23, @ is %40.",
        look=_raw_password,
        broken={"api": {"CELERY_BROKER_URL": "redis://:a/b@redis:6379/1"}},
        kept={"api": {"CELERY_BROKER_URL": "redis://:a%2Fb@redis:6379/1"}},
    ),
    DeploymentRule(
        id="url-as-host",
        category="url-form",
        severity="warning",
        summary="A host is written as a URL",
        why="The program resolves the whole text as a host name, which fails.",
        remedy="Use the host name only; the port belongs in a variable of its own.",
        look=_url_as_host,
        broken={"api": {"DB_HOST": "postgresql://db.example", "DB_PORT": "5432"}},
        kept={"api": {"DB_HOST": "db.example", "DB_PORT": "5432"}},
    ),
    DeploymentRule(
        id="port-in-host",
        category="url-form",
        severity="warning",
        summary="A host contains a port",
        why="The program appends the port of another variable.",
        remedy="Use the host name only.",
        look=_port_in_host,
        broken={"api": {"DB_HOST": "db.example:5432", "DB_PORT": "5432"}},
        kept={"api": {"DB_HOST": "db.example", "DB_PORT": "5432"}},
    ),
    DeploymentRule(
        id="invalid-cors-origin",
        category="url-form",
        severity="warning",
        summary="A list of CORS origins has an invalid origin",
        why="Browsers send scheme://host[:port] and nothing else, so the entry never matches.",
        remedy="Write origins as https://host, without a slash, path, quotes or blanks,"
        " separated by commas.",
        look=_origins,
        broken={"api": {"WEB_API_CORS_ALLOW_ORIGINS": "https://a.example/"}},
        kept={"api": {"WEB_API_CORS_ALLOW_ORIGINS": "https://a.example,http://b.example:8080"}},
    ),
    DeploymentRule(
        id="invalid-redis-node",
        category="url-form",
        severity="warning",
        summary="A list of Redis nodes has an entry that is not host:port",
        why="The api splits each entry at the colon when it starts, and fails.",
        remedy="Use host:port,host:port.",
        look=_nodes,
        broken={"api": {"REDIS_SENTINELS": "s1,s2", "REDIS_USE_SENTINEL": "true"}},
        kept={"api": {"REDIS_SENTINELS": "s1:26379,s2:26379", "REDIS_USE_SENTINEL": "true"}},
    ),
)
