"""TLS must be switched on at both ends of a connection: mail, Redis and its broker, the addresses
of Dify itself.

Not here: how a URL is written (`url_forms.py`), which addresses Dify has (`dify/addresses.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.addresses import ADDRESSES
from ctxkit.dify.choices import is_on
from ctxkit.values.forms import host_of

_SMTP_PORT = Variable("api", "SMTP_PORT")
_SMTP_USE_TLS = Variable("api", "SMTP_USE_TLS")
_SMTP_STARTTLS = Variable("api", "SMTP_OPPORTUNISTIC_TLS")
_BROKER = Variable("api", "CELERY_BROKER_URL")
_REDIS_USE_SSL = Variable("api", "REDIS_USE_SSL")
_CONSOLE_PAGE = Variable("api", "CONSOLE_WEB_URL")
_CONSOLE_API = Variable("api", "CONSOLE_API_URL")
_NGINX_HTTPS = Variable("nginx", "NGINX_HTTPS_ENABLED")


def _uses_smtp(view: DeploymentView, *, tls: bool) -> bool:
    """Return whether the api sends mail by SMTP, with or without TLS."""
    if view.value("api", "MAIL_TYPE") != "smtp" or not view.has(*_SMTP_USE_TLS):
        return False
    return is_on(view.value(*_SMTP_USE_TLS)) is tls


def _starttls_without_tls(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if _uses_smtp(view, tls=False) and is_on(view.value(*_SMTP_STARTTLS)):
        yield DeploymentBreach(
            at=(_SMTP_STARTTLS, _SMTP_USE_TLS),
            message="SMTP_OPPORTUNISTIC_TLS requires SMTP_USE_TLS: the api does not start",
            fix="set SMTP_USE_TLS=true, or SMTP_OPPORTUNISTIC_TLS=false",
        )


def _port_465_without_tls(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Port 465 expects TLS from the first byte."""
    if _uses_smtp(view, tls=False) and view.value(*_SMTP_PORT) == "465":
        yield DeploymentBreach(
            at=(_SMTP_USE_TLS, _SMTP_PORT),
            message="SMTP_PORT 465 requires TLS, but SMTP_USE_TLS is off",
            fix="set SMTP_USE_TLS=true",
        )


