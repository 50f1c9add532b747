"""Stores: one database, one Redis, one vector store, and files that all pods can reach.

Not here: which stores there are (`dify/charts.py`), their addresses (`options.py`, `running.py`).
"""

from __future__ import annotations

from itertools import combinations

from ctxkit.dify.charts import (
    ADDRESS_VALUES,
    DATA_STORES,
    OBJECT_STORAGES,
    VECTOR_STORE_PARTS,
    DataStore,
)
from ctxkit.values.rule import THIS, Is, Requirement, ValuesRule

_SENTINEL = "externalRedis.sentinel.enabled"
_CLUSTER = "externalRedis.cluster.enabled"
_USE_EXTERNAL = "vectorDB.useExternal"
_IAM = "persistence.s3.useAwsManagedIam"
_ENDPOINT = "persistence.s3.endpoint"
_LOCAL_CLAIM = "persistence.local.persistentVolumeClaim"
_LOCAL_MODES = f"{_LOCAL_CLAIM}.accessModes"
_CLAIMS = (("api", "api"), ("worker", "api"), ("pluginDaemon", "pluginDaemon"))
"""The parts of the community chart that mount a volume, and the part whose volume it is."""
_ONE_NODE = "ReadWriteOnce"
_AWS_PROFILE = (
    "https://github.com/langgenius/dify-ee-terraform-aws/blob/main/cloud/aws/scripts/"
    "helm_templates/values.example.prod.yaml"
)

_VECTOR_STORES = "|".join((
    *(row.name for row in VECTOR_STORE_PARTS),
    *("externalRelyt", "externalPgVectoRS", "externalOpenSearch", "externalAnalyticDB"),
    "externalLindorm",
))  # fmt: skip
_ADDRESS = "|".join(row.name for row in ADDRESS_VALUES)
_NO_OBJECT_STORAGE = tuple(Is(f"{row.name}.enabled", "not on") for row in OBJECT_STORAGES)
_SEVERAL = ("several", "replicas"), ("on", "autoscaling.enabled")


def _no_store(store: DataStore) -> Requirement:
    parts = (*store.external, store.own)
    return Requirement(
        must=tuple(Is(f"{part}.enabled", "on") for part in parts),
        message=f"{{must}} are false: Dify has no {store.what}",
        sets={f"{store.own}.enabled": "true"},
        advice="turn one of them on",
    )


def _two(first: str, second: str, what: str) -> Requirement:
    """Return the case of two stores of one kind; the second is the one to turn off."""
    return Requirement(
        when=(Is(f"{first}.enabled", "on"),),
        must=(Is(f"{second}.enabled", "off"),),
        message=f"{first}.enabled and {second}.enabled are true: Dify uses only one {what}",
        sets={f"{second}.enabled": "false"},
        advice=f"set {second}.enabled to false, or {first}.enabled",
        paths=(f"{first}.enabled", f"{second}.enabled"),
    )


def _shared(claim: str, part: str, *, when: tuple[Is, ...]) -> tuple[Requirement, ...]:
    """Return the cases of several pods of a part that share a volume of one node."""
    modes = f"{claim}.accessModes"
    return tuple(
        Requirement(
            when=(*when, Is(claim + ".existingClaim", "unset"), Is(f"{part}.{name}", state)),
            must=(Is(modes, "without", _ONE_NODE),),
            message=f"{part}.{name} is {{last}}, "
            "but accessModes allows only one node to mount the storage",
            sets={modes: "ReadWriteMany"},
            advice="use ReadWriteMany, or an object storage",
            paths=(modes, f"{part}.{name}"),
        )
        for state, name in _SEVERAL
    )


