"""Whose line it is when it is none of these repositories': data.

Not here: how sure the other places are.
"""

# ruff: noqa: E501 - tables read best with a row on a line

from __future__ import annotations

from ctxkit.logline import Event
from ctxkit.logline.patterns import LazyPattern

_FILES = {
    "trace.py": "Celery (celery/app/trace.py)", "strategy.py": "Celery (celery/worker/strategy.py)", "request.py": "Celery",
    "consumer.py": "Celery", "mingle.py": "Celery", "connection.py": "Celery or kombu", "beat.py": "Celery (celery/beat.py)",
    "_internal.py": "Werkzeug", "glogging.py": "Gunicorn", "arbiter.py": "Gunicorn", "migration.py": "Alembic", "_client.py": "httpx",
    "connectionpool.py": "urllib3", "instrumentor.py": "OpenTelemetry", "reflector.go": "Kubernetes", "human_input_node.py": "the workflow engine (package graphon)",
}  # fmt: skip
_LOGGERS = {
    "flask_migrate": "Flask-Migrate (Alembic)", "alembic": "Alembic", "werkzeug": "Werkzeug", "celery": "Celery", "httpx": "httpx",
    "gunicorn": "Gunicorn", "sqlalchemy": "SQLAlchemy", "urllib3": "urllib3", "kombu": "kombu (Celery)", "root": "",
    "dify_plugin": "the SDK of plugins (package dify_plugin)",
}  # fmt: skip
_OWN_MODULES = frozenset((
    "core", "services", "controllers", "models", "libs", "configs", "extensions", "tasks", "schedule", "repositories", "events",
    "factories", "fields", "constants", "contexts", "commands", "enums", "enterprise", "dify_graph", "__main__", "builtins", "provider", "tools",
))  # fmt: skip
"""Where the classes of Dify's API and of plugins are defined; an error of any other module is a
package's.
"""

_INSTALLED = LazyPattern(
    r"/(?:site|dist)-packages/([\w.-]{1,100})/\S{1,200}:\d{1,6}: ", hint="-packages/"
)
"""Python's own form of a warning: the file of the package that gave it."""

