"""Which stores a chart uses, and how many."""

from __future__ import annotations

import pytest

from ctxkit.values.rules import stores


def found(values: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(rule.id, breach.paths) for rule in stores.RULES for breach in rule.look(values)]


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        (
            {"postgresql.enabled": "false", "externalPostgres.enabled": "false"},
            ("externalPostgres.enabled", "postgresql.enabled"),
        ),
        (
            {"postgresql.enabled": "false", "externalMysql.enabled": ""},
            ("externalMysql.enabled", "postgresql.enabled"),
        ),
        (
            {"redis.enabled": "false", "externalRedis.enabled": "false"},
            ("externalRedis.enabled", "redis.enabled"),
        ),
    ],
)
def test_no_store(values: dict[str, str], paths: tuple[str, ...]) -> None:
    assert found(values) == [("no-data-store", paths)]


@pytest.mark.parametrize(
    "values",
    [
        {"redis.enabled": "true", "externalRedis.enabled": "false"},
        {"redis.enabled": "false", "externalRedis.enabled": "true"},
        {"redis.enabled": "false"},  # the chart may have a switch of another name
        {"postgresql.enabled": "false", "externalMysql.enabled": "true"},
    ],
)
def test_a_store(values: dict[str, str]) -> None:
    assert found(values) == []


MODES = "persistence.local.persistentVolumeClaim.accessModes"


@pytest.mark.parametrize(
    ("kind", "modes", "replicas", "broken"),
    [
        ("local", "[ReadWriteOnce]", "2", True),
        ("local", "ReadWriteOnce", "1", False),
        ("local", "ReadWriteMany", "2", False),
        ("s3", "ReadWriteOnce", "2", False),
    ],
)
def test_a_volume_of_one_node(kind: str, modes: str, replicas: str, broken: bool) -> None:
    for part in ("api", "worker"):
        values = {"persistence.type": kind, MODES: modes, f"{part}.replicas": replicas}
        expected = [("single-node-volume", (MODES, f"{part}.replicas"))] if broken else []
        assert found(values) == expected


def test_a_volume_of_one_node_is_reported_once() -> None:
    values = {"persistence.type": "local", MODES: "ReadWriteOnce"}
    values |= {"api.replicas": "2", "worker.replicas": "2", "web.replicas": "2"}
    assert found(values) == [("single-node-volume", (MODES, "api.replicas"))]


CLAIM = "{}.persistence.persistentVolumeClaim"


@pytest.mark.parametrize(
    ("part", "owner"),
    [("api", "api"), ("worker", "api"), ("pluginDaemon", "pluginDaemon")],
)
def test_a_volume_of_one_node_in_the_community_chart(part: str, owner: str) -> None:
    modes = f"{CLAIM.format(owner)}.accessModes"
    values = {modes: "ReadWriteOnce", f"{part}.replicas": "2", "externalS3.enabled": "false"}
    assert found(values) == [("single-node-volume", (modes, f"{part}.replicas"))]
    assert found({**values, "externalS3.enabled": "true"}) == []
    assert found({**values, f"{CLAIM.format(owner)}.existingClaim": "mine"}) == []
    assert found({**values, f"{part}.replicas": "1"}) == []
    scaled = {**values, f"{part}.replicas": "1", f"{part}.autoscaling.enabled": "true"}
    assert found(scaled) == [("single-node-volume", (modes, f"{part}.autoscaling.enabled"))]


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        ("externalPostgres", "postgresql", True),
        ("externalMysql", "postgresql", True),
        ("externalPostgres", "externalMysql", True),
        ("externalRedis", "redis", True),
        ("externalRedis", "postgresql", False),
    ],
)
def test_two_stores_of_one_kind(first: str, second: str, broken: bool) -> None:
    values = {f"{first}.enabled": "true", f"{second}.enabled": "true"}
    paths = (f"{first}.enabled", f"{second}.enabled")
    assert found(values) == ([("two-data-stores", paths)] if broken else [])
    assert found({**values, f"{second}.enabled": "false"}) == []
    assert found({f"{first}.enabled": "true"}) == []  # the chart may have no other


def test_a_database_under_the_name_of_a_newer_chart() -> None:
    off = {"postgresql.enabled": "false", "externalPostgres.enabled": "false"}
    assert [rule for rule, _ in found(off)] == ["no-data-store"]
    assert found({**off, "externalDatabase.enabled": "true"}) == []


