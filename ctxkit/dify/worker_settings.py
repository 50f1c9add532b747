"""Settings that the api and its workers must both have, with the same value: they share a
database, a queue and what is encrypted.

Not here: secrets that two programs share under two names (`shared_secrets.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"

QUEUE_VARIABLES = ("CELERY_WORKER_QUEUES", "CELERY_QUEUES")
"""The queues that a worker of Dify's image reads, the first one that is set; with neither it reads
those that Dify sends tasks to.
"""

QUEUE_OPTION = r"(?:-Q|--queues)[= ]([\w,-]{1,2000})"
"""The option of a worker's command with its queues, as a pattern."""


class WorkerSetting(Row, frozen=True, kw_only=True):
    """A setting of the api and of the workers; `effect` is what happens if theirs differ.

    `needed`: without it a container uses a default that only fits one developer's machine.
    `is_host`: two names may mean the same service.
    """

    name: str
    effect: str
    needed: bool = False
    is_host: bool = False


WORKER_SETTINGS = (
    WorkerSetting(
        name="SECRET_KEY",
        effect="signed addresses of files and stored tokens of one are invalid for the other",
        needed=True,
        since="1.8.1",
        reference=_EXAMPLE + "SECRET_KEY=",
        sample="SECRET_KEY",
    ),
    WorkerSetting(
        name="CELERY_BROKER_URL",
        effect="no worker runs the tasks that the api sends: documents keep being queued",
        needed=True,
        since="1.8.1",
        reference=_EXAMPLE + "CELERY_BROKER_URL=",
        sample="CELERY_BROKER_URL",
    ),
    WorkerSetting(
        name="DB_HOST",
        effect="the worker does not find what the api stored",
        needed=True,
        is_host=True,
        since="1.8.1",
        reference=_EXAMPLE + "DB_HOST=",
        sample="DB_HOST",
    ),
    WorkerSetting(
        name="DB_DATABASE",
        effect="the worker does not find what the api stored",
        since="1.8.1",
        reference=_EXAMPLE + "DB_DATABASE=",
        sample="DB_DATABASE",
    ),
    WorkerSetting(
        name="VECTOR_STORE",
        effect="documents that the worker indexes are not found",
        since="1.8.1",
        reference=_EXAMPLE + "VECTOR_STORE=",
        sample="VECTOR_STORE",
    ),
    WorkerSetting(
        name="STORAGE_TYPE",
        effect="the worker does not find the files that the api stored",
        since="1.8.1",
        reference=_EXAMPLE + "STORAGE_TYPE=",
        sample="STORAGE_TYPE",
    ),
)
