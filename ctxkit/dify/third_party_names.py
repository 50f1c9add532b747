"""Files, loggers, threads and containers of other projects, by the names that lines have.

Not here: their words (`third_party_packages.py`, `third_party_platform.py`), and the formats that
only they write (`logline/formats.py`).
"""

from __future__ import annotations

from ctxkit.dify import closed_components
from ctxkit.dify.third_party_row import OwnerByName

_API = 'dify api/pyproject.toml#"'
_LOCK = "dify api/uv.lock#"
_COMPOSE = "dify docker/docker-compose.yaml#"
_GRAPHON = "the workflow engine (since Dify 1.14 the package graphon)"


def _files(owner: str, reference: str, *paths: str, text: str = "") -> tuple[OwnerByName, ...]:
    return tuple(
        OwnerByName(
            owner=f"{owner} ({path})",
            by="file",
            name=path,
            text=text,
            since="1.8.1",
            reference=reference,
            sample=f"{path.rpartition('/')[2]} {text}".rstrip(),
        )
        for path in paths
    )


FILES: tuple[OwnerByName, ...] = (
    *_files(
        "Celery",
        _API + "celery",
        "celery/app/trace.py",
        "celery/beat.py",
        "celery/worker/strategy.py",
        "celery/worker/request.py",
        "celery/worker/consumer/consumer.py",
        "celery/worker/consumer/mingle.py",
        "celery/worker/consumer/connection.py",
    ),
    *_files("Werkzeug", _LOCK + 'name = "werkzeug"', "werkzeug/_internal.py"),
    *_files("Gunicorn", _API + "gunicorn", "gunicorn/glogging.py", "gunicorn/arbiter.py"),
    *_files("Flask", _API + "flask", "flask/app.py", text="Exception on /"),
    *_files(
        "azure-core",
        _LOCK + 'name = "azure-core"',
        "azure/core/pipeline/policies/_universal.py",
    ),
    *_files(
        "elastic-transport", _LOCK + 'name = "elastic-transport"', "elastic_transport/_transport.py"
    ),
    *_files(
        "botocore",
        _LOCK + 'name = "botocore"',
        "botocore/credentials.py",
        text="Found credentials in",
    ),
    *_files("Alembic", _LOCK + 'name = "alembic"', "alembic/runtime/migration.py"),
    *_files("httpx", _API + "httpx", "httpx/_client.py"),
    *_files("urllib3", _LOCK + 'name = "urllib3"', "urllib3/connectionpool.py"),
    *_files(
        "OpenTelemetry",
        _API + "opentelemetry-distro",
        "opentelemetry/instrumentation/instrumentor.py",
    ),
    *_files(
        "Kubernetes",
        "https://github.com/kubernetes/client-go/blob/master/tools/cache/reflector.go",
        "client-go/tools/cache/reflector.go",
    ),
)


def _loggers(owner: str, reference: str, *names: str, module: str = "") -> tuple[OwnerByName, ...]:
    return tuple(
        OwnerByName(
            owner=owner,
            by="logger",
            name=name,
            module=module,
            since="1.8.1",
            reference=reference,
            sample=name,
        )
        for name in names
    )


LOGGERS: tuple[OwnerByName, ...] = (
    *_loggers("Flask-Migrate (Alembic)", _API + "flask-migrate", "flask_migrate"),
    *_loggers("Alembic", _LOCK + 'name = "alembic"', "alembic"),
    *_loggers("Werkzeug", _LOCK + 'name = "werkzeug"', "werkzeug"),
    *_loggers("Celery", _API + "celery", "celery"),
    *_loggers("httpx", _API + "httpx", "httpx"),
    *_loggers("Gunicorn", _API + "gunicorn", "gunicorn"),
    *_loggers("SQLAlchemy", _LOCK + 'name = "sqlalchemy"', "sqlalchemy"),
    *_loggers("urllib3", _LOCK + 'name = "urllib3"', "urllib3"),
    *_loggers("kombu (Celery)", _LOCK + 'name = "kombu"', "kombu"),
    *_loggers(
        "the plugin SDK (package dify_plugin)",
        "dify-official-plugins models/openai/pyproject.toml#dify_plugin",
        "dify_plugin",
        module="dify_plugin",
    ),
)
"""A logger is named after its module: the name's first part decides."""

THREADS: tuple[OwnerByName, ...] = (
    OwnerByName(
        owner="Celery",
        by="thread",
        name="MainProcess",
        since="1.8.1",
        reference=_API + "celery",
        sample="MainProcess",
    ),
    OwnerByName(
        owner=_GRAPHON,
        by="thread",
        name="GraphWorker",
        module="graphon",
        since="1.14.0",
        reference=_API + "graphon",
        sample="GraphWorker-1",
    ),
)
"""How the names of threads begin."""


def _services(owner: str, reference: str, *names: str) -> tuple[OwnerByName, ...]:
    return tuple(
        OwnerByName(
            owner=owner,
            by="service",
            name=name,
            since="1.8.1",
            reference=reference,
            sample=name,
        )
        for name in names
    )


SERVICES: tuple[OwnerByName, ...] = (
    *_services("PostgreSQL", _COMPOSE + "image: postgres:", "db"),
    *_services("Redis", _COMPOSE + "image: redis:", "redis"),
    *_services("Weaviate", _COMPOSE + "image: semitechnologies/weaviate", "weaviate"),
    *_services("Qdrant", _COMPOSE + "image: langgenius/qdrant", "qdrant"),
    *_services("Milvus", _COMPOSE + "image: milvusdb/milvus", "milvus"),
    *_services("Kubernetes", "https://kubernetes.io/docs/concepts/overview/", "kubernetes"),
    *(
        each
        for row in closed_components.CLOSED_COMPONENTS
        if row.names
        for each in _services(row.owner, row.reference, row.service)
    ),
)
"""Components whose containers run another project's program."""


def owner_by_file(base: str, message: str) -> OwnerByName | None:
    """Return the row of a package's file by its base name and what it logs, or None."""
    rows = (row for row in FILES if row.name.rpartition("/")[2] == base)
    return next((row for row in rows if message.startswith(row.text)), None)


def owner_by_logger(logger: str) -> OwnerByName | None:
    """Return the row of a logger by the first part of its name, or None."""
    package = logger.partition(".")[0]
    return next((row for row in LOGGERS if row.name == package), None)


def owner_by_thread(thread: str) -> OwnerByName | None:
    """Return the row of a thread by the beginning of its name, or None."""
    return next((row for row in THREADS if thread.startswith(row.name)), None)


def owner_by_service(service: str) -> OwnerByName | None:
    """Return the row of a component, or None."""
    return next((row for row in SERVICES if row.name == service), None)
