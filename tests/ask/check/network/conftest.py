"""The deployment of the other tests, with what a later version has: a service for websockets, and
nginx's template.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ask.check.conftest import UPSTREAMS, VERSION, facts_of, files_below
from tests.ask.literal import Asked, literal_index

COMPOSE = "docker/docker-compose.yaml"
TEMPLATE = "docker/nginx/conf.d/default.conf.template"

WEBSOCKET = """\
  api_websocket:
    image: langgenius/dify-api:1.14.0
    profiles: [collaboration]
    environment:
      <<: *shared-api-worker-env
      ENABLE_COLLABORATION_MODE: ${ENABLE_COLLABORATION_MODE:-true}
      MODE: api

"""
NGINX = "      NGINX_SERVER_NAME: ${NGINX_SERVER_NAME:-_}\n"
UPSTREAM = "      NGINX_SOCKET_IO_UPSTREAM: ${NGINX_SOCKET_IO_UPSTREAM:-api_websocket:5001}\n"
MOUNT = (
    "    volumes:\n      - ./nginx/conf.d:/etc/nginx/conf.d\n    ports:\n      - '${EXPOSE_NGINX"
)
CONF = """\
server {
    location /api {
      proxy_pass http://api:5001;
    }
    location /console/api {
      proxy_pass http://api:5001;
    }
    location /socket.io/ {
      set $upstream ${NGINX_SOCKET_IO_UPSTREAM};
      proxy_pass http://$upstream;
    }
    location /e/ {
      proxy_pass http://plugin_daemon:5002;
    }
}
"""


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The index of that deployment. Do not change it."""
    files = files_below(UPSTREAMS)
    text, _ = files["dify"][COMPOSE]
    text = text.replace("  web:\n", f"{WEBSOCKET}  web:\n", 1).replace(NGINX, NGINX + UPSTREAM)
    text = text.replace("    ports:\n      - '${EXPOSE_NGINX", MOUNT, 1)
    for path, content in ((COMPOSE, text), (TEMPLATE, CONF)):
        files["dify"][path] = (content, facts_of("dify", path, content))
    found = literal_index(tmp_path_factory.mktemp("later"), files, versions={"dify": VERSION})
    yield found
    found.index.close()
