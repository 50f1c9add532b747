"""Where Dify's repositories keep the files that several questions look for.

Not here: which program a file belongs to (`programs.py`).
"""

from __future__ import annotations

import re

COMPOSE_FILE = "docker/docker-compose.yaml"
"""The compose file of the deployment, in the repository dify."""

ENV_EXAMPLE = "docker/.env.example"
"""The example of the deployment's `.env`, beside the compose file."""

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""The names under which docker compose looks for its file by itself, the one that it prefers first.
"""

COMPOSE_OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""The same of the file that it lays over it."""

COMPOSE_VARIABLES = frozenset(
    {
        "COMPOSE_FILE",
        "COMPOSE_PATH_SEPARATOR",
        "COMPOSE_PROFILES",
        "COMPOSE_PROJECT_NAME",
    }
)
"""The variables of the `.env` by which docker compose finds and selects what it runs."""

CHART_FILES = ("charts/dify/Chart.yaml", "Chart.yaml", "dify/Chart.yaml", "charts/Chart.yaml")
"""Where dify-helm has had its chart, in the order in which they are tried."""

_SUBCHARTS = re.compile(r"(?:charts/)?[^/]+/charts/")
_BETWEEN = "/charts/"


def subchart_of(path: str) -> str:
    """Return below which value the chart around has the values of the chart that a file is of,
    empty if it is of no subchart: `redis` for `charts/dify/charts/redis/values.yaml`.
    """
    found = _SUBCHARTS.match(path)
    if not found:
        return ""
    *above, rest = path[found.end() :].split(_BETWEEN)
    return ".".join([*above, rest.partition("/")[0]]) if "/" in rest else ".".join(above)
