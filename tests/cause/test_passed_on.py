"""The location of nginx that passes the request of one of its lines on."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.passed_on import passed_on
from tests.ask.locate_workspace import build

NGINX = """server {
    listen 80;

    location /barn {
      include barn.conf;
      proxy_pass http://barn:5001;
    }

    location /barn/hay {
      proxy_pass http://hay:5001;
    }

    location /gate {
      return 404;
    }
}
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {"docker/nginx/conf.d/default.conf.template": NGINX}
    return Code(*build(tmp_path_factory.mktemp("barn"), changed={"dify": files}))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('nginx-1  | 172.18.0.1 - - [x] "GET /barn/1?a=/barn/hay HTTP/1.1" 404 9', (4, 6)),
        ('nginx-1  | 172.18.0.1 - - [x] "POST /barn/hay/2 HTTP/2.0" 200 9', (9, 10)),
        ('nginx-1  | 172.18.0.1 - - [x] "GET /gate HTTP/1.1" 404 9', (13, 13)),
        ('nginx: [error] upstream timed out, request: "GET /barn HTTP/1.1", upstream: "x"', (4, 6)),
        ('nginx-1  | 172.18.0.1 - - [x] "GET /field HTTP/1.1" 404 9', None),
        ('api-1  | 172.18.0.1 - - [x] "GET /barn/1 HTTP/1.1" 404 9', None),  # another's line
        ("nginx-1  | GET /barn/1", None),
    ],
)
def test_the_longest_location_of_the_path(
    code: Code, text: str, lines: tuple[int, int] | None
) -> None:
    found = [(place.location.line, place.location.end_line) for place in passed_on(code, text)]
    assert found == ([lines] if lines else [])
