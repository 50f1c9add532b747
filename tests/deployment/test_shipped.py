"""The deployment as Dify ships it."""

from __future__ import annotations

from pathlib import Path

from ctxkit.deployment.shipped import shipped_deployment
from tests.ask.literal import literal_index

COMPOSE = """\
services:
  api:
    env_file: [./envs/api.env, .env]
    environment:
      A: ${A:-default}
"""


def test_the_containers_get_what_the_examples_say(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/docker-compose.yaml": (COMPOSE, []),
                "docker/.env.example": ("A=example\nB=1\n", []),
                "docker/envs/api.env.example": ("B=0\nC=2\n", []),
            }
        },
    )
    found = shipped_deployment(asked.sources)
    values = {name: found.value("api", name) for name in ("A", "B", "C", "D")}
    assert values == {"A": "example", "B": "1", "C": "2", "D": ""}


def test_without_dify_there_is_none(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify-sandbox": {}})
    assert shipped_deployment(asked.sources).services == {}
