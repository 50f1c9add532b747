"""TLS must be switched on at both ends of a connection: mail, Redis and its broker, the addresses
of Dify itself.

Not here: how a URL is written (`url_forms.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rules import At, Breach, Rule, View, host_of, is_on


def _mail_tls(view: View) -> list[Breach]:
    at = (At("api", "SMTP_OPPORTUNISTIC_TLS"), At("api", "SMTP_USE_TLS"))
    if (
        view.value("api", "MAIL_TYPE") != "smtp"
        or not is_on(view.value(*at[0]))
        or not view.has(*at[1])
    ):
        return []
    if is_on(view.value(*at[1])):
        return []
    return [
        Breach(
            rule="tls-one-side",
            at=at,
            why="SMTP_OPPORTUNISTIC_TLS needs SMTP_USE_TLS: the api does not start",
            fix="set SMTP_USE_TLS=true, or SMTP_OPPORTUNISTIC_TLS=false",
        )
    ]


def _mail_port(view: View) -> list[Breach]:
    """Port 465 expects TLS from the first byte, port 587 a plain greeting and STARTTLS."""
    port, tls, later = (
        At("api", name) for name in ("SMTP_PORT", "SMTP_USE_TLS", "SMTP_OPPORTUNISTIC_TLS")
    )
    if view.value("api", "MAIL_TYPE") != "smtp" or not view.has(*tls):
        return []
    number, at_once = view.value(*port), is_on(view.value(*tls)) and not is_on(view.value(*later))
    if number == "465" and not is_on(view.value(*tls)):
        why, fix = "port 465 speaks TLS, but SMTP_USE_TLS is off", "set SMTP_USE_TLS=true"
    elif number == "587" and at_once and view.has(*later):
        why = "port 587 begins without TLS, but with SMTP_OPPORTUNISTIC_TLS off the api begins with TLS"
        fix = "set SMTP_OPPORTUNISTIC_TLS=true, or use port 465"
    else:
        return []
    at = (tls, port) if number == "465" else (later, port)
    return [Breach(rule="tls-one-side", at=at, why=why, fix=fix, severity="warning")]


def _redis_tls(view: View) -> list[Breach]:
    at = (At("api", "CELERY_BROKER_URL"), At("api", "REDIS_USE_SSL"))
    url = view.value(*at[0])
    scheme = url.partition("://")[0]
    if scheme not in ("redis", "rediss") or host_of(url) != host_of(
        view.value("api", "REDIS_HOST")
    ):
        return []
    if (scheme == "rediss") == is_on(view.value(*at[1])):
        return []
    want = "rediss://" if scheme == "redis" else "REDIS_USE_SSL=true"
    return [
        Breach(
            rule="tls-one-side",
            at=at,
            why="CELERY_BROKER_URL and REDIS_USE_SSL name the same Redis, one with TLS and one without",
            fix=f"write {want}, or switch TLS off at both",
        )
    ]


_PAGES = (("CONSOLE_WEB_URL", "CONSOLE_API_URL"), ("APP_WEB_URL", "APP_API_URL"))
_URLS = (
    "CONSOLE_API_URL",
    "CONSOLE_WEB_URL",
    "SERVICE_API_URL",
    "APP_API_URL",
    "APP_WEB_URL",
    "FILES_URL",
)


def _mixed_urls(view: View) -> list[Breach]:
    found = []
    for page, called in _PAGES:
        over_tls = view.value("api", page).lower().startswith("https://")
        if over_tls and view.value("api", called).lower().startswith("http://"):
            found.append(
                _plain(
                    called,
                    f"{page} is https, but {called} is http: browsers block such calls",
                    page,
                )
            )
    if is_on(view.value("nginx", "NGINX_HTTPS_ENABLED")):
        blamed = {breach.at[0].name for breach in found}
        for name in _URLS:
            url = view.value("api", name).lower()
            if url.startswith("http://") and name not in blamed and "." in host_of(url):
                why = f"nginx serves https (NGINX_HTTPS_ENABLED), but {name} is http"
                found.append(_plain(name, why, "NGINX_HTTPS_ENABLED", "nginx"))
    return found


def _plain(name: str, why: str, other: str, service: str = "api") -> Breach:
    at = (At("api", name), At(service, other))
    return Breach(
        rule="tls-one-side", at=at, why=why, fix=f"begin {name} with https://", severity="warning"
    )


def _cookies(view: View) -> list[Breach]:
    """Cookies are marked secure only where both addresses of the console are https."""
    page, called = At("api", "CONSOLE_WEB_URL"), At("api", "CONSOLE_API_URL")
    if not view.value(*called).lower().startswith("https://") or not view.value(
        *page
    ).lower().startswith("http://"):
        return []
    why = "CONSOLE_API_URL is https, but CONSOLE_WEB_URL is http: cookies of the console are not marked secure"
    return [_breach(page, called, why, "begin CONSOLE_WEB_URL with https://")]


def _breach(at: At, other: At, why: str, fix: str) -> Breach:
    return Breach(rule="tls-one-side", at=(at, other), why=why, fix=fix, severity="warning")


RULES = (
    Rule(
        look=_mail_tls,
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
    Rule(
        look=_mail_port,
        broken={"api": {"MAIL_TYPE": "smtp", "SMTP_PORT": "465", "SMTP_USE_TLS": "false"}},
        kept={"api": {"MAIL_TYPE": "smtp", "SMTP_PORT": "25", "SMTP_USE_TLS": "false"}},
    ),
    Rule(
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
    Rule(
        look=_mixed_urls,
        broken={
            "api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": "http://d.example"}
        },
        kept={"api": {"CONSOLE_WEB_URL": "https://d.example", "CONSOLE_API_URL": ""}},
    ),
    Rule(
        look=_cookies,
        broken={
            "api": {"CONSOLE_WEB_URL": "http://d.example", "CONSOLE_API_URL": "https://d.example"}
        },
        kept={
            "api": {"CONSOLE_WEB_URL": "http://d.example", "CONSOLE_API_URL": "http://d.example"}
        },
    ),
)
