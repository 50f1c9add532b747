"""The ports on which the containers of a deployment listen, by their program or image.

Not here: which images run a program (`images.py`), the URLs under which programs call each other
(`service_urls.py`).
"""

from __future__ import annotations

import re
from functools import cache

from ctxkit.dify.images import base_name_of
from ctxkit.dify.row import Row
from ctxkit.regex import regex

_COMPOSE = "dify docker/docker-compose.yaml#image: "
_PORT_OPTION = regex(r"(?:--port|--http[._-]port|\bport|-p)(?:=|\s)\s*([0-9]{2,5})\b")
"""In a command: --port 6380, -p 5433, -c port=5433."""
_FILE_OF_OPTIONS = regex(r"\.(?:conf|cnf|ini|ya?ml|toml)\b|config_file", re.IGNORECASE)


class Listener(Row, frozen=True, kw_only=True):
    """A program of the sources, or one of others by the names of its images.

    `ports` are those on which it listens. `variables` are the names of those that set the port of
    the same place instead, "" where none does.
    """

    program: str = ""
    images: tuple[str, ...] = ()
    ports: tuple[str, ...]
    variables: tuple[str, ...] = ()


LISTENERS = (
    Listener(
        program="api",
        ports=("5001",),
        variables=("DIFY_PORT",),
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-api:",
        sample="api",
    ),
    Listener(
        program="web",
        ports=("3000",),
        variables=("PORT",),
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-web:",
        sample="web",
    ),
    Listener(
        program="plugin_daemon",
        ports=("5002", "5003"),
        variables=("SERVER_PORT", "PLUGIN_REMOTE_INSTALLING_PORT"),
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-plugin-daemon:",
        sample="plugin_daemon",
    ),
    Listener(
        program="sandbox",
        ports=("8194",),
        variables=("SANDBOX_PORT",),
        since="1.8.1",
        reference=_COMPOSE + "langgenius/dify-sandbox:",
        sample="sandbox",
    ),
    Listener(
        program="agent",
        ports=("5050",),
        since="1.16.0",
        reference=_COMPOSE + "langgenius/dify-agent-backend:",
        sample="agent",
    ),
    Listener(
        program="agent_runtime",
        ports=("5004",),
        since="1.16.0",
        reference=_COMPOSE + "langgenius/dify-agent-local-sandbox:",
        sample="agent_runtime",
    ),
    Listener(
        program="ssrf_proxy",
        ports=("3128", "8194"),
        variables=("HTTP_PORT", "REVERSE_PROXY_PORT"),
        since="1.8.1",
        reference=_COMPOSE + "ubuntu/squid",
        sample="ssrf_proxy",
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
        reference="https://hub.docker.com/_/mysql",
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
        reference="https://www.elastic.co/guide/en/elasticsearch/reference/current/modules-network.html",
        sample="docker.elastic.co/elasticsearch/elasticsearch:8.14.3",
    ),
)
"""The ports that Dify's own compose file relies on, and the defaults of the images."""


@cache
def listener_of(program: str, image: str) -> Listener | None:
    """Return the row of a container by its program, else by its image; None for an unknown one."""
    name = base_name_of(image)
    for row in LISTENERS:
        if (program and program == row.program) or name in row.images:
            return row
    return None


def program_on(port: str) -> str:
    """Return the program of the sources that alone listens on a port, empty if none does."""
    programs = {row.program for row in LISTENERS if port in row.ports}
    return programs.pop() if len(programs) == 1 else ""


def ports_of_command(command: str) -> tuple[str, ...] | None:
    """Return the ports that a command sets; None where it names a file that may set others."""
    if _FILE_OF_OPTIONS.search(command):
        return None
    return tuple(_PORT_OPTION.findall(command))
