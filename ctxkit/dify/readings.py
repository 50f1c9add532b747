"""What a word of few words may be about in Dify: "retry" of a node, of an HTTP request, of a task.

A question that names no more than the word has several answers. Not here: which question is so
short (`ask/find/readings.py`), the words for the same (`text/synonyms.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"


class TopicReading(Row, frozen=True, kw_only=True):
    """One thing that the words `about`, any of them, may mean without another: `title` says which,
    `names` are the settings and the code that decide it, first what most ask for. `beside` are
    words that leave all readings open.
    """

    about: str
    title: str
    names: tuple[str, ...]
    beside: str = ""


READINGS = (
    TopicReading(
        about="retry",
        title="an HTTP request of Dify",
        names=("SSRF_DEFAULT_MAX_RETRIES",),
        beside="policy",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_DEFAULT_MAX_RETRIES",
        sample="SSRF_DEFAULT_MAX_RETRIES",
    ),
    TopicReading(
        about="retry",
        title="a node of a workflow",
        names=("RetryConfig", "ErrorHandler._handle_retry", "DEFAULT_RETRY_MAX", "RetryOnPanel"),
        beside="policy",
        since="1.8.1",
        reference="dify web/app/components/workflow/constants.ts#DEFAULT_RETRY_MAX",
        sample="RetryOnPanel",
    ),
    TopicReading(
        about="retry",
        title="a background task",
        names=("shared_task.max_retries", "shared_task.default_retry_delay"),
        beside="policy",
        since="1.8.1",
        reference="dify api/tasks/workflow_execution_tasks.py#max_retries",
        sample="shared_task.max_retries",
    ),
    TopicReading(
        about="retry",
        title="a connection to Redis",
        names=("REDIS_RETRY_RETRIES",),
        beside="policy",
        since="1.14.0",
        reference=_EXAMPLE + "REDIS_RETRY_RETRIES",
        sample="REDIS_RETRY_RETRIES",
    ),
    TopicReading(
        about="timeout",
        title="a run of a workflow",
        names=("WORKFLOW_MAX_EXECUTION_TIME", "APP_MAX_EXECUTION_TIME"),
        beside="workflow app",
        since="1.8.1",
        reference=_EXAMPLE + "WORKFLOW_MAX_EXECUTION_TIME",
        sample="WORKFLOW_MAX_EXECUTION_TIME",
    ),
    TopicReading(
        about="timeout",
        title="the server and the gateway",
        names=("GUNICORN_TIMEOUT", "NGINX_PROXY_READ_TIMEOUT"),
        beside="workflow app",
        since="1.8.1",
        reference=_EXAMPLE + "GUNICORN_TIMEOUT",
        sample="GUNICORN_TIMEOUT",
    ),
    TopicReading(
        about="timeout",
        title="the page that waits",
        names=("TEXT_GENERATION_TIMEOUT_MS",),
        beside="workflow app",
        since="1.8.1",
        reference=_EXAMPLE + "TEXT_GENERATION_TIMEOUT_MS",
        sample="TEXT_GENERATION_TIMEOUT_MS",
    ),
    TopicReading(
        about="concurrency parallel concurrent",
        title="requests of an app",
        names=("APP_MAX_ACTIVE_REQUESTS", "APP_DEFAULT_ACTIVE_REQUESTS"),
        beside="limit max number count",
        since="1.8.1",
        reference=_EXAMPLE + "APP_MAX_ACTIVE_REQUESTS",
        sample="APP_MAX_ACTIVE_REQUESTS",
    ),
    TopicReading(
        about="concurrency parallel concurrent",
        title="workers of the server and of the queue",
        names=("SERVER_WORKER_AMOUNT", "CELERY_WORKER_AMOUNT"),
        beside="limit max number count",
        since="1.8.1",
        reference=_EXAMPLE + "CELERY_WORKER_AMOUNT",
        sample="CELERY_WORKER_AMOUNT",
    ),
    TopicReading(
        about="concurrency parallel concurrent",
        title="branches of a workflow",
        names=("MAX_PARALLEL_LIMIT", "GRAPH_ENGINE_MAX_WORKERS"),
        beside="limit max number count",
        since="1.8.1",
        reference=_EXAMPLE + "MAX_PARALLEL_LIMIT",
        sample="MAX_PARALLEL_LIMIT",
    ),
    TopicReading(
        about="upload",
        title="the size of a file",
        names=("UPLOAD_FILE_SIZE_LIMIT",),
        beside="limit max file",
        since="1.8.1",
        reference=_EXAMPLE + "UPLOAD_FILE_SIZE_LIMIT",
        sample="UPLOAD_FILE_SIZE_LIMIT",
    ),
    TopicReading(
        about="upload",
        title="the number of files",
        names=("UPLOAD_FILE_BATCH_LIMIT", "WORKFLOW_FILE_UPLOAD_LIMIT"),
        beside="limit max file",
        since="1.8.1",
        reference=_EXAMPLE + "UPLOAD_FILE_BATCH_LIMIT",
        sample="UPLOAD_FILE_BATCH_LIMIT",
    ),
    TopicReading(
        about="upload",
        title="what nginx lets through",
        names=("NGINX_CLIENT_MAX_BODY_SIZE",),
        beside="limit max file",
        since="1.8.1",
        reference=_EXAMPLE + "NGINX_CLIENT_MAX_BODY_SIZE",
        sample="NGINX_CLIENT_MAX_BODY_SIZE",
    ),
    TopicReading(
        about="proxy",
        title="requests that Dify sends out",
        names=("SSRF_PROXY_HTTP_URL", "SSRF_PROXY_HTTPS_URL"),
        beside="server http",
        since="1.8.1",
        reference=_EXAMPLE + "SSRF_PROXY_HTTP_URL",
        sample="SSRF_PROXY_HTTP_URL",
    ),
    TopicReading(
        about="proxy",
        title="what plugins download and send",
        names=("HTTPS_PROXY", "HTTP_PROXY"),
        beside="server http",
        since="1.8.1",
        reference="dify-plugin-daemon internal/types/app/config.go#HTTP_PROXY",
        sample="HTTPS_PROXY",
    ),
    TopicReading(
        about="proxy",
        title="requests that come in through nginx",
        names=("NGINX_PROXY_READ_TIMEOUT", "NGINX_CLIENT_MAX_BODY_SIZE"),
        beside="server http",
        since="1.8.1",
        reference=_EXAMPLE + "NGINX_PROXY_READ_TIMEOUT",
        sample="NGINX_PROXY_READ_TIMEOUT",
    ),
    TopicReading(
        about="storage",
        title="uploaded files",
        names=("STORAGE_TYPE",),
        beside="backend type file",
        since="1.8.1",
        reference=_EXAMPLE + "STORAGE_TYPE",
        sample="STORAGE_TYPE",
    ),
    TopicReading(
        about="storage",
        title="packages of plugins",
        names=("PLUGIN_STORAGE_TYPE",),
        beside="backend type file",
        since="1.8.1",
        reference=_EXAMPLE + "PLUGIN_STORAGE_TYPE",
        sample="PLUGIN_STORAGE_TYPE",
    ),
    TopicReading(
        about="port",
        title="the web pages, through nginx",
        names=("EXPOSE_NGINX_PORT", "EXPOSE_NGINX_SSL_PORT", "NGINX_PORT"),
        beside="number",
        since="1.8.1",
        reference=_EXAMPLE + "EXPOSE_NGINX_PORT",
        sample="EXPOSE_NGINX_PORT",
    ),
    TopicReading(
        about="port",
        title="the server of the api",
        names=("DIFY_PORT",),
        beside="number",
        since="1.8.1",
        reference=_EXAMPLE + "DIFY_PORT",
        sample="DIFY_PORT",
    ),
    TopicReading(
        about="port",
        title="the plugin daemon",
        names=("EXPOSE_PLUGIN_DAEMON_PORT", "EXPOSE_PLUGIN_DEBUGGING_PORT"),
        beside="number",
        since="1.8.1",
        reference=_EXAMPLE + "EXPOSE_PLUGIN_DAEMON_PORT",
        sample="EXPOSE_PLUGIN_DAEMON_PORT",
    ),
)
"""By word, the reading that most ask for first."""
