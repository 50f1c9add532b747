"""What another program says names settings: questions about a small upstream."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.told_settings import settings_of_cause
from ctxkit.dify.cause_row import Judged
from ctxkit.model import Finding
from ctxkit.model.cause import KnownCause
from tests.ask.locate_workspace import build, keys

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class Config(BaseSettings):
    TEMPLATES_URL: str = Field(description="Of templates", default="https://tmpl.example.com")
    TEMPLATES_MODE: str = Field(description="Of templates", default="remote")
    UPDATES_URL: str = Field(description="Of updates", default="https://updates.example.com/check")
    STAMPS_URL: str = Field(description="Of stamps", default="http://post:7000")
    LABELS_URL: str = Field(description="Of labels", default="http://post:7000/labels")
    BOXES_URL: str = Field(description="Of boxes", default="http://box:7001")
    LIDS_URL: str = Field(description="Of lids", default="http://box:7001")
    BAGS_URL: str = Field(description="Of bags", default="http://box:7001")
    TINS_URL: str = Field(description="Of tins", default="http://box:7001")
    CHROMA_HOST: str = Field(description="Of the store", default="127.0.0.1")
    CHROMA_PORT: int = Field(description="Of the store", default=8000)
    CHROMA_AUTH_CREDENTIALS: str = Field(description="Of the store", default="")
    CHROMADE_HOST: str = Field(description="Of chrome", default="")
    LOG_LEVEL: str = Field(description="Of the log", default="INFO")
    SERVER_WORKER_CLASS: str = Field(description="Of the server", default="gevent")
    CELERY_BROKER_URL: str = Field(description="Of the queues", default="")
    MILVUS_URI: str = Field(description="Of the store", default="")
    RELYT_HOST: str = Field(description="Of the store", default="")
    IRIS_HOST: str = Field(description="Of the store", default="")
    TRIGGER_URL: str = Field(description="Of triggers", default="http://localhost:5001")
    DB_DATABASE: str = Field(description="Of the database", default="dify")
    PARCELS_URL: str = Field(description="Of parcels", default="http://localhost:9000")
    KETTLE_ON: bool = Field(description="Of the kettle", default=True)
"""
CODE = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


def templates():
    mode = dify_config.TEMPLATES_MODE
    if mode == "remote":
        try:
            return fetch()
        except Exception as e:
            logger.warning("the templates are not there: %s, take those at hand", e)


def fetch():
    base = dify_config.TEMPLATES_URL
    return ask(f"{base}/apps")


def updates():
    if not dify_config.UPDATES_URL:
        return None
    return ask(dify_config.UPDATES_URL)


def set_up(app):
    return [
        dify_config.STAMPS_URL,
        dify_config.LABELS_URL,
        dify_config.BOXES_URL,
        dify_config.LIDS_URL,
        dify_config.BAGS_URL,
        dify_config.TINS_URL,
        dify_config.CHROMA_HOST,
        dify_config.CHROMA_PORT,
        dify_config.CHROMA_AUTH_CREDENTIALS,
        dify_config.CHROMADE_HOST,
        dify_config.LOG_LEVEL,
        dify_config.MILVUS_URI,
        dify_config.RELYT_HOST,
        dify_config.IRIS_HOST,
        dify_config.TRIGGER_URL,
        dify_config.DB_DATABASE,
        dify_config.PARCELS_URL,
    ]
"""
ENTRY = """#!/bin/bash
if [[ "${KETTLE_ON}" == "true" ]]; then
  echo "Putting the kettle on"
fi
if [[ "${DEBUG}" == "true" ]]; then
  exec flask run
else
  exec gunicorn \\
    --worker-class ${SERVER_WORKER_CLASS:-gevent} \\
    app:app
fi
"""
MIDDLEWARE = """class Middleware:
    def options(self):
        return dify_config.CELERY_BROKER_URL
"""
CELERY = """from configs import dify_config


def init_app(app):
    return Celery(broker=dify_config.CELERY_BROKER_URL)
