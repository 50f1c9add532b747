"""What nginx, squid and Compose say of their configuration leads to the directive."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.configurations import (
    COMPLAINTS,
    Complaint,
    complaint_of,
    resolve_configuration,
)
from ctxkit.logline import parse_events
from ctxkit.model import Directive
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf, first, place, places


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


@pytest.mark.parametrize("complaint", COMPLAINTS, ids=lambda complaint: complaint.sign)
def test_each_complaint_of_nginx_is_known_by_its_sample(complaint: Complaint) -> None:
    assert complaint_of(complaint.sample) is complaint


def test_the_complaints_of_nginx() -> None:
    assert [(c.sign, c.directives) for c in COMPLAINTS] == [
        ("client intended to send too large body", ("client_max_body_size",)),
        ("upstream timed out (110", ("proxy_read_timeout", "proxy_send_timeout")),
        ("cannot load certificate key ", ("ssl_certificate_key",)),
        ("cannot load certificate ", ("ssl_certificate",)),
        ('no "ssl_certificate" is defined', ("ssl_certificate",)),
        ("no port defined for SSL in proxy URL", ("proxy_pass",)),
        ("bind() to ", ("listen",)),
        ("duplicate default server", ("listen",)),
    ]


CONF = "docker/nginx/nginx.conf.template"
CHART = "charts/dify/templates/config.tpl"
DIRECTIVES = (
    ("listen", "80"),
    ("proxy_read_timeout", "60s"),
    ("proxy_send_timeout", "60s"),
    ("proxy_pass", "http://api:5001"),
    ("server", "api:5001"),
    ("client_max_body_size", "15m"),
    ("proxy_pass", "http://web:3000"),
    ("proxy_pass", "http://api:5001"),
    ("listen", "443 ssl"),
    ("client_max_body_size", "1m"),
)


@pytest.fixture(scope="module")
def context_in(tmp_path_factory: pytest.TempPathFactory) -> ContextOf:
    def facts(program: str) -> list[Directive]:
        return [
            Directive(name=name, value=value, program=program, line=line, end_line=line)
            for line, (name, value) in enumerate(DIRECTIVES, 1)
        ]

    release = Directive(
        name="proxy_pass", value="http://my-api:5001", program="nginx", line=3, end_line=3
    )
    asked = literal_index(
        tmp_path_factory.mktemp("nginx"),
        {
            "dify": {
                CONF: ("x\n" * 12, facts("nginx")),
                "docker/squid.conf": ("x\n" * 12, facts("squid")),
                "docker/tests/nginx.conf": ("x\n" * 12, facts("nginx")),
            },
            "dify-helm": {CHART: ("x\n" * 12, [*facts("nginx"), release])},
        },  # type: ignore[dict-item]
    )
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


ERROR = "2025/03/26 09:51:11 [error] 16#16: *9 "


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{ERROR}client intended to send too large body: 9 bytes", [(CONF, 6, 38.0), (CONF, 10, 37.0), (CHART, 6, 36.0), (CHART, 10, 35.0)]),
        (f"{ERROR}upstream timed out (110: x) while reading", [(CONF, 2, 32.0), (CONF, 3, 31.0)]),
        (f"{ERROR}bind() to 0.0.0.0:80 failed", [(CONF, 1, 38.0), (CONF, 9, 37.0), (CHART, 1, 36.0), (CHART, 9, 35.0)]),
        (f"{ERROR}nothing of the kind", []),
        ("nginx: [emerg] bind() to 0.0.0.0:80 failed", [(CONF, 1, 38.0), (CONF, 9, 37.0), (CHART, 1, 36.0), (CHART, 9, 35.0)]),
        ("bind() to 0.0.0.0:80 failed", []),
        ("nginx-1 | bind() to 0.0.0.0:80 failed", [(CONF, 1, 38.0), (CONF, 9, 37.0), (CHART, 1, 36.0), (CHART, 9, 35.0)]),
        ('nginx: [emerg] "listen" directive invalid in /etc/nginx/nginx.conf:9', [(CONF, 9, 38.0), (CONF, 1, 37.0), (CHART, 9, 36.0), (CHART, 1, 35.0)]),
        ('nginx: [emerg] unknown directive "listen" in /etc/nginx/nginx.conf:9', [(CONF, 9, 38.0), (CONF, 1, 37.0), (CHART, 9, 36.0), (CHART, 1, 35.0)]),
        ('nginx: [emerg] unknown directive "speak" in /etc/nginx/nginx.conf:9', []),
        ('nginx: [emerg] host not found in upstream "api" in /x/default.conf:7', [(CONF, 8, 38.0), (CONF, 5, 37.0), (CONF, 4, 36.0), (CHART, 8, 35.0)]),
        ('nginx: [emerg] host not found in upstream "my-api" in /x/default.conf:7', [(CHART, 3, 38.0)]),
        (f'{ERROR}no live upstreams while connecting to upstream "web"', [(CONF, 7, 38.0), (CHART, 7, 37.0)]),
        (f'{ERROR}upstream timed out (110: x), host not found in upstream "web"', [(CONF, 7, 38.0), (CHART, 7, 37.0)]),
        ("2025/02/01 14:40:13| Bungled /etc/squid/squid.conf line 9: listen 443 ssl", [("docker/squid.conf", 9, 38.0)]),
        ("2025/02/01 14:40:13| Bungled /etc/squid/squid.conf line 9: listen 8443", [("docker/squid.conf", 9, 38.0), ("docker/squid.conf", 1, 37.0)]),
        ("2025/02/01 14:40:13| ERROR: 'listen' is odd in /etc/squid/squid.conf:9", []),
    ],
)  # fmt: skip
def test_the_nearest_directives_of_the_program(
    context_in: ContextOf, line: str, expected: list[tuple[str, int, float]]
) -> None:
    found = resolve_configuration(context_in(line)).candidates
    assert [(c.fact.path, c.fact.line, c.score) for c in found] == expected
    assert all((c.confidence == "medium") != c.decides for c in found)


@pytest.mark.parametrize(
    ("before", "path"),
    [
        ("$ kubectl logs deploy/dify-proxy", CHART),
        ("NAME pod/dify-proxy-0", CHART),
        ("dify-proxy-66dff57646-abc12", CHART),
        ("$ docker compose logs nginx", CONF),
        ("the podium and its deployment", CONF),
    ],
)
def test_in_a_cluster_the_chart_sets_it(context_in: ContextOf, before: str, path: str) -> None:
    line = f"{ERROR}client intended to send too large body: 9 bytes"
    context = replace(context_in(line), pasted=f"{before}\n{line}")
    assert resolve_configuration(context).candidates[0].fact.path == path


@pytest.mark.parametrize(
    ("said", "decides"),
    [
        ("bind() to 0.0.0.0:80 failed", True),
        ("bind() to 0.0.0.0:80 failed in /etc/nginx/nginx.conf:9", False),
        ("upstream timed out (110: x) while reading", True),
        ('host not found in upstream "api"', False),
    ],
)
def test_a_complaint_that_names_no_place_is_decided_by_one_that_is_not_sure(
    context_in: ContextOf, said: str, decides: bool
) -> None:
    found = resolve_configuration(context_in(f"nginx: [emerg] {said}")).candidates
    confidence = "low" if decides else "medium"
    assert {(c.confidence, c.decides) for c in found} == {(confidence, decides)}


@pytest.mark.parametrize(
    ("line", "confidence", "lines"),
    [
        ("Failed to load resource: the server responded with a status of 413 (Request Entity Too Large)", "medium", [6, 10, 6, 10]),
        ("413 Request Entity Too Large", "low", [6, 10, 6, 10]),
        ("it says 413 Payload Too Large", "low", [6, 10, 6, 10]),
        ("504 Gateway Time-out", "low", [2, 2]),
        ("POST http://a/v1/x net::ERR_FAILED 504 (Gateway Timeout)", "medium", [2, 2]),
        ("2025-05-22 02:57:35 504 Gateway Time-out", "", []),
        ("1504 Gateway Time-out", "", []),
    ],
)  # fmt: skip
def test_answers_of_nginx_itself(
    context_in: ContextOf, line: str, confidence: str, lines: list[int]
) -> None:
    found = resolve_configuration(context_in(line)).candidates
    assert [c.fact.line for c in found] == lines
    assert [c.score for c in found] == [30.0 - place for place in range(len(lines))]
    assert {c.confidence for c in found} == ({confidence} if lines else set())


@pytest.mark.parametrize(
    ("line", "name", "confidence"),
    [
        ('ERROR: Invalid interpolation format for "STAMP_LEVEL" option in service "x"', "STAMP_LEVEL:", "medium"),
        ("invalid interpolation format for x-shared-env.STAMP_LEVEL.", "STAMP_LEVEL:", "medium"),
        ("invalid interpolation format for services.api.environment.STAMP_LEVEL_MAX.", "STAMP_LEVEL_MAX:", "medium"),
        ('level=warning msg="The \\"STAMP_LEVEL\\" variable is not set. Defaulting"', "STAMP_LEVEL:", "low"),
        ("the STAMP_LEVEL_MAX variable is not set", "STAMP_LEVEL_MAX:", "low"),
    ],
)  # fmt: skip
def test_a_variable_leads_to_the_line_of_compose_that_takes_it(
    service_context: ContextOf, line: str, name: str, confidence: str
) -> None:
    (found,) = resolve_configuration(service_context(line)).candidates
    assert (found.fact.path, found.fact.line) == place("docker/docker-compose.yaml", f"{{{name}")
    assert (found.score, found.confidence) == (40.0, confidence)


def test_each_further_compose_file_is_worth_less(tmp_path: Path) -> None:
    names = (
        "docker-compose-template.yaml",
        "docker-compose.yaml",
        "docker-compose.middleware.yaml",
    )
    files = {f"docker/{name}": ("# x\nA: ${A:-1}\nB: ${A}\n", []) for name in names}
    asked = literal_index(tmp_path, {"dify": {**files, "docker/other.yaml": ("${A}\n", [])}})  # type: ignore[dict-item]
    event = parse_events("the A_B variable is not set")[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert resolve_configuration(context).candidates == []
    event = parse_events('invalid interpolation format for "A" option in service')[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    found = resolve_configuration(context).candidates
    assert [(c.fact.path, c.fact.line, c.score) for c in found] == [
        ("docker/docker-compose.yaml", 2, 40.0),
        ("docker/docker-compose.middleware.yaml", 2, 39.0),
        ("docker/docker-compose-template.yaml", 2, 38.0),
    ]


def test_what_a_stack_says_is_no_answer_of_nginx(context_in: ContextOf) -> None:
    stack = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\n    x'
    assert not resolve_configuration(context_in(f"{stack}\nE: 504 Gateway Time-out")).candidates


def test_a_variable_that_is_not_set_is_only_a_hint(ask_services: Ask) -> None:
    line = 'level=warning msg="The \\"STAMP_LEVEL\\" variable is not set. Defaulting to a blank string."'
    assert first(ask_services(line)) == place("docker/docker-compose.yaml", "{STAMP_LEVEL:")
    assert ask_services(line).confidence == "low"
