"""The status of a request in lines of access logs, clients and browsers."""

import pytest

from ctxkit.logline.statuses import status_told


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('1.2.3.4 - - [14/Jul/2025] "GET /x HTTP/1.1" 403 68', "403"),
        ("[GIN] 2025/05/07 - 08:38:54 | 200 | 46µs | 127.0.0.1 | GET", "200"),
        ("GET /x -> 404", "404"),
        ('HTTP Request: GET http://a/x "HTTP/1.1 502 Bad Gateway"', "502"),
        ("GET http://a.example/x?y=1 403 (FORBIDDEN)", "403"),
        ("the server responded with a status of 429 (TOO MANY REQUESTS)", "429"),
        ('nginx-1  | 172.20.0.1 - - [02/May/2026] "GET /x HTTP/1.1" 404 118', "404"),
        ("api-1 | 200 documents", ""),
        # neither the number of a line nor that of an error
        ("GET http://a.example/x:403 (anonymous)", ""),
        ("GET http://a.example/x 403", ""),
        ("error 403 (FORBIDDEN)", ""),
        ("GET http://a.example/x 403 (1)", ""),
        ("-> 4034", ""),
        ("", ""),
        ("x" * 5_000 + " -> 404", ""),
    ],
)
def test_the_status_that_a_line_tells(text: str, status: str) -> None:
    assert status_told(text) == status


def test_a_long_line_takes_linear_time() -> None:
    assert status_told("http://" * 100_000 + "status of " * 10_000) == ""