_SERVICES = {
    "db": "PostgreSQL", "redis": "Redis", "weaviate": "Weaviate", "qdrant": "Qdrant", "milvus": "Milvus", "kubernetes": "Kubernetes",
    "enterprise": "a component of Dify Enterprise, whose source is closed",
}  # fmt: skip
_TEXTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("ChunkLoadError", "Loading chunk ", "Loading CSS chunk ", "/_next/static/"), "the Next.js (webpack) runtime in the browser"),
    (("Can't locate revision identified by",), "Alembic: the database was migrated by another version of Dify"),
    (("INSTALLATION FAILED", "UPGRADE FAILED", "helm.sh/", "coalesce.go:", "values don't meet the specifications of the schema", "found in Chart.yaml, but missing"), "Helm, for a chart that may be another one"),
    (("nodes are available:", "FailedScheduling", "Back-off restarting failed container", "ImagePullBackOff", "ErrImagePull", "OOMKilled", "kubelet"), "Kubernetes"),
    (("dify-enterprise", "enterprise-frontend", "dify-audit", "dify-gateway", "plugin-connector", "plugin-manager", "plugin-controller", "plugin-crd"), "a component of Dify Enterprise, whose source is closed"),
    (("sqlalchemy.exc.", "psycopg2.", "sqlalche.me/"), "SQLAlchemy or the database driver"),
    (("password authentication failed for user", "too many clients already", "remaining connection slots are reserved"), "PostgreSQL"),
    (("Readiness probe failed", "Liveness probe failed", "Startup probe failed", "FailedMount"), "Kubernetes"),
    (("Hydration failed", "Minified React error", "Failed to find Server Action"), "React or Next.js"),
    (("Error response from daemon", "failed to solve: "), "Docker"),
    (("ms] [rows:",), "gorm, for the query of the code that it names"),
    (("violates the following Content Security Policy", "has been blocked by CORS policy", "net::ERR_"), "the browser"),
    (("▲ Next.js", "[TypeError: fetch failed]", "a client-side exception has occurred", "next-server"), "Next.js"),
    (("message channel closed before a response", "message port closed before a response", "runtime.lastError", "chrome-extension://", "moz-extension://", "content_script.js", "contentscript.js"), "an extension of the browser"),
    (("docker-entrypoint.sh: /docker-entrypoint.d/", "docker-entrypoint.sh: Looking for", "docker-entrypoint.sh: Launching", "docker-entrypoint.sh: Sourcing", "docker-entrypoint.sh: Configuration complete", "-listen-on-ipv6-by-default.sh", "-envsubst-on-templates.sh"), "the entrypoint of the nginx image"),
    (("Cannot read properties of ", "is not a function", "is not defined"), "the JavaScript engine of the browser or of Node.js (the stack below it tells the place)"),
    (("actix_web::", "qdrant::", " qdrant: "), "Qdrant"),
    (("\"action\":\"grpc_startup\"", "\"action\":\"startup\"", "\"action\":\"hnsw_", "memberlist: ", "\"build_wv_version\"", "/bin/weaviate"), "Weaviate"),
    (("This is a development server", " * Running on http", " * Serving Flask app", " * Debug mode: "), "Werkzeug"),
    (("Uvicorn running on http", "Application startup complete."), "Uvicorn"),
    ((" -------------- celery@", "[config]", "transport:   redis://"), "Celery"),
    (("shim disconnected", "copy shim log", "level=info msg=\"shim ", "namespace=k8s.io", "namespace=moby"), "containerd"),
    (("dockerd[", "Handler for POST /v1."), "Docker"),
    (("Could not find a version that satisfies the requirement", "pip's dependency resolver", "No matching distribution found for"), "pip"),
    (("npm ERR!", "npm error", "ERR_PNPM_"), "npm or pnpm"),
    (("exporting traces to ", "exporting metrics to ", "opentelemetry."), "OpenTelemetry"),
    (("[gnet] ", "gnet with "), "gnet, the network library of the plugin daemon"),
    (("PM2 log: ", "PM2 error: ", "PM2      |"), "PM2, which starts the web console"),
    (("None of PyTorch, TensorFlow",), "the package transformers"),
    (("dependency failed to start: container", "variable is not set. Defaulting to a blank string", "nvalid interpolation format for"), "Docker Compose"),
    (("AttachVolume.", "MountVolume.", "Multi-Attach error for volume", "CrashLoopBackOff"), "Kubernetes"),
    (("setlocale: LC_ALL: cannot change locale",), "the shell"),
    ((": executing \"", "error calling include: "), "Helm, for a chart that may be another one"),
    (("DEBUG uv ", "No workspace root found, using project root", "DEBUG Found project root", "Acquired shared lock for `"), "uv, installing a plugin's packages"),
    (("[GIN-debug] ",), "gin"),
    (("pull access denied for", "manifest unknown", "toomanyrequests: ", "Cannot connect to the Docker daemon"), "Docker"),
    (("upstream connect error or disconnect/reset before headers",), "Envoy (a service mesh or gateway)"),
    (("<center>nginx", "<center><h1>502 Bad Gateway", "<center><h1>504 Gateway Time-out"), "nginx or a proxy like it"),
    (("Out of memory: Killed process", "oom-kill:", " segfault at "), "the Linux kernel"),
    (("curl: (",), "curl"),
    (("java.lang.",), "a Java program"),
    (("No solution found when resolving", "Failed to download distributions", "Failed to fetch: `http"), "uv, installing a plugin's packages"),
)  # fmt: skip


def is_foreign(event: Event) -> bool:
    """Tell whether the shape or the container of a line shows that another program wrote it."""
    return event.line.log_format.service in _SERVICES or event.line.service in _SERVICES


def owner_of_line(event: Event) -> str:
    """Return whose program wrote a line, where its file, logger, shape or words tell; else an empty
    string.
    """
    line = event.line
    if line.file and (owner := _FILES.get(line.file.rpartition("/")[2])):
        return owner
    if line.logger and (owner := _LOGGERS.get(line.logger.partition(".")[0])):
        return owner
    text = f"{line.message} {event.text}"[:2_000]
    installed = _INSTALLED.search(text)
    if installed and not event.frames:
        return f"the package {installed[1]}"
    for signs, owner in _TEXTS:
        if any(sign in text for sign in signs):
            return owner
    if line.log_format.writer == "Celery" and line.thread == "MainProcess":
        return "Celery"
    if package := package_of(event):
        return f"the package {package}"
    if line.thread.startswith("GraphWorker"):
        return "the workflow engine (from Dify 1.13 on the package graphon)"
    writer = line.log_format.writer if line.log_format.third_party else ""
    return writer or _SERVICES.get(line.service) or ""


def package_of(event: Event) -> str:
    """Return the package of another project whose error ends the event, or an empty string."""
    package = event.errors[-1].error.rpartition(".")[0].partition(".")[0] if event.errors else ""
    return "" if package in _OWN_MODULES else package
