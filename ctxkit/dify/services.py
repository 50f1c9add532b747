"""Services that Dify works with and what they need: mail, text extraction, Redis; and the roles of
the services of a deployment.

Not here: what a choice is (`choice.py`), file storages (`storages.py`), vector stores
(`vector_stores.py`), which program a service runs (`programs.py`).
"""

from __future__ import annotations

from ctxkit.dify.choice import Choice
from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"

SERVICE_CHOICES = (
    Choice(
        switch="MAIL_TYPE",
        value="resend",
        needs=("RESEND_API_KEY", "MAIL_DEFAULT_SEND_FROM"),
        prefixes=("RESEND_",),
        certain=False,
        since="1.8.1",
        reference=_EXAMPLE + "RESEND_API_KEY",
        sample="RESEND_API_KEY",
    ),
    Choice(
        switch="MAIL_TYPE",
        value="smtp",
        needs=("SMTP_SERVER", "SMTP_PORT", "MAIL_DEFAULT_SEND_FROM"),
        prefixes=("SMTP_",),
        since="1.8.1",
        reference=_EXAMPLE + "SMTP_SERVER",
        sample="SMTP_SERVER",
    ),
    Choice(
        switch="MAIL_TYPE",
        value="sendgrid",
        needs=("SENDGRID_API_KEY", "MAIL_DEFAULT_SEND_FROM"),
        prefixes=("SENDGRID_",),
        since="1.8.1",
        reference=_EXAMPLE + "SENDGRID_API_KEY",
        sample="SENDGRID_API_KEY",
    ),
    Choice(
        switch="ETL_TYPE",
        value="Unstructured",
        needs=("UNSTRUCTURED_API_URL",),
        prefixes=("UNSTRUCTURED_",),
        certain=False,
        since="1.8.1",
        reference=_EXAMPLE + "UNSTRUCTURED_API_URL",
        sample="UNSTRUCTURED_API_URL",
    ),
    Choice(
        switch="REDIS_USE_SENTINEL",
        value="true",
        needs=("REDIS_SENTINELS", "REDIS_SENTINEL_SERVICE_NAME"),
        prefixes=("REDIS_SENTINEL",),
        since="1.8.1",
        reference=_EXAMPLE + "REDIS_SENTINELS",
        sample="REDIS_SENTINELS",
    ),
    Choice(
        switch="REDIS_USE_CLUSTERS",
        value="true",
        needs=("REDIS_CLUSTERS",),
        prefixes=("REDIS_CLUSTERS",),
        since="1.8.1",
        reference=_EXAMPLE + "REDIS_CLUSTERS",
        sample="REDIS_CLUSTERS",
    ),
    Choice(
        switch="CELERY_USE_SENTINEL",
        value="true",
        needs=("CELERY_SENTINEL_MASTER_NAME",),
        prefixes=("CELERY_SENTINEL",),
        since="1.8.1",
        reference=_EXAMPLE + "CELERY_SENTINEL_MASTER_NAME",
        sample="CELERY_SENTINEL_MASTER_NAME",
    ),
)


class Scheduler(Row, frozen=True, kw_only=True):
    """A service of compose, or a part of a chart, that starts the scheduled tasks: two of them
    start every task twice.
    """

    name: str


SCHEDULERS = (
    Scheduler(
        name="worker_beat",
        since="1.8.1",
        reference="dify docker/docker-compose.yaml#worker_beat:",
        sample="worker_beat",
    ),
    Scheduler(
        name="beat",
        since="1.8.1",
        reference="dify-helm charts/dify/values.yaml#beat:",
        sample="beat",
    ),
    Scheduler(
        name="workerBeat",
        since="3.5.5",
        reference="https://github.com/sorphwer/dify-helm-watchdog",
        sample="workerBeat",
    ),
)


class DatabaseService(Row, frozen=True, kw_only=True):
    """A value of `DB_TYPE`, with the service of Dify's compose file that runs it and its port."""

    kind: str
    service: str
    port: str


DATABASES = (
    DatabaseService(
        kind="postgresql",
        service="db_postgres",
        port="5432",
        since="1.11.4",
        reference="dify docker/docker-compose.yaml#db_postgres:",
        sample="postgresql",
    ),
    DatabaseService(
        kind="mysql",
        service="db_mysql",
        port="3306",
        since="1.11.4",
        reference="dify docker/docker-compose.yaml#db_mysql:",
        sample="mysql",
    ),
)


class OptionalService(Row, frozen=True, kw_only=True):
    """A service of Dify's compose file that Dify does without where a switch is off."""

    service: str
    switch: str


OPTIONAL_SERVICES = (
    OptionalService(
        service="api_websocket",
        switch="ENABLE_COLLABORATION_MODE",
        since="1.15.0",
        reference="dify docker/docker-compose.yaml#api_websocket:",
        sample="api_websocket",
    ),
)


def switch_of_service(service: str) -> str:
    """Return the switch without which a service of compose is not needed, or ""."""
    return next((row.switch for row in OPTIONAL_SERVICES if row.service == service), "")


def is_scheduler(name: str) -> bool:
    """Return whether a service of compose or a part of a chart starts the scheduled tasks."""
    return any(row.name == name for row in SCHEDULERS)


def database_of(kind: str) -> DatabaseService | None:
    """Return the database that a value of `DB_TYPE` selects; without one it is the first."""
    return next((row for row in DATABASES if row.kind == (kind or DATABASES[0].kind)), None)
