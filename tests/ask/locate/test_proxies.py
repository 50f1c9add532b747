"""squid's lines lead to the directives that decided."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, place, places

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