@pytest.mark.parametrize(
    ("external", "weaviate", "qdrant", "rules"),
    [
        ("true", "false", "false", []),
        ("false", "true", "false", []),
        ("false", "false", "true", []),
        ("false", "false", "false", ["no-vector-store"]),
        ("true", "false", "true", ["two-vector-stores"]),
        ("true", "true", "false", ["two-vector-stores"]),
    ],
)
def test_the_vector_store_of_the_enterprise_chart(
    external: str, weaviate: str, qdrant: str, rules: list[str]
) -> None:
    values = {
        "vectorDB.useExternal": external,
        "weaviate.enabled": weaviate,
        "qdrant.enabled": qdrant,
    }
    assert [rule for rule, _ in found(values)] == rules


def test_a_part_of_a_file_does_not_show_that_there_is_no_vector_store() -> None:
    assert found({"weaviate.enabled": "false", "qdrant.enabled": "false"}) == []
    assert (
        found({"weaviate.enabled": "false", "externalQdrant.enabled": "false"})
        == [
            # one of the others may be on by default
        ]
    )


def test_the_vector_store_of_the_community_chart() -> None:
    off = {"weaviate.enabled": "false"}
    off |= {f"external{each}.enabled": "false" for each in ("Weaviate", "Qdrant", "Milvus")}
    off |= {f"external{each}.enabled": "false" for each in ("Pgvector", "TencentVectorDB")}
    off |= {f"external{each}.enabled": "false" for each in ("MyScaleDB", "TableStore")}
    off |= {"externalElasticsearch.enabled": "false"}
    assert found(off) == [("no-vector-store", ("weaviate.enabled",))]
    assert found({**off, "externalMilvus.enabled": "true"}) == []
    both = {**off, "weaviate.enabled": "true", "externalMilvus.enabled": "true"}
    paths = ("externalMilvus.enabled", "weaviate.enabled")
    assert found(both) == [("two-vector-stores", paths)]


@pytest.mark.parametrize(
    ("enabled", "sentinel", "cluster", "broken"),
    [
        ("true", "true", "true", True),
        ("false", "true", "true", False),
        ("true", "true", "false", False),
        ("true", "false", "true", False),
    ],
)
def test_two_modes_of_redis(enabled: str, sentinel: str, cluster: str, broken: bool) -> None:
    values = {
        "externalRedis.enabled": enabled,
        "externalRedis.sentinel.enabled": sentinel,
        "externalRedis.cluster.enabled": cluster,
    }
    assert [rule for rule, _ in found(values)] == ["two-redis-modes"] * broken


@pytest.mark.parametrize(
    ("kind", "iam", "endpoint", "broken"),
    [
        ("s3", "true", "https://s3.example", True),
        ("s3", "true", "", False),
        ("s3", "false", "https://minio.example", False),
        ("local", "true", "https://s3.example", False),
    ],
)
def test_an_address_of_s3_beside_amazons_identity(
    kind: str, iam: str, endpoint: str, broken: bool
) -> None:
    values = {
        "persistence.type": kind,
        "persistence.s3.useAwsManagedIam": iam,
        "persistence.s3.endpoint": endpoint,
    }
    assert [rule for rule, _ in found(values)] == ["endpoint-with-managed-iam"] * broken


@pytest.mark.parametrize(
    ("path", "beside", "broken"),
    [
        ("externalQdrant.endpoint", "vectorDB.useExternal", True),
        ("externalOpenSearch.host", "global.enterpriseDomain", True),
        ("externalQdrant.endpoint", "externalWeaviate.enabled", False),  # of the community
        ("vectorDB.externalQdrant.endpoint", "vectorDB.useExternal", False),
        ("externalRedis.host", "vectorDB.useExternal", False),
        ("externalQdrant.timeout", "vectorDB.useExternal", False),
    ],
)
def test_a_vector_store_at_the_top_of_the_enterprise_chart(
    path: str, beside: str, broken: bool
) -> None:
    values = {path: "store.example", beside: "true"}
    assert found(values) == ([("misplaced-vector-store", (path,))] if broken else [])
    assert found({**values, path: ""}) == []
