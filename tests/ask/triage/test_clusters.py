"""What varies from line to line leaves no trace in the shape."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.clusters import message_shape, request_shape, shape_of
from tests.pace import at_most


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
    with at_most(0.5):
        shape_of(text.encode())


def test_limits_of_a_shape() -> None:
    assert len(shape_of(b"word " * 300)) == 200
    assert shape_of(b" " * 999 + b"ab") == b"a"
    assert len(request_shape(b"GET /" + b"x" * 300 + b" 500")) == 200


def test_parts_of_a_path_with_three_digits_are_ids() -> None:
    assert request_shape(b"GET /v1/a12/b123/1/c12345 200") == b"GET /v1/a12/<n>/<n>/<n> 200"
    assert request_shape(b"GET /" + b"a" * 99 + b"123 200") == b"GET /" + b"a" * 99 + b"123 200"
    assert request_shape(b"GET /" + b"a" * 97 + b"123 200") == b"GET /<n> 200"
    assert request_shape(b"GET /a/:;: 200") == b"GET /a/:;: 200"
    assert request_shape(b"GET /a09b9 200") == b"GET /<n> 200"


def test_a_limited_number_of_parts() -> None:
    path = b"/".join([b"a"] * 25)
    assert request_shape(b"GET /" + path + b" 200") == b"GET /" + b"/".join([b"a"] * 20) + b" 200"


def test_requests_without_a_path_have_the_shape_of_a_message() -> None:
    assert request_shape(b"OPTIONS * 200") == b"OPTIONS * <n>"
    assert request_shape(b"GET /") == b"GET /"
    assert request_shape(b"GET /a?b=1") == b"GET /a"


def test_the_method_of_flasks_exception_is_cut() -> None:
    assert message_shape(b"Exception on /a " + b"x" * 30) == b"Exception on /a " + b"x" * 20
    assert message_shape(b"Exception on /a") == b"Exception on /a"
    assert message_shape(b"Exception on a12") == b"Exception on <n>"
    long = message_shape(b"Exception on /" + b"a/" * 600 + b" [GET]")
    assert long == b"Exception on /" + b"/".join([b"a"] * 20)


def test_digits_are_alike() -> None:
    assert shape_of(b"a 1") == shape_of(b"a 9") == b"a <n>"
    assert shape_of(b"alpha beta/gamma") == b"alpha beta/gamma"
