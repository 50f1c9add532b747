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
