"""How URLs, hosts, origins and cookie domains are written: what a program cannot use although it is
text.

Not here: whether TLS is on at both ends (`tls.py`), URLs that the declared type refuses
(`ask/check/validation.py`).
"""

from __future__ import annotations

import re

from ctxkit.ask.check.env_rules.choices import is_of_other_choice
from ctxkit.ask.check.rules import At, Breach, Rule, View, are_origins, host_of

_BASES = {
    "CONSOLE_API_URL": ("/console/api", "/console", "/api"),
    "CONSOLE_WEB_URL": ("/console", "/apps", "/signin"),
    "APP_API_URL": ("/api",),
    "APP_WEB_URL": (),
    "FILES_URL": ("/files",),
    "INTERNAL_FILES_URL": ("/files",),
}
"""Addresses of Dify itself, and the paths that programs put behind them."""
_HOST_OR_URL = ("ELASTICSEARCH_", "OPENSEARCH_", "TENCENT_", "KIBANA_")
"""Hosts that the code takes with a scheme too."""
_HOSTLIKE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?::[0-9]{1,5})?(?:/|\Z)")
_RAW_USERINFO = re.compile(r"[/?#][^@\s]*@[\w.-]+:[0-9]{1,5}(?:/|\Z)")
_NODE = re.compile(r"[^\s:,\[\]]+:[0-9]{1,5}\Z|\[[0-9a-fA-F:]+\]:[0-9]{1,5}\Z")
_LONGEST = 2000  # characters of a URL


def _without_scheme(view: View) -> list[Breach]:
    """A URL needs its scheme wherever Dify's own value has one, or the name says URL."""
    found = []
    for name in view.names("api"):
        value = view.value("api", name)
        if (
            not name.endswith(("_URL", "_URI", "_ENDPOINT"))
            or "://" in value
            or len(value) > _LONGEST
        ):
            continue
        shipped = view.shipped("api", name)
        is_url = name in (*_BASES, "SERVICE_API_URL") or "://" in shipped
        if not is_url or not _HOSTLIKE.match(value) or is_of_other_choice(name, view):
            continue
        scheme = shipped.partition("://")[0] if "://" in shipped else "https"
        found.append(
            _form(name, f"{name} lacks its scheme", f"begin it with {scheme}:// or the like")
        )
    return found


def _path_behind(view: View) -> list[Breach]:
    """Programs put a path behind the addresses of Dify: one that stands there already comes twice."""
    found = []
    for name, paths in _BASES.items():
        value = view.value("api", name).strip()
        path = value.partition("://")[2].partition("/")[2].rstrip("/")
        twice = next((each for each in paths if f"/{path}".endswith(each)), "") if path else ""
        if twice:
            why = f"{name} ends with {twice}, which the programs add themselves"
            found.append(_form(name, why, f"remove {twice}"))
        elif value.endswith("/") and "://" in value:
            why = f"{name} ends with a slash, and the programs add a path that begins with one"
            found.append(_form(name, why, "remove the slash"))
    return found


def _raw_password(view: View) -> list[Breach]:
    """A `/`, `?` or `#` in the password of a URL ends its host, unless it is percent-encoded."""
    found = []
    for name in view.names("api"):
        value = view.value("api", name)
        if "://" not in value or not any(
            _has_raw_password(each) for each in value[:_LONGEST].split(";")
        ):
            continue
        why = f"the password in {name} has a character that ends the host of a URL"
        found.append(_form(name, why, "percent-encode it: / is %2F, ? is %3F, # is %23, @ is %40"))
    return found


