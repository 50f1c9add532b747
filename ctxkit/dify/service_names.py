"""The services of a deployment, by the names and the ports that people give them.

ctxkit's own name of a service is that of Dify's compose file (`plugin_daemon`), whatever a chart, a
container or a pod is called. Not here: which program a service runs (`programs.py`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ctxkit.dify import closed_components
from ctxkit.dify.row import Row
from ctxkit.regex import regex

_COMPOSE = "dify docker/docker-compose.yaml#"
_CHART = "dify-helm charts/dify/values.yaml#"
_ENTERPRISE = "https://langgenius.github.io/dify-helm"
_MIN_PART = 5
_NOT_ALNUM = regex(r"[\W_]+")
_NOT_ALNUM_ASCII = regex(r"[^a-z0-9]+")


class ServiceName(Row, frozen=True, kw_only=True):
    """A name, as words joined by `_`, and the service that goes by it.

    `in_containers`: the name is looked for inside the names of containers, pods and log streams;
    others are too common a word for that.
    """

    name: str
    service: str
    in_containers: bool = True


def _closed() -> Iterator[ServiceName]:
    """Yield the names of the components of Dify Enterprise."""
    for row in closed_components.CLOSED_COMPONENTS:
        for name in row.names:
            word = name.replace("-", "_")
            sample = f"{name}-6b8f9c7d5-x2x4q"
            yield ServiceName(
                name=word,
                service=row.service,
                since=row.since,
                reference=row.reference,
                sample=sample,
            )


SERVICE_NAMES = (
    *_closed(),
    ServiceName(name="plugin_daemon", service="plugin_daemon", since="1.0.0", reference=_COMPOSE + "plugin_daemon:", sample="docker-plugin_daemon-1"),
    ServiceName(name="plugindaemon", service="plugin_daemon", since="1.0.0", reference=_CHART + "pluginDaemon:", sample="pluginDaemon"),
    ServiceName(name="agent_backend", service="agent_backend", since="1.16.0", reference=_COMPOSE + "agent_backend:", sample="docker-agent_backend-1"),
    ServiceName(name="api_websocket", service="api_websocket", since="1.16.0", reference=_COMPOSE + "api_websocket:", sample="docker-api_websocket-1"),
    ServiceName(name="local_sandbox", service="local_sandbox", since="1.16.0", reference=_COMPOSE + "local_sandbox:", sample="docker-local_sandbox-1"),
    ServiceName(name="sandbox", service="sandbox", since="1.0.0", reference=_COMPOSE + "sandbox:", sample="docker-sandbox-1"),
    ServiceName(name="ssrf_proxy", service="ssrf_proxy", since="1.0.0", reference=_COMPOSE + "ssrf_proxy:", sample="docker-ssrf_proxy-1"),
    ServiceName(name="ssrf", service="ssrf_proxy", since="1.0.0", reference=_CHART + "ssrfProxy:", sample="dify-ssrf-7d5b8c-x2x4q"),
    ServiceName(name="squid", service="ssrf_proxy", since="1.0.0", reference=_COMPOSE + "ubuntu/squid", sample="squid-1"),
    ServiceName(name="worker_beat", service="worker_beat", since="1.8.1", reference=_COMPOSE + "worker_beat:", sample="docker-worker_beat-1"),
    ServiceName(name="beat", service="worker_beat", since="1.8.1", reference=_CHART + "beat:", sample="dify-beat-7d5b8c-x2x4q"),
    ServiceName(name="trigger_worker", service="worker", since="1.10.0", reference=_ENTERPRISE, sample="triggerWorker"),
    ServiceName(name="worker", service="worker", since="1.0.0", reference=_COMPOSE + "worker:", sample="docker-worker-1"),
    ServiceName(name="web", service="web", since="1.0.0", reference=_COMPOSE + "web:", sample="docker-web-1"),
    ServiceName(name="frontend", service="web", in_containers=False, since="1.0.0", reference=_ENTERPRISE, sample="frontend"),
    ServiceName(name="nginx", service="nginx", since="1.0.0", reference=_COMPOSE + "nginx:", sample="docker-nginx-1"),
    ServiceName(name="proxy", service="nginx", in_containers=False, since="1.0.0", reference=_CHART + "proxy:", sample="proxy"),
    ServiceName(name="postgres", service="db", since="1.0.0", reference=_CHART + "postgresql:", sample="dify-postgresql-0"),
    ServiceName(name="redis", service="redis", since="1.0.0", reference=_COMPOSE + "redis:", sample="docker-redis-1"),
    ServiceName(name="weaviate", service="weaviate", since="1.0.0", reference=_COMPOSE + "weaviate:", sample="docker-weaviate-1"),
    ServiceName(name="qdrant", service="qdrant", since="1.0.0", reference=_COMPOSE + "qdrant:", sample="docker-qdrant-1"),
    ServiceName(name="milvus", service="milvus", since="1.0.0", reference=_COMPOSE + "milvus-standalone:", sample="milvus-standalone"),
    ServiceName(name="migration", service="api", in_containers=False, since="1.0.0", reference=_ENTERPRISE, sample="migration"),
    ServiceName(name="api", service="api", since="1.0.0", reference=_COMPOSE + "api:", sample="docker-api-1"),
    ServiceName(name="db", service="db", since="1.0.0", reference=_COMPOSE + "db", sample="docker-db-1"),
)  # fmt: skip
"""The first row that a container's name contains decides, so longer names come first."""

OWN_SERVICES = frozenset(
    ("api", "worker", "worker_beat", "web", "plugin_daemon", "sandbox", "ssrf_proxy")
)
"""Services that run Dify's own programs, or exist for them alone."""


class RenamedService(Row, frozen=True, kw_only=True):
    """The name `old` that a service of Dify's compose file had before `since`."""

    old: str
    service: str


RENAMED_SERVICES = (
    RenamedService(old="db", service="db_postgres", since="1.10.0", reference=_COMPOSE + "db_postgres:", sample="db"),
)  # fmt: skip


_BY_NAME = {_NOT_ALNUM.sub("", row.name): row for row in SERVICE_NAMES}


@cache
def row_of_service(name: str) -> ServiceName | None:
    """Return the row of a service by the whole name that a compose file or chart gives it."""
    return _BY_NAME.get(_NOT_ALNUM.sub("", name).lower())


@cache
def row_of_container(name: str) -> ServiceName | None:
    """Return the first row whose name is part of the name of a container, pod or log stream."""
    words = "_" + _NOT_ALNUM_ASCII.sub("_", name.lower()) + "_"
    rows = (row for row in SERVICE_NAMES if row.in_containers)
    return next((row for row in rows if _contains(words, row.name)), None)


def _contains(words: str, name: str) -> bool:
    # A longer name is unmistakable inside a word, too: `difysandbox`.
    return f"_{name}_" in words or (len(name) >= _MIN_PART and name in words)


def service_of_container(name: str) -> str:
    """Return the service whose name is part of the name of a container, pod or log stream, or an
    empty string.
    """
    row = row_of_container(name)
    return row.service if row else ""


def renamed_service(name: str) -> str:
    """Return what the service of an older compose file is called now, or an empty string."""
    return next((row.service for row in RENAMED_SERVICES if row.old == name.lower()), "")
