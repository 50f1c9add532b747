"""What nginx, squid and Compose say of their configuration leads to the directive."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask, place, places


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (
            'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:9',
            "location /v1",
        ),
        (
            '2026/05/22 02:57:35 [emerg] 1#1: host not found in upstream "web" in /x/default.conf:1',
            "location / {",
        ),
        (
            "2026/05/22 02:57:35 [error] 29#29: *1 client intended to send too large body: 9 bytes",
            "client_max_body",
        ),
        (
            'nginx: [emerg] "client_max_body_size" directive invalid value in /etc/nginx/nginx.conf:3',
            "client_max_body",
        ),
    ],
)
def test_what_nginx_says_of_its_configuration_leads_to_the_directive(
    ask: Ask, line: str, fragment: str
) -> None:
    path, number = places(ask(line))[0]
    inside = place("docker/nginx/conf.d/default.conf.template", fragment)
    assert path == inside[0]
    assert 0 <= number - inside[1] <= 1


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        (
            "Failed to load resource: the server responded with a status of 413 (Request Entity Too Large)",
            "medium",
        ),
        ("413 Request Entity Too Large", "low"),
    ],
)
def test_what_nginx_refuses_itself_leads_to_its_directive(ask: Ask, line: str, sure: str) -> None:
    finding = ask(line)
    assert (places(finding)[0], finding.confidence) == (
        place("docker/nginx/conf.d/default.conf.template", "client_max_body"),
        sure,
    )


def test_an_upstream_of_another_nginx_leads_nowhere(ask: Ask) -> None:
    assert (
        ask('nginx: [emerg] host not found in upstream "shop" in /etc/nginx/nginx.conf:9').hits
        == ()
    )


def test_who_let_nginx_wait_comes_before_how_long_it_does(ask_services: Ask) -> None:
    finding = ask_services(
        "2025/03/26 09:51:11 [error] 16#16: *9 upstream timed out (110: Connection timed out) while reading response header "
        'from upstream, client: 10.0.0.1, server: _, request: "POST /v1/letters HTTP/1.1", upstream: "http://10.0.0.2:5001/v1/letters"'
    )
    assert [hit.fact.path for hit in finding.hits[:2]] == [
        "api/controllers/service_api/letters.py",
        "docker/nginx/proxy.conf.template",
    ]
