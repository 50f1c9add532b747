"""The words of a chart's value, and the variables that are made of them."""

from __future__ import annotations

import pytest

from ctxkit.settings.inference import inferred

NAMES = (
    "TOP_K_MAX_VALUE",
    "INNER_API",
    "INNER_API_KEY",
    "PLUGIN_DIFY_INNER_API_KEY",
    "API_KEY",
    "WEAVIATE_API_KEY",
    "DB_HOST",
    "DB_PASSWORD",
    "DB_TYPE",
    "MILVUS_PASSWORD",
    "OPENSEARCH_HOST",
    "SQLALCHEMY_POOL_SIZE",
    "SMTP_USE_TLS",
    "SECRET_KEY",
    "UPLOAD_FILE_SIZE_LIMIT",
    "UPLOAD_FILE_BATCH_LIMIT",
    "REDIS_USE_CLUSTERS",
    "REDIS_CLUSTERS",
    "PLUGIN_MAX_EXECUTION_TIMEOUT",
    "PLUGIN_DAEMON_TIMEOUT",
    "ENTERPRISE_ENABLED",
    "SANDBOX_PORT",
    "STORAGE_TYPE",
)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("global.rag.topKMaxValue", "TOP_K_MAX_VALUE"),
        ("global.innerApiKey", "INNER_API_KEY"),
        ("api.innerApi.enabled", "INNER_API"),
        ("vectorDB.externalWeaviate.apiKey", "WEAVIATE_API_KEY"),
        ("vectorDB.externalMilvus.password", "MILVUS_PASSWORD"),
        ("vectorDB.externalOpenSearch.host", "OPENSEARCH_HOST"),
        ("externalPostgres.credentials.dify.password", "DB_PASSWORD"),
        ("api.db.poolSize", "SQLALCHEMY_POOL_SIZE"),
        ("api.limits.uploadFileSize", "UPLOAD_FILE_SIZE_LIMIT"),
        ("externalRedis.cluster.enabled", "REDIS_USE_CLUSTERS"),
        ("plugin_daemon.pluginExecuteTimeout", "PLUGIN_MAX_EXECUTION_TIMEOUT"),
        ("persistence.type", "STORAGE_TYPE"),
        ("opensearch.externalHost", "OPENSEARCH_HOST"),
    ],
)
def test_a_path_that_holds_the_words_of_a_variable_may_feed_it(path: str, name: str) -> None:
    assert inferred(path, NAMES)[0] == name


@pytest.mark.parametrize(
    "path",
    [
        "global.useTLS",  # of mail alone
        "enterprise.appSecretKey",  # another program's secret
        "externalPostgres.credentials.audit.password",
        "enterpriseAudit.enabled",
        "vectorDB.externalType",
        "sandbox.livenessProbe.tcpSocket.port",
        "api.replicas",
        "foo.barBaz",
        "key",
        "...",
        "",
    ],
)
def test_a_word_in_common_is_too_little(path: str) -> None:
    assert inferred(path, NAMES) == []


@pytest.mark.parametrize("word", ["MAX", "DEFAULT", "DIFY"])
def test_words_that_a_path_may_omit(word: str) -> None:
    assert inferred("plugin.timeoutSeconds", [f"PLUGIN_{word}_TIMEOUT_SECONDS"])
    assert inferred("plugin.timeoutSeconds", ["PLUGIN_OTHER_TIMEOUT_SECONDS"]) == []


@pytest.mark.parametrize(
    "general", ["external", "credentials", "global", "dify", "api", "worker", "beat", "web"]
)
def test_a_part_that_only_says_where_a_value_is_proves_nothing(general: str) -> None:
    assert inferred(f"{general}.port", [f"{general.upper()}_PORT"]) == []
    assert inferred("redis.port", ["REDIS_PORT"]) == ["REDIS_PORT"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("sqlalchemy.poolSize", "SQLALCHEMY_POOL_SIZE"),
        ("db.poolSize", "SQLALCHEMY_POOL_SIZE"),
        ("postgres.poolSize", "DB_POOL_SIZE"),
        ("postgresql.poolSize", "DB_POOL_SIZE"),
        ("mysql.poolSize", "DB_POOL_SIZE"),
        ("persistence.pathName", "STORAGE_PATH_NAME"),
        ("redis.tlsEnabled", "REDIS_SSL_ENABLED"),
        ("redis.tlsMode", "REDIS_SSL_MODE"),
        ("smtp.sslEnabled", "SMTP_USE_SSL"),
    ],
)
def test_words_of_a_path_for_a_word_of_a_variable(path: str, name: str) -> None:
    assert inferred(path, [name]) == [name]


@pytest.mark.parametrize(
    ("path", "name", "fits"),
    [
        ("plugin.executionLimit", "PLUGIN_EXECUTE_LIMIT", True),
        ("plugin.executableLimit", "PLUGIN_EXECUT_LIMIT", False),
        ("plugin.exeLimit", "PLUGIN_EXECUTE_LIMIT", False),
        ("redis.enabled", "REDIS_ENABLED", True),
        ("redisCache.enable", "REDIS_CACHE", True),
        ("redisCache.on", "REDIS_CACHE", False),
        ("a.b.c.openSearchHost", "OPENSEARCH_HOST", True),
        ("host", "HOST_NAME", False),
        ("redis.hostName", "redis_host_name", False),
        ("redis.hostName", "REDISHOSTNAME", False),
        ("redis.hostPort", "REDIS_HOST", False),
    ],
)
def test_near_misses(path: str, name: str, fits: bool) -> None:
    assert bool(inferred(path, [name])) is fits


def test_the_variable_that_adds_least_comes_first() -> None:
    names = ["REDIS_MAX_HOST_NAME", "REDIS_HOST_NAME", "DIFY_REDIS_HOST_NAME", "HOST_NAME"]
    assert inferred("redis.hostName", names) == [
        "REDIS_HOST_NAME",
        "HOST_NAME",
        "DIFY_REDIS_HOST_NAME",
        "REDIS_MAX_HOST_NAME",
    ]
