"""How a chart is reached from outside."""

from __future__ import annotations

import pytest

from ctxkit.values.rules import addresses


def found(values: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(rule.id, breach.paths) for rule in addresses.RULES for breach in rule.look(values)]


@pytest.mark.parametrize(
    ("use_tls", "tls", "enabled", "rules"),
    [
        ("false", "[{hosts: [d]}]", "true", ["https-without-use-tls"]),
        ("", "[{hosts: [d]}]", "true", ["https-without-use-tls"]),
        ("true", "[{hosts: [d]}]", "true", []),
        ("true", "[]", "true", ["use-tls-without-https"]),
        ("true", " ", "true", ["use-tls-without-https"]),
        ("false", "[]", "true", []),
        ("true", "[]", "false", []),
        ("false", "[{hosts: [d]}]", "", []),
    ],
)
def test_the_ingress_and_the_urls(use_tls: str, tls: str, enabled: str, rules: list[str]) -> None:
    values = {"global.useTLS": use_tls, "ingress.tls": tls, "ingress.enabled": enabled}
    assert found(values) == [(rule, ("global.useTLS", "ingress.tls")) for rule in rules]


@pytest.mark.parametrize("missing", ["global.useTLS", "ingress.tls", "ingress.enabled"])
def test_a_chart_without_such_switches(missing: str) -> None:
    values = {"global.useTLS": "true", "ingress.tls": "[]", "ingress.enabled": "true"}
    del values[missing]
    assert found(values) == []


@pytest.mark.parametrize(
    ("path", "value", "broken"),
    [
        ("global.consoleApiDomain", "https://d.example", True),
        ("global.filesDomain", "d.example/files", True),
        ("global.consoleApiDomain", "d.example:8443", False),
        ("global.consoleApiDomain", "", False),
        ("api.consoleApiDomain", "https://d.example", False),
        ("global.consoleApiUrl", "https://d.example", False),
    ],
)
def test_domains(path: str, value: str, broken: bool) -> None:
    assert found({"global.useTLS": "true", path: value}) == (
        [("scheme-in-domain", (path,))] if broken else []
    )
    assert found({path: value}) == []


@pytest.mark.parametrize(
    ("path", "value", "broken"),
    [
        ("api.webApiCorsAllowOrigins", "https://a.example/", True),
        ("api.webApiCorsAllowOrigins", "https://a.example", False),
        ("api.webApiCorsAllowOrigins", "", False),
        ("api.origins", "https://a.example/", False),
    ],
)
def test_origins(path: str, value: str, broken: bool) -> None:
    assert found({path: value}) == ([("invalid-chart-cors-origin", (path,))] if broken else [])


@pytest.mark.parametrize(
    "annotations",
    [
        {"ingress.annotations.alb.ingress.kubernetes.io/certificate-arn": "arn:aws:acm:x"},
        {"ingress.annotations": "{alb.ingress.kubernetes.io/certificate-arn: arn}"},
    ],
)
def test_a_load_balancer_that_presents_a_certificate(annotations: dict[str, str]) -> None:
    values = {"global.useTLS": "true", "ingress.tls": "[]", "ingress.enabled": "true"}
    assert found(values)
    assert found({**values, "ingress.annotations.x/scheme": "internal"})
    assert found({**values, **annotations}) == []
