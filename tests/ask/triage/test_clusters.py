"""What varies from line to line leaves no trace in the shape."""

from __future__ import annotations

import time

import pytest

from ctxkit.ask.triage.clusters import message_shape, request_shape, shape_of


@pytest.mark.parametrize(
    ("lines", "shape"),
    [
        (["took 12 ms", "took 3.5 ms"], "took <n> ms"),
        (["id 7c13e32e-0c45-4c8f-b169-b28b94e35e04 gone", "id 12ab gone"], "id <n> gone"),
        (['user "anna" left', 'user "bob b" left'], 'user "<s>" left'),
        (["user 'anna' can't", "user 'o' can't"], "user '<s>' can't"),
        (["get https://a.b/c?d=1 failed", "get http://x failed"], "get <url> failed"),
        (["open /var/lib/x.db failed", "open ./a/b failed"], "open <path> failed"),
        (["at 10.0.0.1:5432, port", "at 1.2.3.4:1, port"], "at <n>, port"),
    ],
)
def test_lines_of_one_shape(lines: list[str], shape: str) -> None:
    assert {shape_of(line.encode()).decode() for line in lines} == {shape}


def test_requests_keep_their_route_and_status() -> None:
    assert (
        request_shape(b"GET /console/api/apps/7c13e32e-0c45/logs?page=3 500")
        == b"GET /console/api/apps/<n>/logs 500"
    )
    assert request_shape(b"GET /v1/messages 200") == b"GET /v1/messages 200"


def test_flasks_exceptions_keep_their_route() -> None:
    shape = b"Exception on /console/api/apps/<n> [POST]"
    assert message_shape(b"Exception on /console/api/apps/7c13e32e-0c45 [POST]") == shape


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "text", ["'" * 1_000_000, "1-" * 500_000, "/a" * 500_000, '"a' * 500_000, "a" * 1_000_000]
)
def test_hostile_lines_take_no_time(text: str) -> None:
    start = time.process_time()
    shape_of(text.encode())
    assert time.process_time() - start < 0.5
