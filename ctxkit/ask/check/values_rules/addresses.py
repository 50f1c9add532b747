"""How a chart is reached from outside: TLS, domains, origins.

Data to be reviewed. Not here: hosts that pods call (`running.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.rules import At, Breach, Rule, View, are_origins, is_on
from ctxkit.model import Severity

_DOMAINS = tuple(
    f"global.{name}Domain"
    for name in (
        "consoleApi",
        "consoleWeb",
        "serviceApi",
        "appApi",
        "appWeb",
        "files",
        "enterprise",
        "trigger",
    )
)


def _chart_tls(view: View) -> list[Breach]:
    use, tls, enabled = At("", "global.useTLS"), At("", "ingress.tls"), At("", "ingress.enabled")
    if not view.has(*use) or not view.has(*tls) or not is_on(view.value(*enabled)):
        return []
    served = view.value(*tls).strip() not in ("", "[]")
    if served == is_on(view.value(*use)):
        return []
    why = (
        "ingress.tls serves https, but with global.useTLS false every URL that Dify makes is http"
        if served
        else "global.useTLS makes every URL https, but ingress.tls is empty"
    )
    fix = (
        "set global.useTLS to true"
        if served
        else "set ingress.tls, unless a load balancer in front ends TLS"
    )
    severity: Severity | None = None if served else "warning"
    return [Breach(rule="tls-one-side", at=(use, tls), why=why, fix=fix, severity=severity)]


def _domains(view: View) -> list[Breach]:
    """Where TLS is a switch of its own, a domain has no scheme: the templates put it before."""
    found = []
    for name in _DOMAINS if view.has("", "global.useTLS") else ():
        value = view.value("", name)
        if "://" in value or "/" in value:
            why = f"{name} is a domain: the chart puts http:// or https:// before it, by global.useTLS"
            found.append(
                Breach(rule="url-form", at=(At("", name),), why=why, fix="write the host alone")
            )
    return found


def _origins(view: View) -> list[Breach]:
    found = []
    for path in view.names(""):
        if path.endswith("CorsAllowOrigins") and not are_origins(view.value("", path)):
            why = f"{path} has an entry that is no origin: browsers send scheme://host[:port] and nothing else"
            fix = "write origins as https://host, without slash, path, quotes or blanks, commas between them"
            found.append(Breach(rule="url-form", at=(At("", path),), why=why, fix=fix))
    return found


RULES = (
    Rule(
        look=_chart_tls,
        broken={
            "": {
                "global.useTLS": "false",
                "ingress.enabled": "true",
                "ingress.tls": "[{hosts: [d.example]}]",
            }
        },
        kept={
            "": {
                "global.useTLS": "true",
                "ingress.enabled": "true",
                "ingress.tls": "[{hosts: [d.example]}]",
            }
        },
    ),
    Rule(
        look=_domains,
        broken={"": {"global.useTLS": "true", "global.consoleApiDomain": "https://dify.example"}},
        kept={"": {"global.useTLS": "true", "global.consoleApiDomain": "dify.example:8443"}},
    ),
    Rule(
        look=_origins,
        broken={"": {"api.webApiCorsAllowOrigins": "https://a.example/"}},
        kept={"": {"api.webApiCorsAllowOrigins": "*"}},
    ),
)
