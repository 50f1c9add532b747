"""The proof that a container does not get a setting."""

from __future__ import annotations

from ctxkit.bundle.absence import absent_from
from ctxkit.bundle.setting_lines import key_lines
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.model import KeyAnswer, LineChange
from tests.bundle.literal import Texts

COMPOSE = """\
x-shared-env: &shared
  LOG_LEVEL: ${LOG_LEVEL:-INFO}
  # a comment

services:
  api:
    image: dify-api
    environment:
      <<: *shared
      MODE: api

    # of the next service
  web:
    environment:
      CONSOLE_URL: ${CONSOLE_URL:-}
  worker:
    image: dify-api
"""
SOURCES = Texts({COMPOSE_FILE: COMPOSE})


def blocks(service: str, name: str = "KEY", status: str = "undelivered") -> list[tuple[int, int]]:
    change = LineChange(deployment="compose", file="x", name=name, restart=(service,))
    key = KeyAnswer(name=name, status=status, change=(change,))  # type: ignore[arg-type]
    return [(each.line, each.end_line) for each in absent_from(key, SOURCES)]  # type: ignore[arg-type]


def test_the_environment_of_the_service_and_what_it_merges_lack_the_key() -> None:
    assert blocks("api") == [(8, 10), (1, 2)]
    assert blocks("web") == [(14, 15)]


def test_a_block_that_has_the_key_proves_nothing() -> None:
    assert blocks("api", "LOG_LEVEL") == []
    assert blocks("api", "LEVEL") == [(8, 10), (1, 2)]


def test_there_is_no_proof_without_such_a_block_or_such_a_verdict() -> None:
    assert blocks("worker") == []
    assert blocks("gone") == []
    assert blocks("api", status="live") == []
    assert absent_from(KeyAnswer(name="KEY", status="undelivered"), SOURCES) == []  # type: ignore[arg-type]


def test_the_proof_follows_the_verdict() -> None:
    change = LineChange(deployment="compose", file="x", name="KEY", restart=("api",))
    key = KeyAnswer(name="KEY", status="undelivered", change=(change,))
    absent = absent_from(key, SOURCES)  # type: ignore[arg-type]
    assert list(key_lines(key, {}, {}, absent=absent))[2] == (
        f"- not in `environment` of api: dify {COMPOSE_FILE}:8-10"
        f", merged there: dify {COMPOSE_FILE}:1-2"
    )
