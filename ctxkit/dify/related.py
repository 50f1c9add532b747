"""Settings that affect each other although no line of the sources connects them.

Not here: names of the same setting, which the graph of settings connects (`settings/chain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from ctxkit.dify.row import Row, is_named

_EXAMPLE = "dify docker/.env.example#"


class Bound(Struct, frozen=True, kw_only=True):
    """A setting of `service` that must not be higher than the related one of `other_service`.

    `rule` is the id of the rule of `check`, `summary` says what is wrong when it is broken, and
    `effect` its consequence. The units say how the two values are written.
    """

    rule: str
    summary: str
    service: str
    other_service: str
    effect: str
    unit: Literal["MB", "bytes", "s"]
    other_unit: Literal["s", "nginx size", "nginx time"]


class RelatedSetting(Row, frozen=True, kw_only=True):
    """Whoever changes a setting that `names`, a pattern, matches should look at `other`, too.

    `how` says what `other` does, as the end of a sentence. If one limits the other, `bound` makes
    that a rule of `check`.
    """

    names: str
    other: str
    how: str
    bound: Bound | None = None


RELATED_SETTINGS = (
    RelatedSetting(
        names=r"UPLOAD_\w*FILE_SIZE_LIMIT",
        other="NGINX_CLIENT_MAX_BODY_SIZE",
        how="also limits the size of uploads",
        bound=Bound(
            rule="upload-limit-above-nginx",
            summary="An upload limit is higher than nginx lets through",
            service="api",
            other_service="nginx",
            effect="nginx answers 413",
            unit="MB",
            other_unit="nginx size",
        ),
        since="1.0.0",
        reference=_EXAMPLE + "NGINX_CLIENT_MAX_BODY_SIZE",
        sample="UPLOAD_IMAGE_FILE_SIZE_LIMIT",
    ),
    RelatedSetting(
        names=r"PLUGIN_MAX_PACKAGE_SIZE",
        other="NGINX_CLIENT_MAX_BODY_SIZE",
        how="also limits the size of uploads",
        bound=Bound(
            rule="package-limit-above-nginx",
            summary="The size of plugin packages is higher than nginx lets through",
            service="api",
            other_service="nginx",
            effect="nginx answers 413",
            unit="bytes",
            other_unit="nginx size",
        ),
        since="1.0.0",
        reference=_EXAMPLE + "NGINX_CLIENT_MAX_BODY_SIZE",
        sample="PLUGIN_MAX_PACKAGE_SIZE",
    ),
    RelatedSetting(
        names=r"MAX_(PLUGIN|BUNDLE)_PACKAGE_SIZE",
        other="NGINX_CLIENT_MAX_BODY_SIZE",
        how="also limits the size of uploads",
        since="1.0.0",
        reference="dify-plugin-daemon internal/types/app/config.go#MAX_BUNDLE_PACKAGE_SIZE",
        sample="MAX_BUNDLE_PACKAGE_SIZE",
    ),
    RelatedSetting(
        names=r"NGINX_CLIENT_MAX_BODY_SIZE",
        other="UPLOAD_FILE_SIZE_LIMIT",
        how="limits the size of each file in the api",
        since="1.0.0",
        reference=_EXAMPLE + "UPLOAD_FILE_SIZE_LIMIT",
        sample="NGINX_CLIENT_MAX_BODY_SIZE",
    ),
    RelatedSetting(
        names=r"NGINX_PROXY_READ_TIMEOUT",
        other="GUNICORN_TIMEOUT",
        how="limits the same request in the api",
        since="1.0.0",
        reference=_EXAMPLE + "GUNICORN_TIMEOUT",
        sample="NGINX_PROXY_READ_TIMEOUT",
    ),
    RelatedSetting(
        names=r"GUNICORN_TIMEOUT",
        other="NGINX_PROXY_READ_TIMEOUT",
        how="limits the same request in nginx",
        bound=Bound(
            rule="api-timeout-above-nginx",
            summary="The timeout of the api is higher than that of nginx in front of it",
            service="api",
            other_service="nginx",
            effect="nginx answers 504",
            unit="s",
            other_unit="nginx time",
        ),
        since="1.0.0",
        reference=_EXAMPLE + "NGINX_PROXY_READ_TIMEOUT",
        sample="GUNICORN_TIMEOUT",
    ),
    RelatedSetting(
        names=r"SQLALCHEMY_POOL_SIZE|SQLALCHEMY_MAX_OVERFLOW",
        other="POSTGRES_MAX_CONNECTIONS",
        how="limits the connections of all pools together",
        since="1.0.0",
        reference=_EXAMPLE + "POSTGRES_MAX_CONNECTIONS",
        sample="SQLALCHEMY_POOL_SIZE",
    ),
    RelatedSetting(
        names=r"REDIS_(PASSWORD|HOST|PORT|USERNAME)",
        other="CELERY_BROKER_URL",
        how="sets the same for Celery, and does not change with it",
        since="1.0.0",
        reference=_EXAMPLE + "CELERY_BROKER_URL",
        sample="REDIS_PASSWORD",
    ),
    RelatedSetting(
        names=r"REDIS_USE_SSL",
        other="CELERY_BROKER_URL",
        how="begins with rediss:// where Celery uses TLS, too",
        since="1.8.1",
        reference=_EXAMPLE + "CELERY_BROKER_URL",
        sample="REDIS_USE_SSL",
    ),
    RelatedSetting(
        names=r"(HTTPS?|ALL)_PROXY",
        other="NO_PROXY",
        how="names the hosts that are reached without the proxy, such as services of Dify",
        since="1.8.1",
        reference="dify docker/docker-compose.yaml#NO_PROXY",
        sample="HTTPS_PROXY",
    ),
    RelatedSetting(
        names=r"SSRF_PROXY_HTTP_URL",
        other="SSRF_PROXY_HTTPS_URL",
        how="must be set, too, or no proxy is used",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTPS_URL",
        sample="SSRF_PROXY_HTTP_URL",
    ),
    RelatedSetting(
        names=r"SSRF_PROXY_HTTPS_URL",
        other="SSRF_PROXY_HTTP_URL",
        how="must be set, too, or no proxy is used",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTP_URL",
        sample="SSRF_PROXY_HTTPS_URL",
    ),
    RelatedSetting(
        names=r"SSRF_PROXY_ALL_URL",
        other="SSRF_PROXY_HTTP_URL",
        how="is not looked at while this is set",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTP_URL",
        sample="SSRF_PROXY_ALL_URL",
    ),
    RelatedSetting(
        names=r"UPLOAD_\w*FILE_SIZE_LIMIT|NGINX_CLIENT_MAX_BODY_SIZE",
        other="proxy.clientMaxBodySize",
        how="limits uploads in the chart's nginx",
        since="1.8.1",
        reference="dify-helm charts/dify/values.yaml#clientMaxBodySize",
        sample="UPLOAD_VIDEO_FILE_SIZE_LIMIT",
    ),
    RelatedSetting(
        names=r"proxy\.clientMaxBodySize",
        other="UPLOAD_FILE_SIZE_LIMIT",
        how="limits the size of each file in the api",
        since="1.8.1",
        reference=_EXAMPLE + "UPLOAD_FILE_SIZE_LIMIT",
        sample="proxy.clientMaxBodySize",
    ),
    RelatedSetting(
        names=r"PLUGIN_DAEMON_TIMEOUT",
        other="PLUGIN_MAX_EXECUTION_TIMEOUT",
        how="limits the same call in the plugin daemon",
        since="1.4.0",
        reference=_EXAMPLE + "PLUGIN_MAX_EXECUTION_TIMEOUT",
        sample="PLUGIN_DAEMON_TIMEOUT",
    ),
    RelatedSetting(
        names=r"PLUGIN_MAX_EXECUTION_TIMEOUT",
        other="PLUGIN_DAEMON_TIMEOUT",
        how="limits the same call in the api",
        bound=Bound(
            rule="plugin-timeout-above-api",
            summary="The timeout of plugins is higher than the api waits for them",
            service="plugin_daemon",
            other_service="api",
            effect="the api gives up first",
            unit="s",
            other_unit="s",
        ),
        since="1.4.0",
        reference=_EXAMPLE + "PLUGIN_DAEMON_TIMEOUT",
        sample="PLUGIN_MAX_EXECUTION_TIMEOUT",
    ),
    RelatedSetting(
        names=r"CODE_EXECUTION_READ_TIMEOUT",
        other="SANDBOX_WORKER_TIMEOUT",
        how="limits the same run in the sandbox",
        since="1.0.0",
        reference=_EXAMPLE + "SANDBOX_WORKER_TIMEOUT",
        sample="CODE_EXECUTION_READ_TIMEOUT",
    ),
    RelatedSetting(
        names=r"SANDBOX_WORKER_TIMEOUT|WORKER_TIMEOUT",
        other="CODE_EXECUTION_READ_TIMEOUT",
        how="limits how long the api waits",
        bound=Bound(
            rule="sandbox-timeout-above-api",
            summary="The timeout of the sandbox is higher than the api waits for it",
            service="sandbox",
            other_service="api",
            effect="the api gives up first",
            unit="s",
            other_unit="s",
        ),
        since="1.0.0",
        reference=_EXAMPLE + "CODE_EXECUTION_READ_TIMEOUT",
        sample="SANDBOX_WORKER_TIMEOUT",
    ),
    RelatedSetting(
        names=r"CODE_EXECUTION_API_KEY",
        other="SANDBOX_API_KEY",
        how="must be the same secret",
        since="1.0.0",
        reference=_EXAMPLE + "SANDBOX_API_KEY",
        sample="CODE_EXECUTION_API_KEY",
    ),
    RelatedSetting(
        names=r"SANDBOX_API_KEY",
        other="CODE_EXECUTION_API_KEY",
        how="must be the same secret",
        since="1.0.0",
        reference=_EXAMPLE + "CODE_EXECUTION_API_KEY",
        sample="SANDBOX_API_KEY",
    ),
    RelatedSetting(
        names=r"WEAVIATE_API_KEY",
        other="WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        how="must contain the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        sample="WEAVIATE_API_KEY",
    ),
    RelatedSetting(
        names=r"WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        other="WEAVIATE_API_KEY",
        how="must be one of these secrets",
        since="1.8.1",
        reference=_EXAMPLE + "WEAVIATE_API_KEY",
        sample="WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS",
    ),
    RelatedSetting(
        names=r"PGVECTOR_PASSWORD",
        other="PGVECTOR_POSTGRES_PASSWORD",
        how="must be the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "PGVECTOR_POSTGRES_PASSWORD",
        sample="PGVECTOR_PASSWORD",
    ),
    RelatedSetting(
        names=r"PGVECTOR_POSTGRES_PASSWORD",
        other="PGVECTOR_PASSWORD",
        how="must be the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "PGVECTOR_PASSWORD",
        sample="PGVECTOR_POSTGRES_PASSWORD",
    ),
    RelatedSetting(
        names=r"CHROMA_AUTH_CREDENTIALS",
        other="CHROMA_SERVER_AUTHN_CREDENTIALS",
        how="must be the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "CHROMA_SERVER_AUTHN_CREDENTIALS",
        sample="CHROMA_AUTH_CREDENTIALS",
    ),
    RelatedSetting(
        names=r"OPENSEARCH_PASSWORD",
        other="OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        how="must be the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        sample="OPENSEARCH_PASSWORD",
    ),
    RelatedSetting(
        names=r"OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        other="OPENSEARCH_PASSWORD",
        how="must be the same secret",
        since="1.8.1",
        reference=_EXAMPLE + "OPENSEARCH_PASSWORD",
        sample="OPENSEARCH_INITIAL_ADMIN_PASSWORD",
    ),
    RelatedSetting(
        names=r"SSRF_HTTP_PORT",
        other="SSRF_PROXY_HTTP_URL",
        how="contains the port, too",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTP_URL",
        sample="SSRF_HTTP_PORT",
    ),
    RelatedSetting(
        names=r"PLUGIN_DAEMON_PORT",
        other="PLUGIN_DAEMON_URL",
        how="contains the port, too",
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_DAEMON_URL",
        sample="PLUGIN_DAEMON_PORT",
    ),
    RelatedSetting(
        names=r"SANDBOX_PORT",
        other="CODE_EXECUTION_ENDPOINT",
        how="contains the port, too",
        since="1.0.0",
        reference=_EXAMPLE + "CODE_EXECUTION_ENDPOINT",
        sample="SANDBOX_PORT",
    ),
    RelatedSetting(
        names=r"COMPOSE_WORKER_HEALTHCHECK_(INTERVAL|TIMEOUT)",
        other="COMPOSE_WORKER_HEALTHCHECK_DISABLED",
        how="switches the whole check off unless it is false",
        since="1.14.0",
        reference=_EXAMPLE + "COMPOSE_WORKER_HEALTHCHECK_DISABLED",
        sample="COMPOSE_WORKER_HEALTHCHECK_INTERVAL",
    ),
)


def related_to(names: Iterable[str]) -> list[RelatedSetting]:
    """Return the rows about a setting that goes by `names`, in the order of the table."""
    known = set(names)
    return [
        row
        for row in RELATED_SETTINGS
        if row.other not in known and any(is_named(name, row.names) for name in known)
    ]