"""
COMPOSE = """services:
  worker:
    environment:
      CELERY_BROKER_URL: ${CELERY_BROKER_URL:-redis://redis:6379/1}
      PARCELS_URL: ${PARCELS_URL:-http://parcels:9000}
  web:
    environment:
      ALLOW_EMBED: ${ALLOW_EMBED:-false}
"""
PLUGIN = """class Letters:
    def send(self):
        try:
            post()
        except Exception as e:
            raise ValueError(f"Bad: {e}")
"""
PLACE = "api/services/places.py"
FILES = {
    "dify": {
        "api/configs/app.py": CONFIG,
        "api/configs/middleware.py": MIDDLEWARE,
        PLACE: CODE,
        "api/extensions/ext_celery.py": CELERY,
        "api/docker/entrypoint.sh": ENTRY,
        "docker/docker-compose.yaml": COMPOSE,
        "web/docker/entrypoint.sh": """#!/bin/bash
export NEXT_PUBLIC_ALLOW_EMBED=${ALLOW_EMBED}
""",
        "web/env.ts": """export const env = {
  NEXT_PUBLIC_ALLOW_EMBED: process.env.NEXT_PUBLIC_ALLOW_EMBED,
}
""",
        "web/proxy.ts": """export function wrap(response, pathname) {
  if (process.env.NEXT_PUBLIC_ALLOW_EMBED !== 'true')
    response.headers.set('X-Frame-Options', 'DENY')
  return response
}
""",
    },
    "dify-official-plugins": {
        "tools/letters/tools/send.py": PLUGIN,
        "tools/stamps/tools/send.py": PLUGIN,
    },
}

Ask = Callable[[str], Finding]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    index, sources = build(tmp_path_factory.mktemp("places"), changed=FILES)
    return lambda text: locate(index, sources, text)


def read_at(finding: Finding) -> list[tuple[str, int]]:
    return [(hit.fact.path, hit.fact.line) for hit in finding.hits]


def test_what_a_library_says_is_read_where_it_is_set_up(ask: Ask) -> None:
    finding = ask("[2024-07-18 22:58:14 +0000] [56] [INFO] Using worker: gevent")
    assert keys(finding) == ["SERVER_WORKER_CLASS"]
    assert read_at(finding) == [("api/docker/entrypoint.sh", 9)]
    assert finding.confidence == "low"
    assert finding.hits[0].why == ("SERVER_WORKER_CLASS, which decides it, is read here",)
    cause = finding.hits[0].cause
    assert cause is not None
    assert [guard.location.line for guard in cause.guards] == [7, 5]
    assert "no log statement in the indexed repositories matches this line" in finding.notes


def test_a_setting_that_a_script_renames_is_read_by_its_other_name(ask: Ask) -> None:
    finding = ask(
        "Refused to display 'https://a.example/' in a frame because it set 'X-Frame-Options' to 'deny'."
    )
    assert keys(finding) == ["ALLOW_EMBED"]
    assert read_at(finding) == [("web/proxy.ts", 2)]


def test_what_hands_a_setting_on_comes_after_what_works_with_it(ask: Ask) -> None:
    finding = ask("consumer: Connection to broker lost. Trying to re-establish the connection...")
    assert keys(finding) == ["CELERY_BROKER_URL"]
    assert read_at(finding) == [("api/extensions/ext_celery.py", 5)]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        # the port of the scheme
        ("Starting new HTTPS connection (1): updates.example.com:443", ["UPDATES_URL"]),
        ("connect to https://updates.example.com failed", ["UPDATES_URL"]),
        ("(host='updates.example.com', port=443): Read timed out", ["UPDATES_URL"]),
        ("Starting new HTTPS connection (1): updates.example.com:8443", []),
        ("Starting new HTTPS connection (1): other.example.com:443", []),
        # no failure, and nothing that connects; what any program may listen on
        ("I take it from https://updates.example.com today", []),
        ("Connection refused: localhost:5001", []),
        # what the compose file gives
        (
            "dial tcp: lookup parcels on 127.0.0.11:53: no such host (http://parcels:9000)",
            ["PARCELS_URL"],
        ),
        # some have it, many are none
        ("cannot connect to post:7000", ["STAMPS_URL", "LABELS_URL"]),
        ("cannot connect to box:7001", []),
        # whether it is written at all
        ("User asked: how is DEBUG set in nginx?", []),
        (
            "2025-05-16 11:17:00 DEBUG [Dummy-212] [connectionpool.py:1049] - Starting new HTTPS connection (1): updates.example.com:443",
            ["UPDATES_URL", "LOG_LEVEL"],
        ),
    ],
)
def test_an_address_is_that_of_the_settings_whose_default_it_is(
    ask: Ask, text: str, settings: list[str]
) -> None:
    finding = ask(text)
    assert keys(finding) == settings
    assert [hit.fact.path for hit in finding.hits] == [PLACE] * min(len(settings), 2)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("Could not connect to a Chroma server. Are you sure it is running?", ["CHROMA_HOST", "CHROMA_PORT"]),
        ("Chroma: 401 Unauthorized", ["CHROMA_AUTH_CREDENTIALS"]),
        # by its client's name; what it needs, where nothing is of that kind
        ("<MilvusException: (code=65535, message=message send timeout)>", ["MILVUS_URI"]),
        ("Relyt: connection refused", ["RELYT_HOST"]),
        # a thing of another kind, another word, a comparison, far from the failure, of a plugin
        ("Iris scanner: connection refused", []),
        ("chromadriver timed out receiving message", []),
        ("whether Chroma or Milvus is better; the request timed out", []),
        (f"articles on Chroma{' and other topics' * 10}: connection refused", []),
        ('PluginInvokeError: {"message": "Chroma: connection refused"}', []),
        # a place that a few words suggest is none
        ("Could not connect to Chroma: Bad: no luck", ["CHROMA_HOST", "CHROMA_PORT"]),
        # no failure, or of no store
        ("the Chroma server is running", []),
        ("Could not connect to the server", []),
    ],
)  # fmt: skip
def test_a_store_fails_by_its_settings_of_that_kind(
    ask: Ask, text: str, settings: list[str]
) -> None:
    assert keys(ask(text)) == settings


def test_of_several_settings_the_one_is_meant_whose_address_fails(ask: Ask) -> None:
    line = "the templates are not there: {}, take those at hand"
    error = "HTTPSConnectionPool(host='tmpl.example.com', port=443): {} (Caused by x)"
    assert keys(ask(line.format(error.format("Connection refused"))))[0] == "TEMPLATES_URL"
    # It answered.
    assert keys(ask(line.format("no more paper")))[0] == "TEMPLATES_MODE"


def test_what_a_script_says_next_is_not_what_failed(ask: Ask) -> None:
    error = '(psycopg2.OperationalError) FATAL:  database "dify" does not exist'
    assert keys(ask(f"{error}\nPutting the kettle on")) == ["DB_DATABASE"]
    assert keys(ask("Putting the kettle on")) == ["KETTLE_ON"]


def test_a_text_that_tells_nothing_has_no_settings(ask: Ask) -> None:
    finding = ask("the kettle boils over")
    assert (keys(finding), finding.hits, finding.confidence) == ([], (), "none")


SHARED = """from pydantic import Field
from pydantic_settings import BaseSettings


class Gates(BaseSettings):
    GATE_URL: str = Field(description="Of the gate", default="")
    HEDGE_URL: str = Field(description="Of the hedge", default="")
"""
GATE = """package gate

import "os"

func Open() string {
	return os.Getenv("GATE_URL")
}
"""


@pytest.mark.parametrize(
    ("first", "named"),
    [
        ("dify", [("dify", "GATE_URL"), ("dify", "HEDGE_URL")]),
        ("dify-sandbox", [("dify-sandbox", "GATE_URL")]),  # the other is for the api
        ("dify-plugin-daemon", [("dify", "GATE_URL"), ("dify", "HEDGE_URL")]),  # reads neither
    ],
)
def test_a_service_that_reads_settings_of_a_cause_has_nothing_from_the_api(
    tmp_path: Path, first: str, named: list[tuple[str, str]]
) -> None:
    reads = (
        "from configs import dify_config\n\nurls = dify_config.GATE_URL, dify_config.HEDGE_URL\n"
    )
    files = {"api/configs/feature/__init__.py": SHARED, "api/services/gates.py": reads}
    changed = {"dify": files, "dify-sandbox": {"internal/gate/gate.go": GATE}}
    index, _ = build(tmp_path, changed=changed)
    judged = Judged(level="environment", why="")
    known = KnownCause(what="", change="", judged=judged, settings=("GATE_URL", "HEDGE_URL"))
    found = settings_of_cause(index, known, first)
    assert [(each.use.repo, each.use.name) for each in found] == named
