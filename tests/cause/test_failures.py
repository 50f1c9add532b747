"""Each kind of failure is told by its sample; a guess counts where nothing else is told."""

# ruff: noqa: E501 - texts stay whole

from __future__ import annotations

import pytest

from ctxkit.cause.failures import FAILURES, FailureKind, failures_told, is_of_kind


@pytest.mark.parametrize("kind", FAILURES, ids=lambda kind: kind.name)
def test_a_kind_is_told_by_its_sample(kind: FailureKind) -> None:
    assert kind in failures_told(kind.sample)


def test_a_guess_gives_way_to_what_is_told() -> None:
    guess = "Failed to execute code, which is likely a network issue"
    assert [kind.name for kind in failures_told(guess)] == ["network"]
    assert is_of_kind("READ_TIMEOUT", failures_told(guess))
    told = failures_told(f"{guess} (got status code 401)")
    assert [kind.name for kind in told] == ["refused"]


def test_a_size_is_no_matter_of_time() -> None:
    told = failures_told("File size is too large, max size is 10.00 MB")
    assert is_of_kind("HTTP_REQUEST_NODE_MAX_BINARY_SIZE", told)
    assert not is_of_kind("HTTP_REQUEST_MAX_READ_TIMEOUT", told)


@pytest.mark.parametrize(
    ("name", "is_of_it"),
    [
        ("RedisPass", True),
        ("REDIS_PASS", True),
        ("SSRF_BYPASS", False),
        ("PassThrough", False),
        ("DRUM_CLIENT_ID", True),
        ("TENANT_ID", False),
    ],
)
def test_a_password_may_be_cut_short(name: str, is_of_it: bool) -> None:
    told = failures_told("WRONGPASS invalid username-password pair or user is disabled.")
    assert is_of_kind(name, told) is is_of_it


def test_a_database_that_admits_nobody_without_encryption_asks_for_tls() -> None:
    told = failures_told('pg_hba.conf rejects connection for host "10.0.0.7", no encryption')
    assert is_of_kind("DB_SSL_MODE", told)
    assert not is_of_kind("DB_SSL_MODE", failures_told("connection refused"))


def test_what_the_api_does_not_allow_is_no_matter_of_a_secret() -> None:
    body = '{"code":"forbidden","message":"the limit of shelves is reached","status":403}'
    assert not is_of_kind("SHELF_API_KEY", failures_told(body))
    refused = '{"code":"unauthorized","message":"the shelf is not yours","status":401}'
    assert is_of_kind("SHELF_API_KEY", failures_told(refused))
    assert is_of_kind("SHELF_API_KEY", failures_told("the shelf answered with status 403"))


def test_a_proxy_is_not_where_something_is_asked_for() -> None:
    told = failures_told("fetch failed, status code: 404")
    assert is_of_kind("FERRY_DOMAIN", told)
    assert not is_of_kind("FERRY_PROXY_URL", told)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("failed to receive message from redis: EOF, will retry", ["not reached"]),
        ("write tcp 10.0.0.1:80: write: broken pipe", ["not reached"]),
        ("httpx.RemoteProtocolError: Server disconnected without sending a response", ["not reached"]),
        ("SyntaxError: unexpected EOF while parsing", []),
        ("dial tcp: lookup redis on 127.0.0.11:53: i/o timeout", ["timed out", "not resolved", "not reached"]),
        ("dial tcp 10.0.0.1:5432: i/o timeout", ["timed out", "not reached"]),
        ("GET http://a/x net::ERR_NAME_NOT_RESOLVED", ["not resolved"]),
        ("GET http://a/x net::ERR_CONNECTION_TIMED_OUT", ["timed out"]),
        ("GET http://a/x net::ERR_CONNECTION_CLOSED", ["not reached"]),
        ("GET http://a/x net::ERR_CERT_DATE_INVALID", ["certificate"]),
        ("Mixed Content: it requested an insecure resource", ["not reached"]),
        # what a traceback quotes is the program's source, not what happened
        ('File "/app/a.py", line 3, in wait\n    queue.get(timeout=1)\nqueue.Empty', []),
        ('api-1  |   File "/app/a.py", line 3, in wait\napi-1  |     queue.get(timeout=1)\napi-1  | queue.Empty', []),
        ('File "/app/a.py", line 3, in wait\nqueue.Empty: timed out', ["timed out"]),
        ('api-1  |   File "a.py", line 4, in get\napi-1  | httpx.ReadTimeout: timed out', ["timed out"]),
        ('stdout F   File "a.py", line 4, in get\nstdout F httpx.ReadTimeout:  timed out', ["timed out"]),
        ('File "/app/a.py", line 504, in wait\nValueError: x', []),
        ("fetch failed, status code: 404", ["not there"]),
        ("Session termination failed: 404", ["not there"]),
        ('"GET /x HTTP/1.1" 404 12', []),
        ('File "/app/a.py", line 3, in wait\n  File "/app/b.py", line 3, in ask\nOSError: timed out', ["timed out"]),
        ("[GIN] 2025/05/10 - 13:56:54 | 504 |     59.8s |   172.19.0.9 | POST \"/x\"", ["timed out"]),
        ("[GIN] 2025/05/10 - 13:56:54 | 200 |     59.8s |   172.19.0.9 | POST \"/x\"", []),
    ],
)  # fmt: skip
def test_the_kinds_of_a_text(text: str, kinds: list[str]) -> None:
    assert [kind.name for kind in failures_told(text)] == kinds
