"""Requests that client libraries tell lead to the code that sends them: questions about a small
upstream.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.sent_requests import CLIENT_WORDS, ClientWords, resolve_sent
from ctxkit.logline import parse_events
from ctxkit.model import ClientCall, Finding
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import build

API = "api/services/postbox.py"

FILES = {
    "dify": {
        "api/configs/app.py": """from pydantic import Field
from pydantic_settings import BaseSettings


class PostConfig(BaseSettings):
    POSTBOX_ENDPOINT: str = Field(description="Of the post box", default="http://postbox:7000")
""",
        API: """import httpx
from yarl import URL

from configs import dify_config

postbox_url = URL(str(dify_config.POSTBOX_ENDPOINT))


def post_letter(letter):
    url = postbox_url / "v1" / "letters" / "stamp"
    if not letter:
        return None
    weight = len(letter)
    response = httpx.post(str(url), json={"weight": weight})
    return response.json()
""",
    }
}

HTTPX = 'api-1 | 2025-09-18 15:30:24,368 INFO [Dummy-1] [_client.py:1038] - HTTP Request: POST http://postbox:7000/v1/letters/stamp "HTTP/1.1 502 Bad Gateway"'

Ask = Callable[[str], Finding]
ContextOf = Callable[[str], LocateContext]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    index, sources = build(tmp_path_factory.mktemp("post"), changed=FILES)
    return lambda text: locate(index, sources, text)


@pytest.mark.parametrize(
    "line",
    [
        HTTPX,
        "requests.exceptions.ConnectionError: HTTPConnectionPool(host='postbox', port=7000): Max retries exceeded with url: /v1/letters/stamp (Caused by NewConnectionError('<x>: [Errno 111] Connection refused'))",
        "httpx.HTTPStatusError: Server error '502 Bad Gateway' for url 'http://postbox:7000/v1/letters/stamp'",
    ],
)
def test_a_request_leads_to_the_code_that_sends_it(ask: Ask, line: str) -> None:
    finding = ask(line)
    first = finding.hits[0]
    assert (first.fact.path, first.fact.line) == (API, 10)
    assert first.why == ("requests /v1/letters/stamp here",)
    assert first.cause is not None
    sent = [(guard.location.line, guard.why) for guard in first.cause.guards]
    assert (14, "sends the request") in sent
    assert [key.name for key in finding.keys] == ["POSTBOX_ENDPOINT"]
    assert finding.confidence == "medium"


@pytest.fixture(scope="module")
def context_of(tmp_path_factory: pytest.TempPathFactory) -> ContextOf:
    def call(name: str, line: int, method: str = "", *, program: bool = True) -> ClientCall:
        return ClientCall(name=name, method=method, program=program, line=line, end_line=line)

    files = {
        "dify": {
            API: (
                "x\n" * 9,
                [
                    call("/v1/letters/<id>", 1, "GET"),
                    call("/v1/letters/<id>/stamp", 2, "POST"),
                    call("/v1/letters/<id>/<what>", 3),
                    call("/health", 4),
                ],
            ),
            "api/tests/test_postbox.py": ("x\n", [call("/v1/letters/<id>/stamp", 1, "POST")]),
            "web/service/letters.ts": (
                "x\n",
                [call("/v1/letters/<id>/stamp", 1, "POST", program=False)],
            ),
        },
        "dify-plugin-daemon": {
            "internal/core/post.go": (
                "x\n" * 9,
                [call("/invoke/letter", 1, "POST"), call("/ping", 2)],
            )
        },
        "dify-official-plugins": {
            "tools/post/tools/post.py": ("x\n", [call("/v1/letters/<id>/stamp", 1, "POST")])
        },
    }
    asked = literal_index(tmp_path_factory.mktemp("calls"), files)  # type: ignore[arg-type]
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


def resolved(context_of: ContextOf, line: str) -> list[tuple[str, int, float, str]]:
    found = resolve_sent(context_of(line)).candidates
    return [(c.fact.repo, c.fact.line, c.score, c.confidence) for c in found]


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        # by the call that names most of the path, with the method
        ("POST http://a/v1/letters/7/stamp", [("dify", 2, 34.0, "medium")]),
        ("GET http://a/v1/letters/7/stamp?x=1", [("dify", 3, 34.0, "medium")]),
        ("GET http://a/v1/letters/7", [("dify", 1, 34.0, "medium")]),
        # below an address of its own
        ("POST http://a/post/office/v1/letters/7/stamp", [("dify", 2, 34.0, "medium")]),
        ("POST http://a/the/post/office/v1/letters/7/stamp", []),
        # one word is in too many paths
        ("GET http://a/health", [("dify", 4, 34.0, "low")]),
        ("GET http://a/letters/health", []),
        ("GET http://a/other", []),
        # a host of one's own, or anybody's
        ("GET https://letters.example.com/v1/letters/7", [("dify", 1, 34.0, "low")]),
    ],
)
def test_which_call_is_meant(
    context_of: ContextOf, request_line: str, expected: list[tuple[str, int, float, str]]
) -> None:
    line = f'INFO [_client.py:1038] - HTTP Request: {request_line} "HTTP/1.1 200 OK"'
    assert resolved(context_of, line) == expected


def test_who_may_have_written_the_line(context_of: ContextOf) -> None:
    line = 'HTTP Request: POST http://a/v1/letters/7/stamp "HTTP/1.1 200 OK"'
    assert resolved(context_of, f"worker-1 | {line}") == [("dify", 2, 34.0, "medium")]
    assert resolved(context_of, f"plugin_daemon-1 | {line}") == []


def test_an_error_of_go_leads_to_a_program_in_go(context_of: ContextOf) -> None:
    error = 'failed: {} "http://api:5001/inner/api/invoke/letter": dial tcp: no such host'
    assert resolved(context_of, error.format("Post")) == [("dify-plugin-daemon", 1, 22.0, "medium")]
    assert resolved(context_of, error.format("Get")) == []
    assert resolved(context_of, 'Get "http://api:5001/ping": EOF') == [
        ("dify-plugin-daemon", 2, 22.0, "low")
    ]


@pytest.mark.parametrize("words", CLIENT_WORDS, ids=lambda words: words.reference)
def test_each_sample_is_read(words: ClientWords) -> None:
    found = words.told.search(words.sample)
    assert found is not None
    assert found["url"].endswith(("/v1/sandbox/run", "/inner/api/invoke/llm"))
    assert words.reference.startswith("https://")
    assert [other for other in CLIENT_WORDS if other.told.search(words.sample)] == [words]
