"""squid's lines lead to the directives that decided."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.proxies import resolve_proxy
from ctxkit.logline import parse_events
from ctxkit.model import Directive
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import SERVICES, Ask, ContextOf, place, places

SQUID = "docker/ssrf_proxy/squid.conf.template"


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("TCP_DENIED/403 3721 CONNECT example.com:443 - HIER_NONE/- text/html", "deny all"),
        (
            "1716000000.123 5 172.18.0.5 TCP_DENIED/403 3721 CONNECT example.com:8443 - HIER_NONE/- text/html",
            "!SSL_ports",
        ),
        ("TCP_DENIED/403 3721 GET http://example.com:25/ - HIER_NONE/- text/html", "!Safe_ports"),
        ("ssrf_proxy-1 | 2024/05/16 07:25:06| Detected DEAD Parent: sandbox", "cache_peer"),
    ],
)
def test_the_proxys_lines_lead_to_its_rules(ask: Ask, line: str, fragment: str) -> None:
    assert places(ask(line))[0] == place(SQUID, fragment)


def resolved(context_of: ContextOf, line: str) -> list[tuple[str, float, str]]:
    found = resolve_proxy(context_of(line)).candidates
    return [(f"{c.fact.path}:{c.fact.line}", round(c.score, 3), c.why[0]) for c in found]


BOTH = {
    "dify": (
        SQUID,
        ["acl Safe_ports port 80", "http_access deny !Safe_ports", "http_access deny manager",
         "http_access deny private", "http_access deny all", "cache_peer sandbox parent 8194"],
    ),
    "dify-helm": (
        "charts/dify/templates/config.tpl",
        ["acl Safe_ports port 80", "http_access deny !Safe_ports", "http_access deny all",
         "cache_peer {{ .x }} parent 8194"],
    ),
}  # fmt: skip


def both(folder: Path) -> ContextOf:
    files = {}
    for repo, (path, lines) in BOTH.items():
        facts = [
            Directive(
                name=text.partition(" ")[0],
                value=text.partition(" ")[2],
                program="squid",
                line=line,
                end_line=line,
            )
            for line, text in enumerate(lines, 1)
        ]
        files[repo] = {path: ("x\n" * 9, facts)}
    asked = literal_index(folder, files)  # type: ignore[arg-type]
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


CHART = "charts/dify/templates/config.tpl"
DENIED = "squid denied the request: "


def test_the_rules_of_compose_come_before_those_of_the_chart(tmp_path: Path) -> None:
    line = "TCP_DENIED/403 3721 GET http://example.com:25/ - HIER_NONE/- text/html"
    assert resolved(both(tmp_path), line) == [
        (f"{SQUID}:2", 52.0, f"{DENIED}port 25 is not in Safe_ports"),
        (f"{SQUID}:4", 30.0, f"{DENIED}possibly by this rule"),
        (f"{SQUID}:5", 40.0, f"{DENIED}denies everything that no earlier rule allows"),
        (f"{CHART}:2", 50.0, f"{DENIED}port 25 is not in Safe_ports"),
        (f"{CHART}:3", 38.0, f"{DENIED}denies everything that no earlier rule allows"),
    ]


def test_of_two_lists_of_ports_the_first_rule_denied(context_of: ContextOf) -> None:
    line = "TCP_DENIED/403 3721 CONNECT example.com:25 - HIER_NONE/- text/html"
    scores = [(score, why) for _, score, why in resolved(context_of, line)]
    assert scores[:2] == [
        (52.0, f"{DENIED}port 25 is not in Safe_ports"),
        (51.0, f"{DENIED}port 25 is not in SSL_ports"),
    ]


@pytest.mark.parametrize(
    ("request_", "denied"),
    [
        ("GET http://example.com/", False),
        ("GET http://example.com:81/x", True),
        ("GET https://example.com/", False),
        ("CONNECT example.com", False),
        ("CONNECT example.com:444", True),
    ],
)
def test_the_port_of_a_request(context_of: ContextOf, request_: str, denied: bool) -> None:
    found = resolved(context_of, f"TCP_DENIED/403 3721 {request_} - HIER_NONE/- text/html")
    assert ("is not in" in found[0][2]) is denied


@pytest.mark.parametrize(
    ("line", "scores"),
    [
        ("ssrf_proxy-1 | 2024/05/16 07:25:06| Detected DEAD Parent: sandbox", [40.0, 28.0]),
        ("ssrf_proxy-1 | 2024/05/16 07:25:06| Detected REVIVED Parent: my-dify-sandbox", [28.0, 40.0]),
        ("2024/05/16 07:25:06| Configuring Parent sandbox/8194/0", [40.0, 28.0]),
        ("ssrf_proxy-1 | Failed to connect to sandbox", [40.0, 28.0]),
        ("DNS lookup for 'sandbox' failed", [40.0, 28.0]),
        ("1716000000.123 5 172.18.0.5 TCP_MISS/200 39 GET http://a/ - FIRSTUP_PARENT/172.18.0.2 -", [40.0, 28.0]),
        ("1716000000.123 5 172.18.0.5 TCP_MISS/200 39 GET http://a/ - HIER_DIRECT/172.18.0.2 -", []),
        ("Connection to sandbox failed", []),
    ],
)  # fmt: skip
def test_a_peer_is_of_the_deployment_that_its_name_is_of(
    tmp_path: Path, line: str, scores: list[float]
) -> None:
    found = resolve_proxy(both(tmp_path)(line)).candidates
    assert [c.score for c in found] == scores
    assert all(c.confidence == ("medium" if c.score == 40.0 else "low") for c in found)


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("2025/12/26 04:56:14| Accepting reverse-proxy HTTP Socket connections at conn5 local=[::]:8194", "accel"),
        ("2025/12/26 04:56:14| Accepting HTTP Socket connections at conn3 local=[::]:3128", "${HTTP_PORT}"),
        ("2024/09/11 08:36:07| Closing HTTP(S) port [::]:8194", "accel"),
        ("2024/09/11 08:36:07| Closing HTTP(S) port [::]:3128", "${HTTP_PORT}"),
        ("2025/02/01 14:40:13| Processing Configuration File: /etc/squid/conf.d/debian.conf (depth 1)", "include"),
        ("2024/09/11 08:37:00| WARNING: You should probably remove '172.16.0.0/12' from the ACL named 'localnet'", "172.16"),
        ("2024/09/11 08:37:00| WARNING: (B) '10.0.0.0/8' is a subnetwork", "10.0.0.0"),
        ("2024/09/11 08:37:00| ERROR: in the ACL named 'localnet'", "10.0.0.0"),
    ],
)  # fmt: skip
def test_what_squid_says_of_its_own_configuration(
    service_context: ContextOf, line: str, fragment: str
) -> None:
    found = resolve_proxy(service_context(line)).candidates
    lines = SERVICES["dify"][SQUID].split("\n")
    assert fragment in lines[found[0].fact.line - 1]
    assert found[0].score == 38.0 - found[0].fact.line / 1_000


@pytest.mark.parametrize(
    "line",
    [
        "2025/02/01 14:40:13| Processing Configuration File: /etc/other/debian.conf (depth 1)",
        "2024/09/11 08:37:00| ERROR: in the ACL named 'othernet'",
        "2024/09/11 08:37:00| WARNING: '192.168.0.0/16' is a subnetwork",
        "2024/09/11 08:37:00| ready",
        "WARNING: '10.0.0.0/8' is a subnetwork",
    ],
)
def test_what_is_of_no_directive_leads_nowhere(service_context: ContextOf, line: str) -> None:
    assert not resolve_proxy(service_context(line)).candidates


@pytest.mark.parametrize("status", ["503", "504"])
def test_what_squid_does_not_reach_is_a_guess_at_its_wait(
    service_context: ContextOf, status: str
) -> None:
    line = f"1716000000.123 30013 172.18.0.5 TCP_TUNNEL/{status} 0 CONNECT a.example:443 - HIER_NONE/- -"
    [found] = resolve_proxy(service_context(line)).candidates
    lines = SERVICES["dify"][SQUID].split("\n")
    assert lines[found.fact.line - 1] == "connect_timeout 30 seconds"
    assert (found.confidence, found.decides) == ("low", True)
    assert not resolve_proxy(service_context(line.replace(status, "502"))).candidates
    answered = line.replace("HIER_NONE/-", "HIER_DIRECT/192.0.2.4")  # by the target itself
    assert not resolve_proxy(service_context(answered)).candidates


def test_a_port_that_is_taken_may_be_each_of_those_that_squid_opens(
    service_context: ContextOf,
) -> None:
    line = "2026/05/02 04:11:57| commBind Cannot bind socket FD 17 to [::]:3128: (98) Address already in use"
    found = resolve_proxy(service_context(line)).candidates
    lines = SERVICES["dify"][SQUID].split("\n")
    assert ["http_port" in lines[c.fact.line - 1] for c in found] == [True, True]
    assert {(c.score, c.confidence, c.decides) for c in found} == {(38.0, "low", True)}


def test_the_settings_of_both_ports_are_named(ask_services: Ask) -> None:
    line = "2026/05/02 04:11:57| commBind Cannot bind socket FD 17 to [::]:3128: (98) Address already in use"
    assert {"HTTP_PORT", "REVERSE_PROXY_PORT"} <= {key.name for key in ask_services(line).keys}


def test_what_is_in_the_lists_of_a_rule_led_to_it(ask: Ask) -> None:
    line = "TCP_DENIED/403 3721 CONNECT example.com:8443 - HIER_NONE/- text/html"
    cause = ask(line).hits[0].cause
    assert cause is not None
    assert [(place.text, place.why) for place in cause.guards] == [
        ("acl SSL_ports port 443", "what SSL_ports is"),
        ("acl CONNECT method CONNECT", "what CONNECT is"),
        ("http_access deny !Safe_ports", "rule before it"),
        ("http_access allow localhost", "rule before it"),
    ]
