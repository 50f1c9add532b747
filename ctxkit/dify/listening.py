"""The ports on which the programs of a deployment listen, by the image that a container runs.

Not here: the versions of the images (`images.py`), the URLs under which programs call each other
(`service_urls.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ctxkit.dify.row import Row

_COMPOSE = "dify docker/docker-compose.yaml#image: "
_PORT_OPTION = re.compile(r"(?:--port|--http[._-]port|\bport|-p)(?:=|\s)\s*([0-9]{2,5})\b")
"""In a command: --port 6380, -p 5433, -c port=5433."""
_FILE_OF_OPTIONS = re.compile(r"\.(?:conf|cnf|ini|ya?ml|toml)\b|config_file", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener(Row):
    """A program, by the ends of the names of its images.

    `ports` are those on which it listens, `variables` set the port of the same place instead; a
    name without a variable is "". `program` is that of the sources that it is, or "".
    """

    images: tuple[str, ...]
    ports: tuple[str, ...]
    variables: tuple[str, ...] = ()
    program: str = ""


LISTENERS = (
    Listener(
        images=("dify-api",),
        ports=("5001",),
        variables=("DIFY_PORT",),
        program="api",
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-api:",
        sample="registry.example:5000/langgenius/dify-api:1.14.0",
    ),
    Listener(
        images=("dify-web",),
        ports=("3000",),
        variables=("PORT",),
        program="web",
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-web:",
        sample="langgenius/dify-web:1.14.0",
    ),
    Listener(
        images=("dify-plugin-daemon",),
        ports=("5002", "5003"),
        variables=("SERVER_PORT", "PLUGIN_REMOTE_INSTALLING_PORT"),
        program="plugin_daemon",
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-plugin-daemon:",
        sample="langgenius/dify-plugin-daemon:0.6.0-local",
    ),
    Listener(
        images=("dify-sandbox",),
        ports=("8194",),
        variables=("SANDBOX_PORT",),
        program="sandbox",
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-sandbox:",
        sample="langgenius/dify-sandbox:0.2.15",
    ),
    Listener(
        images=("dify-agent-backend",),
        ports=("5050",),
        program="agent",
        since="1.16.0",
        reference=_COMPOSE + "langgenius/dify-agent-backend:",
        sample="langgenius/dify-agent-backend:1.16.0",
    ),
    Listener(
        images=("dify-agent-local-sandbox",),
        ports=("5004",),
        since="1.16.0",
        reference=_COMPOSE + "langgenius/dify-agent-local-sandbox:",
        sample="langgenius/dify-agent-local-sandbox:1.16.0",
    ),
    Listener(
        images=("squid",),
        ports=("3128", "8194"),
        variables=("HTTP_PORT", "REVERSE_PROXY_PORT"),
        program="ssrf_proxy",
        since="1.8.1",
        reference=_COMPOSE + "ubuntu/squid",
        sample="ubuntu/squid:latest",
    ),
    Listener(
        images=("postgres", "pgvector", "pgvecto-rs", "timescaledb", "postgis"),
        ports=("5432",),
        variables=("PGPORT",),
        since="1.8.1",
        reference=_COMPOSE + "postgres:",
        sample="postgres:15-alpine",
    ),
    Listener(
        images=("postgresql",),
        ports=("5432",),
        variables=("POSTGRESQL_PORT_NUMBER",),
        since="1.8.1",
        reference="https://github.com/bitnami/containers/tree/main/bitnami/postgresql",
        sample="bitnami/postgresql:15",
    ),
    Listener(
        images=("mysql", "mariadb"),
        ports=("3306", "33060"),
        variables=("MYSQL_TCP_PORT", ""),
        since="1.11.4",
        reference=_COMPOSE + "mysql:",
        sample="mysql:8.0",
    ),
    Listener(
        images=("redis", "valkey", "redis-stack-server"),
        ports=("6379",),
        variables=("REDIS_PORT_NUMBER",),
        since="1.8.1",
        reference=_COMPOSE + "redis:",
        sample="redis:6-alpine",
    ),
    Listener(
        images=("weaviate",),
        ports=("8080", "50051"),
        variables=("", "GRPC_PORT"),
        since="1.8.1",
        reference=_COMPOSE + "semitechnologies/weaviate:",
        sample="semitechnologies/weaviate:1.27.0",
    ),
    Listener(
        images=("qdrant",),
        ports=("6333", "6334"),
        variables=("QDRANT__SERVICE__HTTP_PORT", "QDRANT__SERVICE__GRPC_PORT"),
        since="1.8.1",
        reference=_COMPOSE + "langgenius/qdrant:",
        sample="langgenius/qdrant:v1.8.3",
    ),
    Listener(
        images=("milvus",),
        ports=("19530", "9091"),
        since="1.8.1",
        reference=_COMPOSE + "milvusdb/milvus:",
        sample="milvusdb/milvus:v2.6.3",
    ),
    Listener(
        images=("elasticsearch", "opensearch"),
        ports=("9200", "9300", "9600"),
        variables=("http.port",),
        since="1.8.1",
        reference=_COMPOSE + "docker.elastic.co/elasticsearch/elasticsearch:",
        sample="docker.elastic.co/elasticsearch/elasticsearch:8.14.3",
    ),
)
"""The first row with an image decides."""


@cache
def listener_of(image: str) -> Listener | None:
    """Return the program that an image runs, or None. A prefix of the name is one's own:
    `team-dify-api`.
    """
    name = base_name_of(image)
    for row in LISTENERS:
        if any(_is_of(name, each, row.program) for each in row.images):
            return row
    return None


def base_name_of(image: str) -> str:
    """Return the name of an image without its registry, tag and digest."""
    return image.rpartition("/")[2].partition("@")[0].partition(":")[0]


def tag_of(image: str) -> str:
    """Return the tag of an image, or ""."""
    return image.rpartition("/")[2].partition("@")[0].partition(":")[2]


def _is_of(name: str, known: str, program: str) -> bool:
    # mysql is in the names of many images that are no database; dify-api in those of its builds.
    return name == known or (known.startswith("dify-") and bool(program) and _ends(name, known))


def _ends(name: str, known: str) -> bool:
    return name.endswith((f"-{known}", f"_{known}", f".{known}"))


def ports_of_command(command: str) -> tuple[str, ...] | None:
    """Return the ports that a command sets; None where it names a file that may set others."""
    if _FILE_OF_OPTIONS.search(command):
        return None
    return tuple(_PORT_OPTION.findall(command))
