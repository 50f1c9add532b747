"""Where Dify's repositories keep the files that several questions look for.

Not here: which program a file belongs to (`programs.py`).
"""

from __future__ import annotations

COMPOSE_FILE = "docker/docker-compose.yaml"
"""The compose file of the deployment, in the repository dify."""

ENV_EXAMPLE = "docker/.env.example"
"""The example of the deployment's `.env`, beside the compose file."""

COMPOSE_NAMES = ("docker-compose.yaml", "docker-compose.yml", "compose.yaml", "compose.yml")
"""The names under which docker compose looks for its file by itself."""

CHART_FILES = ("charts/dify/Chart.yaml", "Chart.yaml", "dify/Chart.yaml", "charts/Chart.yaml")
"""Where dify-helm has had its chart, in the order in which they are tried."""
