"""The domain of the console's cookies must fit the addresses of the console.

Not here: how those addresses are written (`url_forms.py`), whether they are https (`tls.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.regex import regex
from ctxkit.values.forms import host_of

_DOMAIN = Variable("api", "COOKIE_DOMAIN")
_DOMAIN_OF_WEB = Variable("web", "NEXT_PUBLIC_COOKIE_DOMAIN")
_PAGE = Variable("api", "CONSOLE_WEB_URL")
_API = Variable("api", "CONSOLE_API_URL")
_NOT_IN_DOMAINS = regex("[/:]")


def _domain(view: DeploymentView) -> str:
    return view.value(*_DOMAIN).strip()


def _is_domain(domain: str) -> bool:
    return domain != "" and not _NOT_IN_DOMAINS.search(domain)


def _not_a_domain(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if _NOT_IN_DOMAINS.search(_domain(view)):
        yield DeploymentBreach(
            at=(_DOMAIN,),
            message="COOKIE_DOMAIN must be a domain without scheme, port or path",
            fix="use the domain only",
        )


def _without_domain(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if not view.has(*_DOMAIN) or _domain(view):
        return
    hosts = {host_of(view.value(*_PAGE)), host_of(view.value(*_API))}
    # A host without a dot is a container, or this machine.
    if len(hosts) > 1 and all("." in host for host in hosts):
        yield DeploymentBreach(
            at=(_API, _DOMAIN),
            message="CONSOLE_WEB_URL and CONSOLE_API_URL have different hosts, "
            "but COOKIE_DOMAIN is empty: nobody can sign in",
            fix="set COOKIE_DOMAIN to the domain that both hosts share, and "
            "NEXT_PUBLIC_COOKIE_DOMAIN=1",
        )


def _outside(domain: str, view: DeploymentView) -> Variable | None:
    """Return the address of the console whose host is not below a domain."""
    bare = domain.lstrip(".").lower()
    for address in (_PAGE, _API):
        host = host_of(view.value(*address))
        if host and not f".{host}".endswith(f".{bare}"):
            return address
    return None


def _other_domain(view: DeploymentView) -> Iterator[DeploymentBreach]:
    domain = _domain(view)
    if not _is_domain(domain):
        return
    if address := _outside(domain, view):
        yield DeploymentBreach(
            at=(_DOMAIN, address),
            message=f"the host of {address.name} is outside COOKIE_DOMAIN: "
            "browsers reject its cookies",
            fix="set COOKIE_DOMAIN to the domain that both hosts share",
        )


def _web_without_domain(view: DeploymentView) -> Iterator[DeploymentBreach]:
    domain = _domain(view)
    if not _is_domain(domain) or _outside(domain, view):
        return
    if not view.has(*_DOMAIN_OF_WEB) or view.value(*_DOMAIN_OF_WEB):
        return
    if host_of(view.value(*_PAGE)) != host_of(view.value(*_API)):
        yield DeploymentBreach(
            at=(_DOMAIN, _DOMAIN_OF_WEB),
            message="COOKIE_DOMAIN is set, but NEXT_PUBLIC_COOKIE_DOMAIN of the web console is not",
            fix="set NEXT_PUBLIC_COOKIE_DOMAIN=1",
        )


RULES = (
    DeploymentRule(
        id="invalid-cookie-domain",
        category="url-form",
        severity="warning",
        summary="COOKIE_DOMAIN is not a domain",
        why="Browsers reject a cookie whose domain has a scheme, a port or a path.",
        remedy="Use the domain only.",
        look=_not_a_domain,
        broken={"api": {"COOKIE_DOMAIN": "https://a.example"}},
        kept={"api": {"COOKIE_DOMAIN": "a.example"}},
    ),
    DeploymentRule(
        id="cookie-domain-missing",
        category="settings-clash",
        severity="warning",
        summary="The console has two hosts, but COOKIE_DOMAIN is empty",
        why="The cookie of one host is not sent to the other, so nobody can sign in.",
        remedy="Set COOKIE_DOMAIN to the domain that both hosts share, and"
        " NEXT_PUBLIC_COOKIE_DOMAIN=1.",
        look=_without_domain,
        broken={
            "api": {
                "COOKIE_DOMAIN": "",
                "CONSOLE_WEB_URL": "https://web.example",
                "CONSOLE_API_URL": "https://api.example",
            }
        },
        kept={
            "api": {
                "COOKIE_DOMAIN": "",
                "CONSOLE_WEB_URL": "https://web.example",
                "CONSOLE_API_URL": "https://web.example",
            }
        },
    ),
    DeploymentRule(
        id="cookie-domain-mismatch",
        category="settings-clash",
        severity="warning",
        summary="A host of the console is outside COOKIE_DOMAIN",
        why="Browsers reject cookies for a domain that the host does not belong to.",
        remedy="Set COOKIE_DOMAIN to the domain that both hosts share.",
        look=_other_domain,
        broken={"api": {"COOKIE_DOMAIN": "b.example", "CONSOLE_WEB_URL": "https://a.example"}},
        kept={"api": {"COOKIE_DOMAIN": ".a.example", "CONSOLE_WEB_URL": "https://c.a.example"}},
    ),
    DeploymentRule(
        id="web-cookie-domain-missing",
        category="settings-clash",
        severity="warning",
        summary="COOKIE_DOMAIN is set, but NEXT_PUBLIC_COOKIE_DOMAIN is not",
        why="The web console does not look for cookies of the shared domain.",
        remedy="Set NEXT_PUBLIC_COOKIE_DOMAIN=1.",
        look=_web_without_domain,
        broken={
            "api": {"COOKIE_DOMAIN": "a.example", "CONSOLE_WEB_URL": "https://c.a.example"},
            "web": {"NEXT_PUBLIC_COOKIE_DOMAIN": ""},
        },
        kept={
            "api": {"COOKIE_DOMAIN": "a.example", "CONSOLE_WEB_URL": "https://c.a.example"},
            "web": {"NEXT_PUBLIC_COOKIE_DOMAIN": "1"},
        },
    ),
)
