"""How a chart is reached from outside: TLS, domains, origins.

Not here: hosts that pods call (`running.py`).
"""

from __future__ import annotations

from ctxkit.values.forms import WRITE_ORIGINS
from ctxkit.values.rule import THIS, Is, Requirement, ValuesRule

_USE_TLS = "global.useTLS"
_INGRESS_TLS = "ingress.tls"
_HAS_INGRESS = (
    Is("ingress.enabled", "on"),
    Is(_USE_TLS, "known"),
    Is(_INGRESS_TLS, "known"),
)
_VALUES = "https://github.com/sorphwer/dify-helm-watchdog"

RULES = (
    ValuesRule(
        id="https-without-use-tls",
        category="tls-one-side",
        severity="error",
        summary="The ingress serves https, but global.useTLS is false",
        why="Every URL that Dify generates is http, which browsers block or nothing serves.",
        remedy="Set global.useTLS to true.",
        reference=_VALUES,
        requirements=(
            Requirement(
                when=(*_HAS_INGRESS, Is(_INGRESS_TLS, "set")),
                must=(Is(_USE_TLS, "on"),),
                message="ingress.tls serves https, but global.useTLS is false: "
                "every URL that Dify generates is http",
                sets={_USE_TLS: "true"},
                paths=(_USE_TLS, _INGRESS_TLS),
            ),
        ),
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
        why="Every URL that Dify generates is https, which only a load balancer could serve. An"
        " annotation of the ingress that names a certificate shows one.",
        remedy="Set ingress.tls, unless a load balancer terminates TLS.",
        reference=_VALUES,
        requirements=(
            Requirement(
                when=(
                    *_HAS_INGRESS,
                    Is(_USE_TLS, "on"),
                    Is("ingress.annotations", "not certified"),
                ),
                must=(Is(_INGRESS_TLS, "set"),),
                message="global.useTLS makes every URL https, but ingress.tls is empty",
                advice="set ingress.tls, unless a load balancer terminates TLS",
                paths=(_USE_TLS, _INGRESS_TLS),
            ),
        ),
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
        reference=_VALUES,
        requirements=(
            Requirement(
                about=r"global\..*Domain",
                when=(Is(_USE_TLS, "known"),),
                must=(Is(THIS, "without", "/"),),
                message="{path} must be a domain: the chart prepends http:// or https://, "
                "depending on global.useTLS",
                advice="use the host name only",
            ),
        ),
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
        reference="https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Origin",
        requirements=(
            Requirement(
                about=r".*CorsAllowOrigins",
                must=(Is(THIS, "origins"),),
                message="{path} has an invalid origin: browsers send scheme://host[:port]",
                advice=WRITE_ORIGINS,
            ),
        ),
        broken={"api.webApiCorsAllowOrigins": "https://a.example/"},
        kept={"api.webApiCorsAllowOrigins": "*"},
    ),
)
