"""A URL that was not reached names the setting that its address is from: questions about a small
upstream.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.model import Finding
from tests.ask.locate_workspace import build, keys

SCRIPT = "web/docker/entrypoint.sh"
STAMPS = "api/core/stamps.py"
ALBUM = "api/core/album.py"
FILES = {
    "dify": {
        "api/configs/feature/__init__.py": """from pydantic import Field
from pydantic_settings import BaseSettings


class PostConfig(BaseSettings):
    LETTERS_URL: str = Field(description="Of letters", default="")
    STAMPS_URL: str = Field(description="Of stamps", default="")
    INNER_STAMPS_URL: str = Field(description="Of stamps", default="")
    ALBUM_URL: str = Field(description="Of albums", default="")
""",
        "api/controllers/stamps/__init__.py": """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("stamps", __name__, url_prefix="/stamps")
api = ExternalApi(bp, version="1.0")
stamps_ns = Namespace("stamps", path="/")
api.add_namespace(stamps_ns)
""",
        "api/controllers/stamps/stamps.py": """from controllers.stamps import stamps_ns


@stamps_ns.route("/<uuid:stamp_id>/picture")
class PictureApi(Resource):
    def get(self, stamp_id):
        return {}


@stamps_ns.route("/albums/<uuid:album_id>.<string:extension>")
class AlbumApi(Resource):
    def get(self, album_id, extension):
        return {}


@stamps_ns.route("/lists/<uuid:list_id>.<string:extension>")
class ListApi(Resource):
    def get(self, list_id, extension):
        return {}


@stamps_ns.route("/<uuid:stamp_id>")
class StampApi(Resource):
    def get(self, stamp_id):
        return {}
""",
        STAMPS: """from configs import dify_config


def sign(stamp_id):
    base = dify_config.INNER_STAMPS_URL or dify_config.STAMPS_URL
    return f"{base}/stamps/{stamp_id}/picture"


def write(letter_id):
    # of /stamps/lists/{list_id}.{extension} nothing is written
    return f"{dify_config.LETTERS_URL}/letters/{letter_id}", ["/stamps/lists/{x}.{y}"]
""",
        ALBUM: """from configs import dify_config


class Album:
    def address(self, album_id, extension):
        return f"{self.base()}/stamps/albums/{album_id}.{extension}"

    def base(self):
        return dify_config.ALBUM_URL
""",
        SCRIPT: """#!/bin/bash
export NEXT_PUBLIC_DEPLOY=${DEPLOY}
export NEXT_PUBLIC_API_PREFIX=${LETTERS_URL}/console/api
export NEXT_PUBLIC_PUBLIC_API_PREFIX="${ALBUM_URL}/console"
""",
        "docker/docker-compose.yaml": """services:
  web:
    image: langgenius/dify-web:1.14.0
    environment:
      LETTERS_URL: ${LETTERS_URL:-}
      ALBUM_URL: ${ALBUM_URL:-}
""",
    }
}
UUID = "9c8d1f52-2b52-4c3a-8d6e-2f0f0d1c7a11"
PICTURE = f"http://api:5001/stamps/{UUID}/picture?sign=x"

Ask = Callable[[str], Finding]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    index, sources = build(tmp_path_factory.mktemp("stamps"), changed=FILES)
    return lambda text: locate(index, sources, text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # the function that puts the path together
        (f"[Errno -2] Name or service not known: {PICTURE}", ["STAMPS_URL", "INNER_STAMPS_URL"]),
        # a browser is given no inner address
        (f"GET {PICTURE} net::ERR_NAME_NOT_RESOLVED", ["STAMPS_URL"]),
        (f"GET {PICTURE} net::ERR_CONNECTION_TIMED_OUT", ["STAMPS_URL"]),
        # before a path alone nothing stands
        (
            f"Reached maximum retries (3) for URL /stamps/{UUID}/picture?sign=x",
            ["STAMPS_URL", "INNER_STAMPS_URL"],
        ),
        # another request was answered
        (
            f'HTTP Request: GET https://a/x "HTTP/1.1 200 OK"\nGET {PICTURE} net::ERR_CONNECTION_REFUSED',
            ["STAMPS_URL"],
        ),
        # a path that is only listed, or told of, is behind no setting
        (f"Connection refused: http://a/stamps/lists/{UUID}.pdf", []),
        # the file that does
        (f"GET http://a/stamps/albums/{UUID}.png net::ERR_CONNECTION_REFUSED", ["ALBUM_URL"]),
        # the script that starts the pages, by the longest path
        (f"GET http://a/console/api/letters/{UUID} net::ERR_CERT_DATE_INVALID", ["LETTERS_URL"]),
        (
            f"Mixed Content: The page at 'https://a/apps' was loaded over HTTPS, but requested an insecure resource 'http://a/console/api/letters/{UUID}'.",
            ["LETTERS_URL"],
        ),
        # which browsers ask
        (f"Connection refused: http://a/console/api/letters/{UUID}", []),
        (f"GET http://a/console/apis/letters/{UUID} net::ERR_CONNECTION_REFUSED", ["ALBUM_URL"]),
        # too few words to look for
        (f"GET http://a/stamps/{UUID} net::ERR_CONNECTION_REFUSED", []),
        # who answers was reached
        (f"GET {PICTURE} 404 (NOT FOUND)", []),
        (f"GET {PICTURE} net::ERR_ABORTED", []),
        (f"httpx.HTTPStatusError: Client error '404 NOT FOUND' for url '{PICTURE}'", []),
        (f"requests.HTTPError: 404 Client Error: NOT FOUND for url: {PICTURE}", []),
        (f'"GET /x HTTP/1.1" 502 150 "{PICTURE}"', []),
        (
            f'[error] 28#28: *1 upstream timed out (110: Connection timed out) while reading response header from upstream, request: "GET /x HTTP/1.1", upstream: "{PICTURE}", referrer: "{PICTURE}"',
            [],
        ),
    ],
)  # fmt: skip
def test_the_setting_before_the_path(ask: Ask, line: str, expected: list[str]) -> None:
    assert keys(ask(line)) == expected


def test_the_line_that_gives_the_address_is_shown(ask: Ask) -> None:
    finding = ask(f"GET {PICTURE} net::ERR_NAME_NOT_RESOLVED")
    assert finding.hits[0].fact.name == "PictureApi.get"
    cause = finding.hits[0].cause
    assert cause is not None
    assert [(g.location.path, g.location.line) for g in cause.guards] == [(STAMPS, 5)]
    assert [decider.key for decider in cause.decides] == ["STAMPS_URL"]
    # Without a route that is where it is read.
    finding = ask(f"GET http://a/console/api/x/{UUID} net::ERR_CONNECTION_REFUSED")
    assert [(hit.fact.path, hit.fact.line) for hit in finding.hits] == [(SCRIPT, 3)]
    assert finding.confidence == "low"


def test_a_long_paste_is_answered(ask: Ask) -> None:
    assert ask("net::ERR_CONNECTION_REFUSED " + f"http://a{'/x' * 30_000} " * 3) is not None
