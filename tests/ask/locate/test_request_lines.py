"""The request that a line names."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.locate.request_lines import (
    REQUEST_KINDS,
    Request,
    RequestKind,
    is_command,
    path_of,
    request_of,
)
from tests.ask.locate_workspace import ContextOf


def test_the_kinds_and_their_order() -> None:
    assert [kind.name for kind in REQUEST_KINDS] == [
        "fields of an access log",
        "Flask",
        "request line",
        "websocket",
        "method, path and status",
        "method and path",
        "command",
        "gunicorn",
        "browser",
        "path in a sentence",
        "failed call of a component",
    ]
    assert all(kind.place for kind in REQUEST_KINDS)


@pytest.mark.parametrize("kind", REQUEST_KINDS, ids=lambda kind: kind.name)
def test_each_kind_reads_its_sample(context_of: ContextOf, kind: RequestKind) -> None:
    request = kind.read(context_of(kind.sample))
    assert request is not None
    assert f"{request.method} {request.url}" == kind.gives
    assert request_of(context_of(kind.sample)) == request


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ('10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /v1/x?a=b HTTP/1.0" 500 56 "-" "x"',
         Request(url="/v1/x?a=b", method="GET", role="alone")),
        ("[GIN] 2025/05/07 - 08:38:54 | 200 | 46µs | 127.0.0.1 | GET \"/health\"",
         Request(url="/health", method="GET", role="alone")),
        ("GET http://localhost/console/api/setup 500 (INTERNAL SERVER ERROR)",
         Request(url="http://localhost/console/api/setup", method="GET", role="alone")),
        ('2026-05-22T13:11:43Z INFO dify-plugin-daemon a.go:9 served method=GET path=/health',
         Request(url="/health", method="GET")),
        ('2026-05-22T13:11:43Z INFO dify-plugin-daemon a.go:9 served method=get path=/health', None),
        ('2026-05-22T13:11:43Z INFO dify-plugin-daemon a.go:9 served method=GET path=health', None),
        ("Exception on /v1/x [POST]", Request(url="/v1/x", method="POST", role="alone")),
        ('x request: "POST /v1/x HTTP/1.1", upstream', Request(url="/v1/x", method="POST")),
        ("we sent PATCH: /v1/x and", Request(url="/v1/x", method="PATCH")),
        ("we sent PATCH /v1/x and", Request(url="/v1/x", method="PATCH")),
        ("(DELETE http://a/v1/x", Request(url="http://a/v1/x", method="DELETE")),
        ("POST /v1/x -> 200 (1.2s)", Request(url="/v1/x", method="POST", role="alone")),
        ("POST /v1/x 200 in 12ms", Request(url="/v1/x", method="POST", role="alone")),
        ("POST /v1/x -> 200 (1.2s) slow", Request(url="/v1/x", method="POST")),
        ("PANIC POST /v1/x: boom", Request(url="/v1/x", method="POST")),
        ('INFO:     172.18.0.9:1 - "WebSocket /v1/x?a=b" [accepted]',
         Request(url="/v1/x?a=b", method="GET", role="alone")),
        ('INFO:     172.18.0.9:1 - "WebSocket /v1/x" 403', Request(url="/v1/x", method="GET", role="alone")),
        ('INFO:     172.18.0.9:1 - "WebSocket /v1/x" is gone', None),
        ("we PATCHed /v1x", None),
        ("GET rid of it", None),
        ("curl http://a/v1/x", Request(url="http://a/v1/x", method="GET")),
        ("wget -q http://a/v1/x", Request(url="http://a/v1/x", method="GET")),
        ("curl -XPUT http://a/v1/x", Request(url="http://a/v1/x", method="PUT")),
        ("curl --request PUT http://a/v1/x", Request(url="http://a/v1/x", method="PUT")),
        ("curl http://a/v1/x -d {}", Request(url="http://a/v1/x", method="POST")),
        ("curl http://a/v1/x --data-raw={}", Request(url="http://a/v1/x", method="POST")),
        ("curl http://a/v1/x --json {}", Request(url="http://a/v1/x", method="POST")),
        ("curl http://a/v1/x -F f=@x", Request(url="http://a/v1/x", method="POST")),
        ("2026-05-22 13:11:43 curl http://a/x", None),
        ("Error handling request /v1/x", Request(url="/v1/x", role="alone")),
        ("Failed to load resource: http://a/v1/x 401", Request(url="/v1/x", role="mentioned")),
        (":3000/v1/x/y:1 Failed to load resource", Request(url="/v1/x/y", role="mentioned")),
        ("Failed to load resource: http://a/api/x 401", None),
        ("http://a/other/x Failed to load resource", None),
        ("see http://a/v1/x, it fails", None),
        ("see v1/letters/drafts.", Request(url="/v1/letters/drafts", role="mentioned")),
        ("see /v1/letters:", Request(url="/v1/letters", role="mentioned")),
        ("see /v1/letters/{id}?x=1", Request(url="/v1/letters/{id}", role="mentioned")),
        ("see vv1/letters", None),
        ("2025-05-22 02:57:35 see /v1/letters", None),
        ("x with url: /v1/letters", None),
        ("HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /v1/x",
         Request(url="/v1/x", called="api")),
        ("HTTPSConnection(host=\"my-sandbox\", port=443) failed with url: /v1/x",
         Request(url="/v1/x", called="sandbox")),
        ("HTTPConnectionPool(host='shop', port=80): Max retries exceeded with url: /v1/x", None),
        ("1716000000.123 5 172.18.0.5 TCP_MISS/200 39 GET http://a/v1/x - HIER_DIRECT/1.2.3.4 -", None),
    ],
)  # fmt: skip
def test_the_request_of_a_line(
    service_context: ContextOf, line: str, request_: Request | None
) -> None:
    assert request_of(service_context(line)) == request_


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("Failed to load resource: http://a/console/api/x 401", "/console/api/x"),
        (":3000/console/api/x/y:1 Failed to load resource", "/console/api/x/y"),
        ("console/api/x/y:1  Failed to load resource: a status of 401 ()", "/console/api/x/y"),
        ("Failed to load resource: a status of 401 () /console/api/x/y:1", "/console/api/x/y"),
        ("http://a/console/api/x has been blocked by CORS policy", "/console/api/x"),
        ("http://a/console/api/x net::ERR_FAILED", "/console/api/x"),
        ("see http://a/console/api/xy, it fails", "/console/api/xy"),
        ("see console/api/letters/drafts.", "/console/api/letters/drafts"),
        ("see /console/api/letters/{id}?x=1", "/console/api/letters/{id}"),
    ],
)
def test_a_path_that_is_only_mentioned(context_of: ContextOf, line: str, path: str) -> None:
    assert request_of(context_of(line)) == Request(url=path, role="mentioned")


@pytest.mark.parametrize(
    ("url", "path", "plain"),
    [
        ("http://a.example:80/v1/x?a=b", "/v1/x?a=b", "/v1/x"),
        ("https://a", "", ""),
        ("/v1/x", "/v1/x", "/v1/x"),
    ],
)
def test_the_path_of_a_url(url: str, path: str, plain: str) -> None:
    assert path_of(url) == path
    assert (Request(url=url).path, Request(url=url).plain_path) == (path, plain)


def test_the_error_that_ends_an_event_names_the_call(context_of: ContextOf) -> None:
    line = (
        'Traceback (most recent call last):\n  File "/app/api/x.py", line 1, in f\n    g()\n'
        "requests.exceptions.ConnectionError:"
        " HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /v1/x"
    )
    assert request_of(context_of(line)) == Request(url="/v1/x", called="api")


def test_what_is_a_command(context_of: ContextOf) -> None:
    assert is_command(context_of("curl http://a/v1/x"))
    assert not is_command(context_of("see http://a/v1/x"))
