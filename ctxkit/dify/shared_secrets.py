"""Secrets that two containers share: both must get the same one.

Not here: publicly known secrets (`secrets.py`), settings that are only related (`related.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_COMPOSE = "dify docker/docker-compose.yaml#"


class SharedSecret(Row, frozen=True, kw_only=True):
    """`variable` of `service` must be the same as `peer_variable` of `peer_service`, or `effect`.

    `what` names the secret in the id of the rule of `check`. The row holds only where the api's
    variable `switch` is `value`, and where the host in the api's variable `host` is the service of
    the peer; an empty name sets no condition.
    """

    what: str
    service: str
    variable: str
    peer_service: str
    peer_variable: str
    effect: str
    switch: str = ""
    value: str = ""
    host: str = ""


SHARED_SECRETS = (
    SharedSecret(
        what="sandbox-key",
        service="api",
        variable="CODE_EXECUTION_API_KEY",
        peer_service="sandbox",
        peer_variable="API_KEY",
        effect="the sandbox refuses to run code",
        since="1.8.1",
        reference=_COMPOSE + "API_KEY: ${SANDBOX_API_KEY",
        sample="CODE_EXECUTION_API_KEY",
    ),
    SharedSecret(
        what="worker-sandbox-key",
        service="worker",
        variable="CODE_EXECUTION_API_KEY",
        peer_service="sandbox",
        peer_variable="API_KEY",
        effect="the sandbox refuses to run code",
        since="1.8.1",
        reference=_COMPOSE + "API_KEY: ${SANDBOX_API_KEY",
        sample="CODE_EXECUTION_API_KEY",
    ),
    SharedSecret(
        what="plugin-daemon-key",
        service="api",
        variable="PLUGIN_DAEMON_KEY",
        peer_service="plugin_daemon",
        peer_variable="SERVER_KEY",
        effect="the plugin daemon rejects the api's requests",
        since="1.8.1",
        reference=_COMPOSE + "SERVER_KEY: ${PLUGIN_DAEMON_KEY",
        sample="PLUGIN_DAEMON_KEY",
    ),
    SharedSecret(
        what="inner-api-key",
        service="api",
        variable="INNER_API_KEY_FOR_PLUGIN",
        peer_service="plugin_daemon",
        peer_variable="DIFY_INNER_API_KEY",
        effect="the api rejects the plugin daemon's requests",
        since="1.8.1",
        reference=_COMPOSE + "DIFY_INNER_API_KEY: ${PLUGIN_DIFY_INNER_API_KEY",
        sample="INNER_API_KEY_FOR_PLUGIN",
    ),
    SharedSecret(
        what="agent-inner-api-key",
        service="agent_backend",
        variable="DIFY_AGENT_INNER_API_KEY",
        peer_service="api",
        peer_variable="INNER_API_KEY_FOR_PLUGIN",
        effect="the api rejects the agent backend's requests",
        since="1.16.0",
        reference="dify docker/.env.example#DIFY_AGENT_INNER_API_KEY must match",
        sample="DIFY_AGENT_INNER_API_KEY",
    ),
    SharedSecret(
        what="agent-plugin-daemon-key",
        service="agent_backend",
        variable="DIFY_AGENT_PLUGIN_DAEMON_API_KEY",
        peer_service="plugin_daemon",
        peer_variable="SERVER_KEY",
        effect="the plugin daemon rejects the agent backend's requests",
        since="1.16.0",
        reference=_COMPOSE + "DIFY_AGENT_PLUGIN_DAEMON_API_KEY",
        sample="DIFY_AGENT_PLUGIN_DAEMON_API_KEY",
    ),
    SharedSecret(
        what="postgres-password",
        service="api",
        variable="DB_PASSWORD",
        peer_service="db_postgres",
        peer_variable="POSTGRES_PASSWORD",
        effect="the api cannot log in",
        host="DB_HOST",
        since="1.11.4",
        reference=_COMPOSE + "POSTGRES_PASSWORD: ${DB_PASSWORD",
        sample="DB_PASSWORD",
    ),
    SharedSecret(
        what="weaviate-key",
        service="api",
        variable="WEAVIATE_API_KEY",
        peer_service="weaviate",
        peer_variable="AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        effect="weaviate rejects the api's requests",
        switch="VECTOR_STORE",
        value="weaviate",
        host="WEAVIATE_ENDPOINT",
        since="1.8.1",
        reference=_COMPOSE + "AUTHENTICATION_APIKEY_ALLOWED_KEYS",
        sample="WEAVIATE_API_KEY",
    ),
    SharedSecret(
        what="pgvector-password",
        service="api",
        variable="PGVECTOR_PASSWORD",
        peer_service="pgvector",
        peer_variable="POSTGRES_PASSWORD",
        effect="the api cannot log in",
        switch="VECTOR_STORE",
        value="pgvector",
        host="PGVECTOR_HOST",
        since="1.8.1",
        reference=_COMPOSE + "POSTGRES_PASSWORD: ${PGVECTOR_POSTGRES_PASSWORD",
        sample="PGVECTOR_PASSWORD",
    ),
    SharedSecret(
        what="chroma-credentials",
        service="api",
        variable="CHROMA_AUTH_CREDENTIALS",
        peer_service="chroma",
        peer_variable="CHROMA_SERVER_AUTHN_CREDENTIALS",
        effect="chroma rejects the api's requests",
        switch="VECTOR_STORE",
        value="chroma",
        host="CHROMA_HOST",
        since="1.8.1",
        reference=_COMPOSE + "CHROMA_SERVER_AUTHN_CREDENTIALS",
        sample="CHROMA_AUTH_CREDENTIALS",
    ),
    SharedSecret(
        what="opensearch-password",
        service="api",
        variable="OPENSEARCH_PASSWORD",
        peer_service="opensearch",
        peer_variable="OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        effect="opensearch rejects the api's requests",
        switch="VECTOR_STORE",
        value="opensearch",
        host="OPENSEARCH_HOST",
        since="1.8.1",
        reference=_COMPOSE + "OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        sample="OPENSEARCH_PASSWORD",
    ),
    SharedSecret(
        what="pgvecto-rs-password",
        service="api",
        variable="PGVECTO_RS_PASSWORD",
        peer_service="pgvecto-rs",
        peer_variable="POSTGRES_PASSWORD",
        effect="the api cannot log in",
        switch="VECTOR_STORE",
        value="pgvecto-rs",
        host="PGVECTO_RS_HOST",
        since="1.8.1",
        reference=_COMPOSE + "pgvecto-rs:",
        sample="PGVECTO_RS_PASSWORD",
    ),
)
