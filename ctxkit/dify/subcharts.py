"""Values of the charts that the community chart depends on, where its own values.yaml has none.

Only those that its templates ask for. Not here: the community chart's own values (`charts.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.dify.row import Row

_POSTGRESQL = "https://github.com/bitnami/charts/blob/main/bitnami/postgresql/values.yaml"
_REDIS = "https://github.com/bitnami/charts/blob/main/bitnami/redis/values.yaml"
_WEAVIATE = "https://github.com/weaviate/weaviate-helm/blob/main/weaviate/values.yaml"
_NOT_SET = None


class SubchartValue(Row, frozen=True, kw_only=True):
    """The default of a value of a chart, by the name under which the community chart has it."""

    path: str
    value: Any


SUBCHART_VALUES = tuple(
    SubchartValue(path=path, value=value, since="1.8.1", reference=reference, sample=path)
    for reference, values in (
        (
            _POSTGRESQL,
            {
                "postgresql.nameOverride": "",
                "postgresql.fullnameOverride": "",
                "postgresql.architecture": "standalone",
                "postgresql.primary.name": "primary",
                "postgresql.global.postgresql.auth.existingSecret": "",
            },
        ),
        (
            _REDIS,
            {
                "redis.nameOverride": "",
                "redis.fullnameOverride": "",
                "redis.sentinel.enabled": False,
                "redis.sentinel.masterSet": "mymaster",
                "redis.sentinel.service.ports.sentinel": 26379,
                "redis.master.service.ports.redis": 6379,
                "redis.replica.replicaCount": 3,
                "redis.tls.enabled": False,
                "redis.auth.enabled": True,
                "redis.auth.existingSecret": "",
            },
        ),
        (
            _WEAVIATE,
            {
                "weaviate.service.name": "weaviate",
                "weaviate.service.type": "LoadBalancer",
                "weaviate.service.clusterIP": _NOT_SET,
                "weaviate.grpcService.enabled": False,
                "weaviate.grpcService.name": "weaviate-grpc",
                "weaviate.authentication.apikey": _NOT_SET,
            },
        ),
    )
    for path, value in values.items()
)