def _port_587_with_tls(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Port 587 begins with a plain greeting and STARTTLS."""
    if not _uses_smtp(view, tls=True) or not view.has(*_SMTP_STARTTLS):
        return
    if view.value(*_SMTP_PORT) == "587" and not is_on(view.value(*_SMTP_STARTTLS)):
        yield DeploymentBreach(
            at=(_SMTP_STARTTLS, _SMTP_PORT),
            message="SMTP_PORT 587 expects STARTTLS, but with SMTP_OPPORTUNISTIC_TLS off the api "
            "starts with TLS",
            fix="set SMTP_OPPORTUNISTIC_TLS=true, or use port 465",
        )


def _redis_tls(view: DeploymentView) -> Iterator[DeploymentBreach]:
    url = view.value(*_BROKER)
    scheme = url.partition("://")[0]
    if scheme not in ("redis", "rediss"):
        return
    is_same_redis = host_of(url) == host_of(view.value("api", "REDIS_HOST"))
    if is_same_redis and (scheme == "rediss") != is_on(view.value(*_REDIS_USE_SSL)):
        wanted = "rediss://" if scheme == "redis" else "REDIS_USE_SSL=true"
        yield DeploymentBreach(
            at=(_BROKER, _REDIS_USE_SSL),
            message="CELERY_BROKER_URL and REDIS_USE_SSL disagree on TLS for the same Redis",
            fix=f"use {wanted}, or turn TLS off in both",
        )


def _is_http(url: str) -> bool:
    return url.lower().startswith("http://")


def _is_https(url: str) -> bool:
    return url.lower().startswith("https://")


def _mixed_content(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for page in ADDRESSES:
        if not page.calls or not _is_https(view.value("api", page.name)):
            continue
        if _is_http(view.value("api", page.calls)):
            yield DeploymentBreach(
                at=(Variable("api", page.calls), Variable("api", page.name)),
                message=f"{page.name} is https, but {page.calls} is http: "
                "browsers block mixed content",
                fix=f"start {page.calls} with https://",
            )


def _http_behind_https(view: DeploymentView) -> Iterator[DeploymentBreach]:
    if not is_on(view.value(*_NGINX_HTTPS)):
        return
    for address in ADDRESSES:
        url = view.value("api", address.name)
        # A host without a dot is one of the containers.
        if address.public and _is_http(url) and "." in host_of(url):
            yield DeploymentBreach(
                at=(Variable("api", address.name), _NGINX_HTTPS),
                message=f"nginx serves https (NGINX_HTTPS_ENABLED), but {address.name} is http",
                fix=f"start {address.name} with https://",
            )


def _insecure_cookies(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Cookies are marked secure only where both addresses of the console are https."""
    if _is_https(view.value(*_CONSOLE_API)) and _is_http(view.value(*_CONSOLE_PAGE)):
        yield DeploymentBreach(
            at=(_CONSOLE_PAGE, _CONSOLE_API),
            message="CONSOLE_API_URL is https, but CONSOLE_WEB_URL is http: "
            "the console's cookies are not marked secure",
            fix="start CONSOLE_WEB_URL with https://",
        )


RULES = (
    DeploymentRule(
        id="starttls-without-tls",
        category="tls-one-side",
        severity="error",
        summary="SMTP_OPPORTUNISTIC_TLS is on, but SMTP_USE_TLS is off",
        why="The api checks this at startup and exits.",
        remedy="Set SMTP_USE_TLS=true, or SMTP_OPPORTUNISTIC_TLS=false.",
        look=_starttls_without_tls,
        broken={
            "api": {"MAIL_TYPE": "smtp", "SMTP_USE_TLS": "false", "SMTP_OPPORTUNISTIC_TLS": "true"}
        },
        kept={
            "api": {
                "MAIL_TYPE": "resend",
                "SMTP_USE_TLS": "false",
                "SMTP_OPPORTUNISTIC_TLS": "true",
            }
        },
    ),
    DeploymentRule(
        id="smtp-port-465-without-tls",
        category="tls-one-side",
        severity="warning",
        summary="SMTP_PORT is 465, but SMTP_USE_TLS is off",
        why="On port 465 a mail server expects TLS from the first byte, so no mail is sent.",
        remedy="Set SMTP_USE_TLS=true.",
        look=_port_465_without_tls,
        broken={"api": {"MAIL_TYPE": "smtp", "SMTP_PORT": "465", "SMTP_USE_TLS": "false"}},
        kept={"api": {"MAIL_TYPE": "smtp", "SMTP_PORT": "25", "SMTP_USE_TLS": "false"}},
    ),
    DeploymentRule(
        id="smtp-port-587-with-tls",
        category="tls-one-side",
        severity="warning",
        summary="SMTP_PORT is 587, but the api starts with TLS",
        why="On port 587 a mail server expects STARTTLS, so no mail is sent.",
        remedy="Set SMTP_OPPORTUNISTIC_TLS=true, or use port 465.",
        look=_port_587_with_tls,
        broken={
            "api": {
                "MAIL_TYPE": "smtp",
                "SMTP_PORT": "587",
                "SMTP_USE_TLS": "true",
                "SMTP_OPPORTUNISTIC_TLS": "false",
            }
        },
        kept={
            "api": {
                "MAIL_TYPE": "smtp",
                "SMTP_PORT": "587",
                "SMTP_USE_TLS": "true",
                "SMTP_OPPORTUNISTIC_TLS": "true",
            }
        },
    ),
    DeploymentRule(
        id="redis-tls-mismatch",
        category="tls-one-side",
        severity="error",
        summary="CELERY_BROKER_URL and REDIS_USE_SSL disagree on TLS, for the same Redis",
        why="Either the api or the tasks cannot connect.",
        remedy="Use TLS for both or for neither.",
        look=_redis_tls,
        broken={
            "api": {
                "CELERY_BROKER_URL": "redis://redis/1",
                "REDIS_HOST": "redis",
                "REDIS_USE_SSL": "true",
            }
        },
        kept={
            "api": {
                "CELERY_BROKER_URL": "rediss://redis/1",
                "REDIS_HOST": "redis",
                "REDIS_USE_SSL": "true",
            }
        },
    ),
    DeploymentRule(
        id="mixed-content-url",
        category="tls-one-side",
        severity="warning",
        summary="A page is served by https, but calls an address by http",
        why="Browsers block such calls as mixed content.",
        remedy="Start the address with https://.",
        look=_mixed_content,
        broken={
            "api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": "http://d.example"}
        },
        kept={"api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": ""}},
    ),
    DeploymentRule(
        id="http-url-behind-https",
        category="tls-one-side",
        severity="warning",
        summary="An address of Dify is http, although nginx serves https",
        why="Links and calls go to http, which browsers block or warn about.",
        remedy="Start the address with https://.",
        look=_http_behind_https,
        broken={
            "nginx": {"NGINX_HTTPS_ENABLED": "true"},
            "api": {"FILES_URL": "http://d.example"},
        },
        kept={
            "nginx": {"NGINX_HTTPS_ENABLED": "true"},
            "api": {"FILES_URL": "http://api:5001"},
        },
    ),
    DeploymentRule(
        id="insecure-console-cookies",
        category="tls-one-side",
        severity="warning",
        summary="CONSOLE_API_URL is https, but CONSOLE_WEB_URL is http",
        why="The console marks its cookies secure only if both are https.",
        remedy="Start CONSOLE_WEB_URL with https://.",
        look=_insecure_cookies,
        broken={
            "api": {"CONSOLE_WEB_URL": "http://d.example", "CONSOLE_API_URL": "https://d.example"}
        },
        kept={
            "api": {"CONSOLE_WEB_URL": "http://d.example", "CONSOLE_API_URL": "http://d.example"}
        },
    ),
)
