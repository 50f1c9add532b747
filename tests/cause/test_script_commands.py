"""A command of a program in Python is run by a script, whose conditions decide whether it is."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

COMMANDS = """import logging

import click

logger = logging.getLogger(__name__)


@click.command("sweep-attic", help="Sweep the attic")
@click.option("--dry", is_flag=True)
def sweep(dry):
    logger.info("the attic is being swept")
    try:
        brush(dry)
    except Exception:
        logger.exception("the brush broke")


@click.command("sweep")
def sweep_all():
    logger.info("all is being swept")


def sweep_none():
    logger.info("nothing is being swept")
"""
SCRIPT = """#!/bin/bash
# flask is what runs sweep-attic
if [[ "${ATTIC_SWEPT}" == "true" ]]; then
  echo "Sweeping"
  flask sweep-attic
fi
exec celery worker
"""
COMPOSE = """services:
  api:
    environment:
      ATTIC_SWEPT: ${ATTIC_SWEPT:-true}
"""
FILES = {
    "dify": {
        "api/commands/sweep.py": COMMANDS,
        "api/docker/entrypoint.sh": SCRIPT,
        "api/tests/run.sh": "flask sweep-attic\n",
        "docker/docker-compose.yaml": COMPOSE,
    }
}
SWEPT = "the attic is being swept"
BROKE = "the brush broke"


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    index, sources = build(tmp_path_factory.mktemp("attic"), changed=FILES)
    return Code(index, sources)


def runs(found: StatementCause) -> list[tuple[str, int, str]]:
    runs = [place for place in found.callers if place.why.startswith("runs ")]
    return [(p.location.path, p.location.line, p.why) for p in runs]


def test_the_line_of_the_script_is_the_caller(code: Code) -> None:
    found = cause_of_log(code, SWEPT, SWEPT)
    assert runs(found) == [("api/docker/entrypoint.sh", 5, "runs the command sweep-attic")]
    assert [d.use.name for d in found.decides] == ["ATTIC_SWEPT"]
    assert all(d.chooses for d in found.decides)
    assert ("api/docker/entrypoint.sh", 3) in {
        (g.location.path, g.location.line) for g in found.guards
    }


def test_who_can_end_a_command_that_fails_is_named(code: Code) -> None:
    found = cause_of_log(code, BROKE, BROKE)
    assert len(runs(found)) == 1
    assert [d.use.name for d in found.decides] == ["ATTIC_SWEPT"]


@pytest.mark.parametrize("words", ["all is being swept", "nothing is being swept"])
def test_another_command_is_not_run(code: Code, words: str) -> None:
    assert runs(cause_of_log(code, words, words)) == []
