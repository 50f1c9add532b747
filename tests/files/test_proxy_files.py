"""Where the configurations of proxies send requests."""

from __future__ import annotations

import pytest

from ctxkit.files.proxy_files import SentTo, sent_to

NGINX = """\
upstream backend {
  server api:5001;
  server other:5001 backup;
}
server {
  # proxy_pass http://commented:1;
  location ~ ^/v1 {
    set $a "x";
    proxy_pass http://backend;
  }
  location /socket.io/ {
    set $upstream ${UPSTREAM};
    if ($a) {
      proxy_pass http://$upstream;
    }
  }
  proxy_pass http://web:3000;
}
"""
CADDY = """\
:80 {
  @admin path /admin/* /scim/*
  handle /console/* {
    reverse_proxy api:5001 other:5001
  }
  reverse_proxy @admin {$ENTERPRISE:enterprise:8082}
  handle_path /audit/* {
    reverse_proxy {
    }
  }
  reverse_proxy web:3000
}
"""
SQUID = "# cache_peer 1.2.3.4 parent 1\nhttp_port 3128\ncache_peer ${HOST} parent ${PORT} 0 x\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            NGINX,
            [
                SentTo(("^/v1",), "api:5001", 9),
                SentTo(("^/v1",), "other:5001", 9),
                SentTo(("/socket.io/",), "http://${UPSTREAM}", 14),
                SentTo((), "http://web:3000", 17),
            ],
        ),
        (
            CADDY,
            [
                SentTo(("/console/*",), "api:5001", 4),
                SentTo(("/console/*",), "other:5001", 4),
                SentTo(("/admin/*", "/scim/*"), "${ENTERPRISE:-enterprise:8082}", 6),
                SentTo((), "web:3000", 11),
            ],
        ),
        (SQUID, [SentTo((), "${HOST}:${PORT}", 3)]),
        ("", []),
        ("} } proxy_pass\nlocation {\n}\nreverse_proxy\ncache_peer a\n", []),
    ],
)
def test_where_requests_are_sent(text: str, found: list[SentTo]) -> None:
    assert sent_to(text.split("\n")) == found