def _has_raw_password(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    # A path of http may hold an @; the URLs of stores have none but that of the password.
    return (
        ":" in rest and not scheme.startswith(("http", "ws")) and bool(_RAW_USERINFO.search(rest))
    )


def _not_a_host(view: View) -> list[Breach]:
    """A host that has a port of its own beside it takes neither a scheme nor a port."""
    found = []
    for name in view.names("api"):
        kind = next((each for each in ("_HOST", "_SERVER") if name.endswith(each)), "")
        value = view.value("api", name).strip()
        port = name.removesuffix(kind) + "_PORT"
        if (
            not kind
            or not view.has("api", port)
            or name.startswith(_HOST_OR_URL)
            or is_of_other_choice(name, view)
        ):
            continue
        if "://" in value:
            found.append(
                _form(
                    name,
                    f"{name} is a host, not a URL",
                    f"write the host alone; the port is {port}",
                )
            )
        elif re.search(r"[^:]:[0-9]{1,5}\Z", value[-300:]) and value.count(":") == 1:
            found.append(
                _form(
                    name, f"{name} holds a port, too", f"write the host alone; the port is {port}"
                )
            )
    return found


def _origins(view: View) -> list[Breach]:
    found = []
    for name in view.names("api"):
        value = view.value("api", name)
        if name.endswith("_CORS_ALLOW_ORIGINS") and not are_origins(value):
            why = f"{name} has an entry that is no origin: browsers send scheme://host[:port] and nothing else"
            fix = "write origins as https://host, without slash, path, quotes or blanks, commas between them"
            found.append(_form(name, why, fix))
    return found


def _nodes(view: View) -> list[Breach]:
    found = []
    for name, switch in (
        ("REDIS_SENTINELS", "REDIS_USE_SENTINEL"),
        ("REDIS_CLUSTERS", "REDIS_USE_CLUSTERS"),
    ):
        value = view.value("api", name)
        if not value or view.value("api", switch).lower() not in (
            "true",
            "1",
            "yes",
            "on",
            "t",
            "y",
        ):
            continue
        if any(not _NODE.match(each) for each in value.split(",")[:100]):
            found.append(
                _form(
                    name, f"{name} has an entry that is not host:port", "write host:port,host:port"
                )
            )
    return found


def _cookie_domain(view: View) -> list[Breach]:
    at = At("api", "COOKIE_DOMAIN")
    if not view.has(*at):
        return []
    domain = view.value(*at).strip()
    page, called = (
        host_of(view.value("api", name)) for name in ("CONSOLE_WEB_URL", "CONSOLE_API_URL")
    )
    if "/" in domain or ":" in domain:
        return [
            _form(
                "COOKIE_DOMAIN",
                "COOKIE_DOMAIN is a domain, without scheme, port or path",
                "write the domain",
            )
        ]
    if not domain:
        return _two_hosts(page, called)
    bare = domain.lstrip(".").lower()
    for name, host in (("CONSOLE_WEB_URL", page), ("CONSOLE_API_URL", called)):
        if host and host != bare and not host.endswith(f".{bare}"):
            why = f"the host of {name} is not below COOKIE_DOMAIN: browsers refuse its cookies"
            return [
                _clash(at, At("api", name), why, "set COOKIE_DOMAIN to what both hosts end with")
            ]
    told = At("web", "NEXT_PUBLIC_COOKIE_DOMAIN")
    if view.has(*told) and not view.value(*told) and page != called:
        why = "COOKIE_DOMAIN is set, but NEXT_PUBLIC_COOKIE_DOMAIN, which tells the web console so, is not"
        return [_clash(at, told, why, "set NEXT_PUBLIC_COOKIE_DOMAIN=1")]
    return []


def _two_hosts(page: str, called: str) -> list[Breach]:
    if not page or not called or page == called or "." not in page or "." not in called:
        return []
    at = (At("api", "CONSOLE_API_URL"), At("api", "COOKIE_DOMAIN"))
    why = "CONSOLE_WEB_URL and CONSOLE_API_URL have different hosts, but COOKIE_DOMAIN is empty: nobody can sign in"
    fix = "set COOKIE_DOMAIN to what both hosts end with, and NEXT_PUBLIC_COOKIE_DOMAIN=1"
    return [_clash(*at, why, fix)]


def _form(name: str, why: str, fix: str) -> Breach:
    return Breach(rule="url-form", at=(At("api", name),), why=why, fix=fix)


def _clash(at: At, other: At, why: str, fix: str) -> Breach:
    return Breach(rule="settings-clash", at=(at, other), why=why, fix=fix, severity="warning")


RULES = (
    Rule(
        look=_without_scheme,
        broken={"api": {"CONSOLE_API_URL": "dify.example"}},
        kept={"api": {"CONSOLE_API_URL": "https://dify.example"}},
    ),
    Rule(
        look=_path_behind,
        broken={"api": {"CONSOLE_API_URL": "https://dify.example/console/api"}},
        kept={"api": {"CONSOLE_API_URL": "https://dify.example/base"}},
    ),
    Rule(
        look=_raw_password,
        broken={"api": {"CELERY_BROKER_URL": "redis://:a/b@redis:6379/1"}},
        kept={"api": {"CELERY_BROKER_URL": "redis://:a%2Fb@redis:6379/1"}},
    ),
    Rule(
        look=_not_a_host,
        broken={"api": {"DB_HOST": "db.example:5432", "DB_PORT": "5432"}},
        kept={"api": {"DB_HOST": "db.example", "DB_PORT": "5432"}},
    ),
    Rule(
        look=_origins,
        broken={"api": {"WEB_API_CORS_ALLOW_ORIGINS": "https://a.example/"}},
        kept={"api": {"WEB_API_CORS_ALLOW_ORIGINS": "https://a.example,http://b.example:8080"}},
    ),
    Rule(
        look=_nodes,
        broken={"api": {"REDIS_SENTINELS": "s1,s2", "REDIS_USE_SENTINEL": "true"}},
        kept={"api": {"REDIS_SENTINELS": "s1:26379,s2:26379", "REDIS_USE_SENTINEL": "true"}},
    ),
    Rule(
        look=_cookie_domain,
        broken={"api": {"COOKIE_DOMAIN": "b.example", "CONSOLE_WEB_URL": "https://a.example"}},
        kept={"api": {"COOKIE_DOMAIN": ".a.example", "CONSOLE_WEB_URL": "https://c.a.example"}},
    ),
)
