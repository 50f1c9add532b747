"""How a chart is reached from outside: TLS, domains, origins.

Not here: hosts that pods call (`running.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.ask.check.rule import ChartValues, ValuesBreach, ValuesRule
from ctxkit.ask.check.value_forms import WRITE_ORIGINS, are_origins
from ctxkit.dify.choices import is_on

_USE_TLS = "global.useTLS"
_INGRESS_TLS = "ingress.tls"
_INGRESS = "ingress.enabled"
_DOMAIN = re.compile(r"global\..*Domain")


def _has_ingress(values: ChartValues) -> bool:
    """Return whether the chart makes an ingress, and has a switch for TLS of its own."""
    if not {_USE_TLS, _INGRESS_TLS}.issubset(values):
        return False
    return is_on(values.get(_INGRESS, ""))


def _serves_https(values: ChartValues) -> bool:
    return values[_INGRESS_TLS].strip() not in ("", "[]")


def _https_without_use_tls(values: ChartValues) -> Iterator[ValuesBreach]:
    if not _has_ingress(values):
        return
    if _serves_https(values) and not is_on(values[_USE_TLS]):
        yield ValuesBreach(
            paths=(_USE_TLS, _INGRESS_TLS),
            message="ingress.tls serves https, but global.useTLS is false: every URL that Dify "
            "generates is http",
            fix="set global.useTLS to true",
        )


def _use_tls_without_https(values: ChartValues) -> Iterator[ValuesBreach]:
    if not _has_ingress(values):
        return
    if is_on(values[_USE_TLS]) and not _serves_https(values):
        yield ValuesBreach(
            paths=(_USE_TLS, _INGRESS_TLS),
            message="global.useTLS makes every URL https, but ingress.tls is empty",
            fix="set ingress.tls, unless a load balancer terminates TLS",
        )


def _domain_with_scheme(values: ChartValues) -> Iterator[ValuesBreach]:
    """Where TLS is a switch of its own, the templates prepend the scheme to a domain."""
    if _USE_TLS not in values:
        return
    for path, value in values.items():
        if _DOMAIN.fullmatch(path) and "/" in value:
            yield ValuesBreach(
                paths=(path,),
                message=f"{path} must be a domain: the chart prepends http:// or https://, "
                "depending on global.useTLS",
                fix="use the host name only",
            )


def _origins(values: ChartValues) -> Iterator[ValuesBreach]:
    for path, value in values.items():
        if path.endswith("CorsAllowOrigins") and not are_origins(value):
            yield ValuesBreach(
                paths=(path,),
                message=f"{path} has an invalid origin: browsers send scheme://host[:port]",
                fix=WRITE_ORIGINS,
            )


RULES = (
    ValuesRule(
        id="https-without-use-tls",
        category="tls-one-side",
        severity="error",
        summary="The ingress serves https, but global.useTLS is false",
        why="Every URL that Dify generates is http, which browsers block or nothing serves.",
        remedy="Set global.useTLS to true.",
        look=_https_without_use_tls,
        broken={
            "global.useTLS": "false",
            "ingress.enabled": "true",
            "ingress.tls": "[{hosts: [d.example]}]",
        },
        kept={
            "global.useTLS": "true",
            "ingress.enabled": "true",
            "ingress.tls": "[{hosts: [d.example]}]",
        },
    ),
    ValuesRule(
        id="use-tls-without-https",
        category="tls-one-side",
        severity="warning",
        summary="TLS is on in global.useTLS, but the ingress does not serve https",
        why="Every URL that Dify generates is https, which only a load balancer could serve.",
        remedy="Set ingress.tls, unless a load balancer terminates TLS.",
        look=_use_tls_without_https,
        broken={"global.useTLS": "true", "ingress.enabled": "true", "ingress.tls": "[]"},
        kept={"global.useTLS": "true", "ingress.enabled": "false", "ingress.tls": "[]"},
    ),
    ValuesRule(
        id="scheme-in-domain",
        category="url-form",
        severity="warning",
        summary="A domain has a scheme or a path",
        why="The chart prepends http:// or https://, depending on global.useTLS.",
        remedy="Use the host name only.",
        look=_domain_with_scheme,
        broken={"global.useTLS": "true", "global.consoleApiDomain": "https://dify.example"},
        kept={"global.useTLS": "true", "global.consoleApiDomain": "dify.example:8443"},
    ),
    ValuesRule(
        id="invalid-chart-cors-origin",
        category="url-form",
        severity="warning",
        summary="A list of CORS origins in the values has an invalid origin",
        why="Browsers send scheme://host[:port] and nothing else, so the entry never matches.",
        remedy="Write origins as https://host, without a slash, path, quotes or blanks,"
        " separated by commas.",
        look=_origins,
        broken={"api.webApiCorsAllowOrigins": "https://a.example/"},
        kept={"api.webApiCorsAllowOrigins": "*"},
    ),
)