RULES = (
    ValuesRule(
        id="no-data-store",
        category="settings-clash",
        severity="error",
        summary="Neither the chart's own store nor an external one is enabled",
        why="Dify has no database or no Redis, and does not start.",
        remedy="Enable one of them.",
        reference="dify-helm charts/dify/values.yaml#externalPostgres:",
        requirements=tuple(map(_no_store, DATA_STORES)),
        broken={"redis.enabled": "false", "externalRedis.enabled": "false"},
        kept={"redis.enabled": "false", "externalRedis.enabled": "true"},
        needs_all_layers=True,
    ),
    ValuesRule(
        id="two-data-stores",
        category="settings-clash",
        severity="warning",
        summary="Two stores of one kind are enabled, of which Dify uses only one",
        why="The other one runs for nothing, and who looks into it finds no data.",
        remedy="Turn off the one that is not meant.",
        reference="dify-helm charts/dify/templates/config.tpl#else if .Values.postgresql.enabled",
        requirements=tuple(
            _two(first, second, store.what)
            for store in DATA_STORES
            for first, second in combinations((*store.external, store.own), 2)
        ),
        broken={"redis.enabled": "true", "externalRedis.enabled": "true"},
        kept={"redis.enabled": "false", "externalRedis.enabled": "true"},
    ),
    ValuesRule(
        id="two-redis-modes",
        category="settings-clash",
        severity="error",
        summary="The external Redis is said to be both a Sentinel and a cluster",
        why="It is one of them, and clients of one cannot talk to the other.",
        remedy="Turn off the one that it is not.",
        reference="dify api/configs/middleware/cache/redis_config.py#REDIS_USE_CLUSTERS",
        requirements=(
            Requirement(
                when=(Is("externalRedis.enabled", "on"), Is(_SENTINEL, "on")),
                must=(Is(_CLUSTER, "off"),),
                message=f"{_SENTINEL} and {_CLUSTER} are true: Redis is one of them",
                advice="turn off the one that it is not",
                paths=(_CLUSTER, _SENTINEL),
            ),
        ),
        broken={"externalRedis.enabled": "true", _SENTINEL: "true", _CLUSTER: "true"},
        kept={"externalRedis.enabled": "true", _SENTINEL: "true", _CLUSTER: "false"},
    ),
    ValuesRule(
        id="no-vector-store",
        category="settings-clash",
        severity="warning",
        summary="Neither the chart's own vector store nor an external one is enabled",
        why="Dify starts, but no document can be indexed.",
        remedy="Enable one of them.",
        reference="dify-helm charts/dify/templates/config.tpl#VECTOR_STORE: weaviate",
        requirements=(
            Requirement(
                when=(Is(_USE_EXTERNAL, "off"),),
                must=(Is("weaviate.enabled", "on"), Is("qdrant.enabled", "on")),
                message=f"{_USE_EXTERNAL}, {{must}} are false: Dify has no vector store",
                sets={"qdrant.enabled": "true"},
                advice="turn one of them on",
                paths=(_USE_EXTERNAL, "weaviate.enabled", "qdrant.enabled"),
            ),
            Requirement(
                when=(Is("weaviate.enabled", "off"),),
                must=tuple(Is(f"{row.name}.enabled", "on") for row in VECTOR_STORE_PARTS),
                message="weaviate.enabled is false, and no external vector store is enabled: "
                "Dify has no vector store",
                sets={"weaviate.enabled": "true"},
                advice="set weaviate.enabled to true, or enable an external vector store",
                paths=("weaviate.enabled",),
            ),
        ),
        broken={_USE_EXTERNAL: "false", "weaviate.enabled": "false", "qdrant.enabled": "false"},
        kept={_USE_EXTERNAL: "true", "weaviate.enabled": "false", "qdrant.enabled": "false"},
        needs_all_layers=True,
    ),
    ValuesRule(
        id="misplaced-vector-store",
        category="unknown-key",
        severity="error",
        summary="An external vector store is at the top, where the Enterprise chart reads none",
        why="Helm takes the values and every pod is well, but the api uses the chart's own vector"
        " store or its placeholder: the first document fails.",
        remedy="Move it below vectorDB.",
        reference="https://github.com/sorphwer/dify-helm-watchdog",
        requirements=tuple(
            Requirement(
                about=rf"(?:{_VECTOR_STORES})\.(?:{_ADDRESS})",
                when=(Is(known, "known"),),
                must=(Is(THIS, "unset"),),
                message="the Enterprise chart has no value {path}: it reads vectorDB.{path}",
                advice="move it and the values beside it below vectorDB",
            )
            for known in (_USE_EXTERNAL, "global.enterpriseDomain")
        ),
        broken={
            _USE_EXTERNAL: "true",
            "externalQdrant.endpoint": "http://qdrant.example:6333",
        },
        kept={
            _USE_EXTERNAL: "true",
            "vectorDB.externalQdrant.endpoint": "http://qdrant.example:6333",
        },
    ),
    ValuesRule(
        id="two-vector-stores",
        category="settings-clash",
        severity="warning",
        summary="The chart's own vector store is enabled beside an external one",
        why="Dify uses one of them; the other runs for nothing.",
        remedy="Turn off the one that is not meant.",
        reference="dify-helm charts/dify/templates/config.tpl#else if .Values.weaviate.enabled",
        requirements=(
            *(_two(row.name, "weaviate", "vector store") for row in VECTOR_STORE_PARTS),
            *(
                Requirement(
                    when=(Is(_USE_EXTERNAL, "on"),),
                    must=(Is(f"{own}.enabled", "off"),),
                    message=f"{_USE_EXTERNAL} and {own}.enabled are true: "
                    "Dify uses only one vector store",
                    sets={f"{own}.enabled": "false"},
                    advice=f"set {own}.enabled to false, or {_USE_EXTERNAL}",
                    paths=(_USE_EXTERNAL, f"{own}.enabled"),
                )
                for own in ("weaviate", "qdrant")
            ),
        ),
        broken={_USE_EXTERNAL: "true", "qdrant.enabled": "true"},
        kept={_USE_EXTERNAL: "true", "qdrant.enabled": "false"},
    ),
    ValuesRule(
        id="endpoint-with-managed-iam",
        category="settings-clash",
        severity="warning",
        summary="An address of S3 is set although Amazon's identity is used",
        why="The api does not read it then, and the builder of plugins sends its requests for a"
        " token to it, which S3 answers with 405.",
        remedy="Leave the endpoint empty: it follows from the region.",
        reference=_AWS_PROFILE,
        requirements=(
            Requirement(
                when=(Is("persistence.type", "equal", "s3"), Is(_IAM, "on")),
                must=(Is(_ENDPOINT, "empty"),),
                message=f"{_IAM} is true, but {_ENDPOINT} is set: "
                "the builder of plugins asks it for a token, and fails",
                sets={_ENDPOINT: ""},
                advice=f"leave {_ENDPOINT} empty",
                paths=(_ENDPOINT, _IAM),
            ),
        ),
        broken={
            "persistence.type": "s3",
            _IAM: "true",
            _ENDPOINT: "https://s3.us-east-1.amazonaws.com",
        },
        kept={"persistence.type": "s3", _IAM: "true", _ENDPOINT: ""},
    ),
    ValuesRule(
        id="single-node-volume",
        category="settings-clash",
        severity="warning",
        summary="Several pods share a volume that only one node can mount",
        why="With ReadWriteOnce, pods on other nodes do not start.",
        remedy="Use ReadWriteMany, or an object storage.",
        reference="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes",
        requirements=(
            *(
                case
                for part in ("api", "worker")
                for case in _shared(
                    _LOCAL_CLAIM, part, when=(Is("persistence.type", "equal", "local"),)
                )
            ),
            *(
                case
                for part, owner in _CLAIMS
                for case in _shared(
                    f"{owner}.persistence.persistentVolumeClaim", part, when=_NO_OBJECT_STORAGE
                )
            ),
        ),
        broken={
            "persistence.type": "local",
            _LOCAL_MODES: "ReadWriteOnce",
            "api.replicas": "2",
        },
        kept={"persistence.type": "s3", _LOCAL_MODES: "ReadWriteOnce", "api.replicas": "2"},
    ),
)
