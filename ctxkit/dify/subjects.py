"""Which part of Dify a setting or a place in the code belongs to, in the words of its operators.

Not here: which program runs the code (`programs.py`).
"""

from __future__ import annotations

import re

from ctxkit.dify import vector_stores
from ctxkit.dify.row import Row

OTHER = "other"
"""The subject of what no row knows."""

_EXAMPLE = "dify docker/.env.example#"


class Subject(Row, frozen=True, kw_only=True):
    """A part of Dify: the settings whose names begin as `names`, a pattern, says, and the places
    below one of `folders`, each `repo path`.
    """

    subject: str
    names: str = ""
    folders: tuple[str, ...] = ()


_STORES = "|".join(
    sorted({re.escape(p) for store in vector_stores.VECTOR_STORES for p in store.prefixes})
)

SUBJECTS = (
    Subject(
        subject="HTTP requests",
        names=r"SSRF_|HTTP_REQUEST_",
        folders=("dify api/core/helper/ssrf_proxy.py", "dify docker/ssrf_proxy"),
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTP_URL",
        sample="SSRF_PROXY_HTTP_URL",
    ),
    Subject(
        subject="code execution",
        names=r"CODE_|SANDBOX_|sandbox\.",
        folders=("dify-sandbox ", "dify api/core/helper/code_executor"),
        since="1.8.1",
        reference=_EXAMPLE + "CODE_EXECUTION_ENDPOINT",
        sample="CODE_EXECUTION_ENDPOINT",
    ),
    Subject(
        subject="workflow node",
        names=r"WORKFLOW_|MAX_NODE|LOOP_NODE|ITERATION",
        folders=(
            "dify api/core/workflow",
            "dify api/services/workflow",
            "dify web/app/components/workflow",
        ),
        since="1.8.1",
        reference=_EXAMPLE + "WORKFLOW_MAX_EXECUTION_TIME",
        sample="WORKFLOW_MAX_EXECUTION_TIME",
    ),
    Subject(
        subject="background tasks",
        names=r"CELERY_|BROKER_|ENABLE_CLEAN_|worker\.|beat\.",
        folders=("dify api/tasks", "dify api/schedule", "dify api/extensions/ext_celery.py"),
        since="1.8.1",
        reference=_EXAMPLE + "CELERY_BROKER_URL",
        sample="CELERY_BROKER_URL",
    ),
    Subject(
        subject="Redis",
        names=r"REDIS_|PUBSUB_REDIS|EVENT_BUS_REDIS|(?:external)?[Rr]edis\.",
        folders=("dify api/extensions/ext_redis.py",),
        since="1.8.1",
        reference=_EXAMPLE + "REDIS_HOST",
        sample="REDIS_HOST",
    ),
    Subject(
        subject="vector database",
        names=rf"VECTOR_|{_STORES}",
        folders=("dify api/core/rag/datasource/vdb", "dify api/providers/vdb"),
        since="1.8.1",
        reference=_EXAMPLE + "VECTOR_STORE",
        sample="VECTOR_STORE",
    ),
    Subject(
        subject="plugin daemon",
        names=r"PLUGIN_|MARKETPLACE_|PYTHON_ENV_INIT|PIP_MIRROR|pluginDaemon\.",
        folders=("dify-plugin-daemon ", "dify api/core/plugin"),
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_DAEMON_URL",
        sample="PLUGIN_DAEMON_URL",
    ),
    Subject(
        subject="plugins",
        folders=("dify-official-plugins ",),
        since="1.8.1",
        reference="dify-official-plugins models/openai/pyproject.toml#dify_plugin",
        sample="dify-official-plugins models/openai/pyproject.toml",
    ),
    Subject(
        subject="database",
        names=r"DB_|SQLALCHEMY_|POSTGRES_|MYSQL_|(?:external)?[Pp]ostgres\w*\.",
        folders=("dify api/migrations",),
        since="1.8.1",
        reference=_EXAMPLE + "DB_HOST",
        sample="DB_HOST",
    ),
    Subject(
        subject="uploads",
        names=r"UPLOAD_|BATCH_UPLOAD|ATTACHMENT_|FILES_|NGINX_CLIENT_MAX_BODY",
        folders=("dify api/services/file_service.py", "dify api/controllers/files"),
        since="1.8.1",
        reference=_EXAMPLE + "UPLOAD_FILE_SIZE_LIMIT",
        sample="UPLOAD_FILE_SIZE_LIMIT",
    ),
    Subject(
        subject="file storage",
        names=r"STORAGE_|OPENDAL_|S3_|AZURE_BLOB|ALIYUN_OSS|TENCENT_COS|persistence\.",
        folders=("dify api/extensions/storage",),
        since="1.8.1",
        reference=_EXAMPLE + "STORAGE_TYPE",
        sample="STORAGE_TYPE",
    ),
    Subject(
        subject="knowledge",
        names=r"INDEXING_|DATASET_|RAG_|ETL_|UNSTRUCTURED_|KEYWORD_|TOP_K",
        folders=("dify api/core/rag", "dify api/services/dataset_service.py"),
        since="1.8.1",
        reference=_EXAMPLE + "ETL_TYPE",
        sample="ETL_TYPE",
    ),
    Subject(
        subject="mail",
        names=r"MAIL_|SMTP_|RESEND_|SENDGRID_",
        folders=("dify api/extensions/ext_mail.py", "dify api/libs/smtp.py"),
        since="1.8.1",
        reference=_EXAMPLE + "MAIL_TYPE",
        sample="MAIL_TYPE",
    ),
    Subject(
        subject="sign-in",
        names=r"ALLOW_REGISTER|ENABLE_(?:EMAIL|SOCIAL)|LOGIN_|ACCESS_TOKEN|REFRESH_TOKEN|INVITE_",
        folders=("dify api/controllers/console/auth", "dify api/services/account_service.py"),
        since="1.8.1",
        reference=_EXAMPLE + "ACCESS_TOKEN_EXPIRE_MINUTES",
        sample="ACCESS_TOKEN_EXPIRE_MINUTES",
    ),
    Subject(
        subject="logs and tracing",
        names=r"LOG_|\w+\.logLevel|SENTRY_|API_SENTRY|OTEL_|OTLP_|OPS_TRACE",
        folders=("dify api/extensions/ext_logging.py", "dify api/core/ops"),
        since="1.8.1",
        reference=_EXAMPLE + "LOG_LEVEL",
        sample="LOG_LEVEL",
    ),
    Subject(
        subject="nginx",
        names=r"NGINX_",
        folders=("dify docker/nginx",),
        since="1.8.1",
        reference=_EXAMPLE + "NGINX_PORT",
        sample="NGINX_PORT",
    ),
    Subject(
        subject="client tools",
        folders=("dify cli", "dify sdks"),
        since="1.8.1",
        reference="dify sdks/nodejs-client/package.json#dify-client",
        sample="dify sdks/nodejs-client/package.json",
    ),
    Subject(
        subject="web pages",
        names=r"NEXT_PUBLIC_|CONSOLE_|APP_WEB|APP_API|web\.",
        folders=("dify web",),
        since="1.8.1",
        reference=_EXAMPLE + "CONSOLE_API_URL",
        sample="CONSOLE_API_URL",
    ),
    Subject(
        subject="chart",
        folders=("dify-helm ",),
        since="1.8.1",
        reference="dify-helm charts/dify/values.yaml#api:",
        sample="dify-helm charts/dify/values.yaml",
    ),
    Subject(
        subject="api server",
        names=r"GUNICORN_|SERVER_WORKER|API_|api\.",
        folders=("dify api",),
        since="1.8.1",
        reference=_EXAMPLE + "GUNICORN_TIMEOUT",
        sample="GUNICORN_TIMEOUT",
    ),
)


def subject_row(name: str, repo: str = "", path: str = "") -> Subject | None:
    """Return the row of a setting, by its name before its place, or of a place alone."""
    if name:
        for row in SUBJECTS:
            if row.names and re.match(row.names, name):
                return row
    place = f"{repo} {path}"
    for row in SUBJECTS:
        if any(_is_below(place, folder) for folder in row.folders):
            return row
    return None


def _is_below(place: str, folder: str) -> bool:
    """Return whether a place is a file or folder, or in it. `repo ` is a whole repository."""
    if folder.endswith(" "):
        return place.startswith(folder)
    return place == folder or place.startswith(f"{folder}/")


def subject_of(name: str, repo: str, path: str) -> str:
    """Return the part of Dify that a setting belongs to, or a place if there is no name."""
    row = subject_row(name, repo, path)
    return row.subject if row is not None else OTHER
