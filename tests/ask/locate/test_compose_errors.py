"""Docker Compose's own errors lead to the keys of the Compose file."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.compose_errors import ERRORS, ComposeError, line_of_path, resolve_compose
from ctxkit.logline import parse_events
from tests.ask.literal import Files, literal_index

COMPOSE = """x-common: &common
  image: nest
services:
  nest:
    image: nest
    env_file:
      - ./twigs.env
    # the crow comes first
    depends_on:
      - db_crow
      - owl
    networks: [twigs]
    ports:
      - "${NEST_PORT:-8080}:80"
      - "9000:9000"
  db_crow:
    profiles: [crow]
    healthcheck:
      test: caw
    depends_on:
      egg:
        condition: service_healthy
  owl:
    image: owl
"""
ENV = """# how the crow writes
TWIG_FORMAT=%Y %H:%M twigs
CROW='twigs of the crow
"""


def places(folder: Path, line: str) -> list[tuple[str, int, str]]:
    files: Files = {
        "dify": {"docker/docker-compose.yaml": (COMPOSE, []), "docker/.env.example": (ENV, [])}
    }
    asked = literal_index(folder, files)
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = resolve_compose(context).candidates
    return [(c.fact.path.rpartition("/")[2], c.fact.line, c.confidence) for c in found]


@pytest.mark.parametrize(
    ("line", "path", "lines"),
    [
        ('Service "db_crow" was pulled in as a dependency of service "nest" but is not enabled', "docker-compose.yaml", [10, 17]),
        ('service "nest" depends on undefined service "owl": invalid compose project', "docker-compose.yaml", [11, 9]),
        ('service "db_crow" depends on undefined service "egg"', "docker-compose.yaml", [21, 20]),
        ("Service 'nest' depends on service 'owl' which is undefined.", "docker-compose.yaml", [11, 9]),
        ("ERROR: No such service: owl", "docker-compose.yaml", [23]),
        ('Container docker-db_crow-1  Skipped: optional dependency "db_crow" failed to start', "docker-compose.yaml", [18, 16]),
        ('service "nest" refers to undefined network twigs: invalid', "docker-compose.yaml", [12]),
        ("dependency failed to start: container docker-db_crow-1 is unhealthy", "docker-compose.yaml", [18, 16]),
        ("on endpoint my-team-nest-1 (3f2a): Bind for 0.0.0.0:8080 failed: port is already allocated", "docker-compose.yaml", [14]),
        ("on endpoint docker-nest-1 (3f2a): Bind for 0.0.0.0:7 failed: port is already allocated", "docker-compose.yaml", [13]),
        ("Bind for 0.0.0.0:9000 failed: port is already allocated", "docker-compose.yaml", [15]),
        ("exposing port TCP 0.0.0.0:8080 -> 0.0.0.0:0: listen tcp", "docker-compose.yaml", [14]),
        ("validating /srv/docker-compose.yaml: services.nest.ports must be a array", "docker-compose.yaml", [13]),
        ("services.nest.shoes.size must be a string", "docker-compose.yaml", [4]),
        ("error while interpolating services.owl.image: required variable X is missing", "docker-compose.yaml", [24]),
        ("env file /srv/twigs.env not found: stat", "docker-compose.yaml", [7]),
        ('unexpected character "%" in variable name near "%H:%M twigs\\nCROW=1"', ".env.example", [2]),
        ("line 3: unterminated quoted value 'twigs of the crow", ".env.example", [3]),
    ],
)  # fmt: skip
def test_the_lines_that_compose_complains_of(
    tmp_path: Path, line: str, path: str, lines: list[int]
) -> None:
    assert places(tmp_path, line) == [(path, number, "medium") for number in lines]


@pytest.mark.parametrize(
    "line",
    [
        "the service nest was pulled in",
        'service "gone" depends on undefined service "owl"',
        "services.gone.ports must be a array",
        "the answer was no such service: owl",
        "no such service: gone",
        'optional dependency "db_crow" is here',
        "env file /srv/other.env not found",
        "Bind for 0.0.0.0:7 failed: port is already allocated",
        'unexpected character "%" in variable name near "gone"',
        'unexpected character "%" in variable name near ""x',
    ],
)
def test_near_misses(tmp_path: Path, line: str) -> None:
    assert places(tmp_path, line) == []


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.hint)
def test_the_sample_of_a_row_is_of_no_earlier_row(error: ComposeError) -> None:
    first = next(row for row in ERRORS if re.search(row.pattern, error.sample))
    assert first is error
    assert any(hint in error.sample for hint in error.hint.split("|"))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("services", 3), ("services.nest", 4), ("services.gone", 0), ("gone.nest", 0),
        ("services.nest.depends_on.owl", 11), ("services.owl.depends_on", 23), ("services.nest.owl", 4),
    ],
)  # fmt: skip
def test_the_line_of_a_path(path: str, line: int) -> None:
    assert line_of_path(COMPOSE.split("\n"), path.split(".")) == line
